import { printable, printableAscii } from '../printable.ts';
import type { CoverageFinding, CoverageFindingChange } from './coverage-finding.ts';
import { labelOf, newsLines } from './lifecycle-text.ts';
import type { NoticeKind } from './lifecycle.ts';
import type { OutgoingNotice } from './outgoing-notice.ts';

/** The version of the event's detail; docs/schemas/coverage-finding-event.v1.json describes it. */
export const COVERAGE_FINDING_EVENT_VERSION = '1';

/** The detail-type of RenewGuard's events about what it can't see, with source `renewguard`. */
export const COVERAGE_DETAIL_TYPES: Record<NoticeKind, string> = {
  opened: 'RenewGuard Coverage Finding Opened',
  changed: 'RenewGuard Coverage Finding Changed',
  reminded: 'RenewGuard Coverage Finding Reminded',
  resolved: 'RenewGuard Coverage Finding Resolved',
};

/** SNS takes no longer subject. */
const LONGEST_SUBJECT = 100;

/** Writes the one notice that a change of a finding about coverage causes. Pure: the same change gives the same notice. */
export function coverageNotice({ finding, notice: kind }: CoverageFindingChange): OutgoingNotice {
  const id = `coverage/${finding.subject}/${finding.code}/${finding.version}`;
  const lines = kind === 'resolved' ? resolvedLines(finding) : [...newsLines(kind, finding), ...openLines(finding)];
  const { account, code, severity } = finding;
  return {
    id,
    at: finding.changedAt,
    subject: subjectOf(kind, finding),
    text: [...lines, '', `Notice ${id}`].map(printable).join('\n'),
    about: { kind: 'coverage', ...(account !== undefined && { account }), code, severity },
    detailType: COVERAGE_DETAIL_TYPES[kind],
    detail: { schemaVersion: COVERAGE_FINDING_EVENT_VERSION, noticeId: id, change: kind, finding },
  };
}

function subjectOf(kind: NoticeKind, finding: CoverageFinding): string {
  const { code, subject } = finding;
  return printableAscii(`[RenewGuard] ${labelOf(kind, finding)} ${code}: ${subject}`).slice(0, LONGEST_SUBJECT);
}

const placeLines = ({ account, region, scope }: CoverageFinding): readonly string[] => [
  ...(account === undefined ? [] : [`Account:     ${account}`]),
  ...(region === undefined ? [] : [`Region:      ${region}`]),
  ...(scope === undefined ? [] : [`Scope:       ${scope}`]),
];

function openLines(finding: CoverageFinding): readonly string[] {
  const { message, severity, remedy, code, account } = finding;
  return [
    message,
    '',
    ...placeLines(finding),
    `Severity:    ${severity}`,
    `Open since:  ${finding.openedAt}`,
    '',
    ...remedyLines(remedy, account),
    '',
    `Runbook: docs/runbooks.md, ${code}`,
  ];
}

function remedyLines(remedy: readonly string[], account: string | undefined): readonly string[] {
  if (remedy.length === 0) return ['No single command mends this.'];
  const where =
    account === undefined
      ? 'Run:'
      : `Run (aws … with rights in account ${account}, or as its organisation's administrator):`;
  return [where, ...remedy.map((command) => `  ${command}`)];
}

function resolvedLines(finding: CoverageFinding): readonly string[] {
  const { code, openedAt, resolvedAt, changedAt, resolution } = finding;
  return [
    `Resolved: ${code}.`,
    '',
    ...placeLines(finding),
    `Open since:  ${openedAt}`,
    `Resolved:    ${resolvedAt ?? changedAt}`,
    resolution === 'left-out' ? 'It is left out on purpose now.' : 'It was read again.',
  ];
}
