import { findingKey, type Finding, type FindingChange } from './finding.ts';
import { labelOf, newsLines } from './lifecycle-text.ts';
import type { NoticeKind } from './lifecycle.ts';
import type { OutgoingNotice } from './outgoing-notice.ts';
import { printable } from '../printable.ts';
import { repairLines } from '../repair/repair-text.ts';

/** The version of the event's detail; docs/schemas/finding-event.v1.json describes it. */
export const FINDING_EVENT_VERSION = '1';

/** The detail-type of RenewGuard's events on the bus, with source `renewguard`. */
export const FINDING_DETAIL_TYPES: Record<NoticeKind, string> = {
  opened: 'RenewGuard Finding Opened',
  changed: 'RenewGuard Finding Changed',
  reminded: 'RenewGuard Finding Reminded',
  resolved: 'RenewGuard Finding Resolved',
};

/** SNS takes no longer subject. */
const LONGEST_SUBJECT = 100;

/** Writes the one notice that a change of a finding causes. Pure: the same change gives the same notice. */
export function noticeOf({ finding, notice: kind, audience }: FindingChange): OutgoingNotice {
  const authorityId = finding.authorityArn.split('/').at(-1) ?? '';
  const id = `${authorityId}/${findingKey(finding)}/${finding.version}`;
  return {
    id,
    at: finding.changedAt,
    subject: subjectOf(kind, finding, authorityId),
    text: textOf(kind, finding, id),
    about: {
      kind: 'authority',
      arn: finding.authorityArn,
      account: finding.account,
      code: finding.code,
      severity: finding.severity,
    },
    ...(audience !== undefined && { audience }),
    detailType: FINDING_DETAIL_TYPES[kind],
    detail: detailOf(kind, finding, id),
  };
}

function subjectOf(kind: NoticeKind, finding: Finding, authorityId: string): string {
  return `[RenewGuard] ${labelOf(kind, finding)} ${finding.code}: authority ${authorityId}`.slice(0, LONGEST_SUBJECT);
}

function textOf(kind: NoticeKind, finding: Finding, id: string): string {
  const news = newsLines(kind, finding, finding.dependents.outage);
  const lines = kind === 'resolved' ? resolvedLines(finding) : [...news, ...openLines(finding)];
  return [...lines, '', `Notice ${id}`].map(printable).join('\n');
}

function detailOf(kind: NoticeKind, finding: Finding, id: string): object {
  const { authorityArn, unreadable, ...content } = finding;
  return {
    schemaVersion: FINDING_EVENT_VERSION,
    noticeId: id,
    change: kind,
    finding: { certificateAuthorityArn: authorityArn, unreadableAccounts: unreadable, ...content },
  };
}

function openLines(finding: Finding): readonly string[] {
  return [
    finding.message,
    '',
    `Authority:  ${finding.authorityArn}`,
    `Account:    ${finding.account}`,
    `Severity:   ${finding.severity}`,
    ...repairLines(finding.repair),
    ...dependentLines(finding),
    ...gapLines(finding),
    '',
    ...remedyLines(finding),
  ];
}

function resolvedLines(finding: Finding): readonly string[] {
  return [
    `Resolved: ${finding.code} for ACM of account ${finding.account}.`,
    '',
    `Authority:  ${finding.authorityArn}`,
    `Open since: ${finding.openedAt}`,
    `Resolved:   ${finding.resolvedAt ?? finding.changedAt}`,
    finding.resolution === 'unused'
      ? 'No certificate of the account depends on the authority any more.'
      : 'The cause was seen to be mended.',
  ];
}

function dependentLines({ authorityArn, dependents }: Finding): readonly string[] {
  const { count, inUse, firstAttempt, outage, soonest } = dependents;
  if (count === 0) return ['Dependents: no ACM certificate is known to depend on it'];
  return [
    `Dependents: ${count} ACM ${count === 1 ? 'certificate' : 'certificates'}, ${inUse} in use`,
    `First renewal attempt: ${firstAttempt ?? 'unknown'}`,
    `First outage:          ${outage ?? 'unknown'}`,
    ...soonest.map(
      ({ certificateArn, domainName, notAfter }) => `  ${notAfter}  ${domainName ?? '(no name)'}  ${certificateArn}`,
    ),
    ...(count > soonest.length
      ? [`  … and ${count - soonest.length} more: npx renewguard inventory --authority ${authorityArn}`]
      : []),
  ];
}

function gapLines({ unreadable, unreadableCount }: Finding): readonly string[] {
  const named = Object.values(unreadable);
  const more = unreadableCount - named.length;
  return [...named.map((why) => `Not listed: ${why}`), ...(more > 0 ? [`Not listed: ${more} more accounts`] : [])];
}

function remedyLines({ remedy, account, code }: Finding): readonly string[] {
  if (remedy.length === 0) return ['No single command mends this; see docs/runbooks.md, ' + code + '.'];
  const where = code === 'ServiceLinkedRoleMissing' ? `account ${account}` : 'the account that owns the authority';
  return [`Run in ${where}:`, ...remedy.map((command) => `  ${command}`), '', `Runbook: docs/runbooks.md, ${code}`];
}
