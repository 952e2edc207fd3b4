import type { AccountId } from '../arn.ts';
import type { CertificateFinding, CertificateFindingChange } from './certificate-finding.ts';
import { labelOf, newsLines } from './lifecycle-text.ts';
import type { NoticeKind } from './lifecycle.ts';
import type { OutgoingNotice } from './outgoing-notice.ts';
import { printable, printableAscii } from '../printable.ts';

/** The version of the event's detail; docs/schemas/certificate-finding-event.v1.json describes it. */
export const CERTIFICATE_FINDING_EVENT_VERSION = '1';

/** The detail-type of RenewGuard's events about certificates, with source `renewguard`. */
export const CERTIFICATE_DETAIL_TYPES: Record<NoticeKind, string> = {
  opened: 'RenewGuard Certificate Finding Opened',
  changed: 'RenewGuard Certificate Finding Changed',
  reminded: 'RenewGuard Certificate Finding Reminded',
  resolved: 'RenewGuard Certificate Finding Resolved',
};

/** SNS takes no longer subject. */
const LONGEST_SUBJECT = 100;

/** Writes the one notice that a change of a certificate's finding causes. Pure: the same change gives the same notice. */
export function certificateNotice({ finding, notice: kind }: CertificateFindingChange): OutgoingNotice {
  const id = `${finding.certificateArn.split('/').at(-1) ?? ''}/${finding.code}/${finding.version}`;
  const lines =
    kind === 'resolved' ? resolvedLines(finding) : [...newsLines(kind, finding, finding.outage), ...openLines(finding)];
  const { certificateArn: arn, account, code, severity } = finding;
  return {
    id,
    at: finding.changedAt,
    subject: subjectOf(kind, finding),
    text: [...lines, '', `Notice ${id}`].map(printable).join('\n'),
    about: { kind: 'certificate', arn, account, code, severity },
    detailType: CERTIFICATE_DETAIL_TYPES[kind],
    detail: { schemaVersion: CERTIFICATE_FINDING_EVENT_VERSION, noticeId: id, change: kind, finding },
  };
}

function subjectOf(kind: NoticeKind, finding: CertificateFinding): string {
  const { code, domainName, certificateArn } = finding;
  const name = domainName ?? certificateArn.split('/').at(-1) ?? '';
  return printableAscii(`[RenewGuard] ${labelOf(kind, finding)} ${code}: ${name}`).slice(0, LONGEST_SUBJECT);
}

const certificateLines = ({ certificateArn, domainName, account }: CertificateFinding): readonly string[] => [
  `Certificate: ${certificateArn}`,
  `Name:        ${domainName ?? '(none)'}`,
  `Account:     ${account}`,
];

function openLines(finding: CertificateFinding): readonly string[] {
  const { message, severity, verdict, reason, firstAttempt, outage, plan, remedy, code, account } = finding;
  const strategy = plan.strategy === undefined ? '' : ` by strategy ${plan.strategy}`;
  return [
    message,
    '',
    ...certificateLines(finding),
    `Severity:    ${severity}`,
    `Verdict:     ${verdict} (${reason})`,
    ...(firstAttempt === undefined ? [] : [`First renewal attempt: ${firstAttempt}`]),
    `Outage:      ${outage ?? (verdict === 'out-of-force' ? 'now' : 'unknown')}`,
    `Plan:        ${plan.action}${strategy}: ${plan.why}`,
    '',
    ...remedyLines(remedy, account),
    '',
    `Runbook: docs/runbooks.md, ${code}`,
  ];
}

function remedyLines(remedy: readonly string[], account: AccountId): readonly string[] {
  if (remedy.length === 0) return ['No single command mends this.'];
  const where = remedy.every((line) => line.startsWith('DNS: '))
    ? "Records that must be in the domain's public zone:"
    : `Run with rights in the account that owns the resource (the certificate's is ${account}):`;
  return [where, ...remedy.map((line) => `  ${line}`)];
}

function resolvedLines(finding: CertificateFinding): readonly string[] {
  const { code, openedAt, resolvedAt, changedAt, resolution } = finding;
  return [
    `Resolved: ${code}.`,
    '',
    ...certificateLines(finding),
    `Open since:  ${openedAt}`,
    `Resolved:    ${resolvedAt ?? changedAt}`,
    resolution === 'gone' ? 'The certificate does not exist any more.' : 'What was wrong was seen to be over.',
  ];
}
