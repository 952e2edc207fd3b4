import { describeUnreadable } from '../../core/domain/fact.ts';
import type { Digest } from '../../core/domain/sweep/digest.ts';
import { FATES, type Fate } from '../../core/domain/sweep/projection.ts';
import type { Forecast } from '../../core/domain/sweep/summary.ts';
import type { ScanCounts, ScanOutcome, SweepRecord } from '../../core/domain/sweep/sweep.ts';
import { bySeverity, type Colors } from '../text/colors.ts';
import { columns } from '../text/columns.ts';
import { counted, dayOf, safeJson, safeLines } from '../text/lines.ts';
import { listed, rows, section, sectioned, shortened, type Row } from '../text/sections.ts';
import type { SweepResult } from './result.ts';

/** The version of the answer's form; docs/schemas/sweep-result.v1.json describes it. */
const RESULT_VERSION = '1';

export const sweepJson = (result: SweepResult): string => safeJson({ schemaVersion: RESULT_VERSION, ...result });

/** How a sweep ended, for a person. */
export function sweepText(result: SweepResult, colors: Colors): string {
  const { outcome, sweep, digest, forecast, id, executionArn } = result;
  if (outcome === 'started')
    return `${safeLines([`Started ${id}: ${executionArn}`, 'Where it stands: renewguard status']).join('\n')}\n`;
  return sectioned([
    openLines(result, colors),
    section(headingOf(result, colors), figuresOf(result), colors),
    digest === undefined || forecast !== undefined ? [] : urgentLines(digest, colors),
    forecast === undefined ? [] : forecastLines(forecast, colors),
    sweep !== undefined && !writes(sweep) ? [colors.dim('Nothing but the report was written.')] : [],
  ]);
}

const writes = ({ dryRun, asOf }: SweepRecord): boolean => !dryRun && asOf === undefined;

function headingOf({ outcome, id, failure, complete }: SweepResult, colors: Colors): string {
  const [shown = ''] = safeLines([id]);
  if (outcome === 'failed') return colors.red(`Sweep ${shown} failed: ${safeLines([failure?.error ?? '']).join('')}`);
  return complete === true
    ? colors.green(`Sweep ${shown} finished, all was read`)
    : colors.yellow(`Sweep ${shown} finished, not everything was read`);
}

/** What the same answer keeps from being read stands together. */
function openLines({ open, sweep, outcome }: SweepResult, colors: Colors): readonly string[] {
  const groups = new Map<string, string[]>();
  const note = (line: string, where: string): unknown => groups.set(line, [...(groups.get(line) ?? []), where]);
  for (const why of sweep?.gaps ?? []) note(describeUnreadable(why), 'accounts may be missing');
  for (const each of open.filter((place) => place.outcome === 'unreadable'))
    for (const line of new Set((each.why ?? []).map(describeUnreadable))) note(line, placeOf(each));
  if (groups.size === 0) return [];
  const lines = [...groups].flatMap(([line, where]) => [
    `${colors.yellow('?')} ${safeLines([shortened(line, 600)]).join('')}`,
    `  ${safeLines([listed([...new Set(where)], 5)]).join('')}`,
  ]);
  const advice = outcome === 'finished' ? ['What lets it be read: renewguard status'] : [];
  return section(`Not read: ${groups.size}`, [...lines, ...advice], colors);
}

const placeOf = ({ place: { account, region } }: ScanOutcome): string => `${account} ${region}`;

const figuresOf = ({ said, sweep, failure, executionArn }: SweepResult): readonly string[] =>
  rows([
    ['Cause', failure && shortened(failure.message, 2000)],
    ['Places', said.length === 0 ? undefined : said.join(' ')],
    ...(sweep === undefined ? [] : sweepRows(sweep)),
    ['Execution', failure && executionArn],
  ]);

function sweepRows(sweep: SweepRecord): readonly Row[] {
  const { totals, remedies, report, startedAt, finishedAt, scopes, asOf, skipped } = sweep;
  const leftOut = skipped.map(({ account, why }) => `${account} (${why})`);
  return [
    ['Left out', leftOut.length === 0 ? undefined : listed(leftOut, 3)],
    ['Scopes', listed(scopes)],
    ['As of', asOf],
    ...(totals === undefined ? [] : totalRows(totals)),
    ['Replacements', remedies ? `${remedies} started` : undefined],
    ['Took', finishedAt && durationOf(startedAt, finishedAt)],
    ['Report', report],
  ];
}

const totalRows = (totals: ScanCounts): readonly Row[] => [
  ['Certificates', certificatesOf(totals)],
  ['CAs', `${totals.authorities}`],
  ['Changed', `${totals.changed} new or changed, ${totals.gone} gone`],
  ['Findings', findingsOf(totals)],
  ['API calls', callsOf(totals)],
];

const certificatesOf = ({ certificates, verdicts }: ScanCounts): string => {
  const each = Object.entries(verdicts).map(([verdict, count]) => `${count} ${verdict}`);
  return each.length === 0 ? `${certificates}` : `${certificates}: ${each.join(', ')}`;
};

const findingsOf = ({ findings: { opened, changed, resolved } }: ScanCounts): string =>
  `${opened} opened, ${changed} changed, ${resolved} resolved`;

function callsOf({ calls }: ScanCounts): string {
  const most = Object.entries(calls).toSorted(([, a], [, b]) => b - a);
  const total = most.reduce((sum, [, count]) => sum + count, 0);
  return `${total}${
    total === 0
      ? ''
      : `: ${listed(
          most.map(([name, count]) => `${name} ${count}`),
          5,
        )}`
  }`;
}

function durationOf(from: string, to: string): string {
  const seconds = Math.round((Date.parse(to) - Date.parse(from)) / 1000);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function urgentLines({ urgent, severities }: Digest, colors: Colors): readonly string[] {
  const total = Object.values(severities).reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  const table = columns(
    ['severity', 'finding', 'certificate', 'outage', ''],
    urgent.map(({ severity, code, name, outage, arn }) => [
      bySeverity(colors, severity),
      ...safeLines([code, shortened(name ?? '(no name)', 48), dayOf(outage) ?? 'now or unknown', arn]),
    ]),
    colors,
  );
  const more = total > urgent.length ? [colors.dim(`… and ${total - urgent.length} more`)] : [];
  return section(`Somebody has to act: ${counted(total, 'certificate')}`, [...table, ...more], colors);
}

const FATE_TEXTS: Record<Fate, string> = {
  stays: 'nothing happens to it',
  renews: 'ACM renews it',
  replaced: 'RenewGuard replaces it, if its mode lets it',
  ends: 'it ends, and nobody serves it',
  breaks: 'it ends where it may be served',
  unknown: 'nobody can tell',
};

function forecastLines({ asOf, fates, breaks }: Forecast, colors: Colors): readonly string[] {
  const figures = rows(FATES.filter((fate) => fates[fate] > 0).map((fate) => [`${fates[fate]}`, FATE_TEXTS[fate]]));
  const first = breaks
    .slice(0, 10)
    .flatMap(({ at, name, arn, owner, why }) =>
      safeLines([
        `${dayOf(at) ?? ''}  ${shortened(name ?? arn, 80)}${owner === undefined ? '' : ` (${shortened(owner, 40)})`}`,
        `  ${shortened(why)}`,
      ]),
    );
  const more = fates.breaks > 10 ? [colors.dim(`… and ${fates.breaks - 10} more`)] : [];
  return [
    ...section(`Until ${asOf}, if nobody does anything`, figures, colors),
    ...section('What breaks', [...first, ...more], colors),
  ];
}
