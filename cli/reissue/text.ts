import type { Colors } from '../text/colors.ts';
import { safeJson, safeLines } from '../text/lines.ts';
import { rows, sectioned, shortened, type Row } from '../text/sections.ts';
import type { ReissueResult } from './result.ts';

/** The version of the answer's form; docs/schemas/reissue-result.v1.json describes it. */
const RESULT_VERSION = '1';

export const resultJson = (result: ReissueResult): string => safeJson({ schemaVersion: RESULT_VERSION, ...result });

/** How it ended, for a person: old serial, new serial and the proof; or why not, and what to do. */
export function resultText(result: ReissueResult, colors: Colors): string {
  const lines = [...rows(rowsOf(result)), ...safeLines(nextOf(result))];
  return sectioned([[headingOf(result, colors), ...lines.map((line) => `  ${line}`)]]);
}

function headingOf(result: ReissueResult, colors: Colors): string {
  const { outcome, certificateArn, failure, waitingFor, strategy } = result;
  const done = strategy === 'export' ? 'Exported' : 'Replaced';
  const texts: Record<ReissueResult['outcome'], string> = {
    proven: colors.green(`${done}, and found where it is used`),
    failed: colors.red(`Not ${done.toLowerCase()}: ${safeLines([failure?.error ?? '']).join('')}`),
    waiting: colors.yellow(
      `Not ${done.toLowerCase()} yet${waitingFor === undefined ? '' : `: ${AWAITED_TEXTS[waitingFor.what]}`}`,
    ),
    started: 'Started',
  };
  return colors.bold(`${texts[outcome]}: ${safeLines([certificateArn]).join('')}`);
}

const AWAITED_TEXTS: Record<NonNullable<ReissueResult['waitingFor']>['what'], string> = {
  approval: 'it waits for a person to say yes or no',
  time: 'it waits for its time',
  mode: 'the mode holds it',
  adoption: 'it waits until services use the new ARN',
  'another execution': 'another execution is at it',
};

const rowsOf = (result: ReissueResult): readonly Row[] => [
  ['Cause', result.failure && shortened(result.failure.message, 2000)],
  ['Why', result.waitingFor && shortened(result.waitingFor.why, 1000)],
  ['Until', result.waitingFor?.until],
  ['Strategy', result.strategy && `${result.strategy}: ${shortened(result.why ?? '')}`],
  ['Old serial', result.old && `${result.old.serial}, valid until ${result.old.notAfter}`],
  [result.strategy === 'export' ? 'Serial' : 'New serial', newSerial(result)],
  [newArnLabel(result), result.new?.certificateArn],
  ...(result.outcome === 'proven' ? (result.proof?.seen ?? []) : []).map(
    (seen) => ['Proof', shortened(seen, 1000)] as const,
  ),
  ['Execution', result.executionArn],
];

/** Imported into the old ARN, the new one has another of its own only at the CA that issued it; exported, it has none. */
function newArnLabel({ strategy }: ReissueResult): string {
  if (strategy === 'acm-import') return 'Issued as';
  return strategy === 'export' ? 'Exported' : 'New ARN';
}

function newSerial({ new: issued, outcome }: ReissueResult): string | undefined {
  if (issued?.serial === undefined) return undefined;
  const unused = outcome === 'proven' ? '' : '; not proven to be in use';
  return `${issued.serial}, valid until ${issued.notAfter ?? 'unknown'}${unused}`;
}

function nextOf({ outcome, failure, waitingFor, certificateArn }: ReissueResult): readonly string[] {
  if (failure !== undefined) return [failure.next];
  if (waitingFor !== undefined) return waitingFor.next;
  return outcome === 'started' ? [`Where it stands: npx renewguard plan ${certificateArn}`] : [];
}
