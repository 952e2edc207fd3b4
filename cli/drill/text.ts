import { DRILL_KINDS, type DrillKind } from '../../core/domain/drill/drill.ts';
import type { Colors } from '../text/colors.ts';
import { safeJson, safeLines } from '../text/lines.ts';
import { stepText, type DrillResult } from './drill.ts';

/** The version of the answer's form; docs/schemas/drill-result.v1.json describes it. */
const DRILL_RESULT_VERSION = '1';

const MEANINGS: Readonly<Record<DrillKind, string>> = {
  'permission-removed': "as if ACM's permission on a CA had been removed: guard-authority",
  'certificate-event': 'as if ACM had told that a certificate ends soon: guard-certificate',
};

export const kindsText = (): string =>
  `${['Kinds of fire drills:', ...DRILL_KINDS.map((kind) => `  ${kind.padEnd(20)}${MEANINGS[kind]}`)].join('\n')}\n`;

export const kindsJson = (): string =>
  safeJson({
    schemaVersion: DRILL_RESULT_VERSION,
    kinds: DRILL_KINDS.map((kind) => ({ kind, meaning: MEANINGS[kind] })),
  });

export const drillJson = (result: DrillResult): string => safeJson({ schemaVersion: DRILL_RESULT_VERSION, ...result });

export function drillText(result: DrillResult, colors: Colors): string {
  const { drill, arn, steps, channels, subject, worked, problem, executionArn } = result;
  const lines = [
    `Drill ${drill.id} (${drill.kind}) about ${arn}`,
    ...(executionArn === undefined ? [] : [`Execution: ${executionArn}`]),
    ...steps.map((step) => `  ${stepText(step)}`),
    ...(subject === undefined ? [] : [`Told: ${subject}`]),
    ...channels.map(({ channel, state, at, why }) => `  ${at}  ${channel}: ${state}${why ? `: ${why}` : ''}`),
    ...(problem === undefined ? [] : [`It did not work: ${problem.what}`, `  → ${problem.next}`]),
  ];
  const ending = worked
    ? colors.green('Exit code 0: every step ran, and every channel has the notice. Nothing was changed.')
    : colors.red('Exit code 1: in earnest, not everybody would have been told.');
  return [...safeLines(lines), ending, ''].join('\n');
}
