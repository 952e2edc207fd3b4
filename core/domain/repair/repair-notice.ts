import { ACM_PRINCIPAL, REQUIRED_ACTIONS } from '../authorities/acm-requirements.ts';
import type { Grant } from '../authorities/authority.ts';
import type { Finding } from '../findings/finding.ts';
import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import { printable, printableAscii } from '../printable.ts';
import { removerLines } from './repair-text.ts';
import { repairId, type Repair, type ReportedRemover } from './repair.ts';

/** The version of the event's detail; docs/schemas/repair-event.v1.json describes it. */
export const REPAIR_EVENT_VERSION = '1';

/** The detail-type of RenewGuard's events about repairs, with source `renewguard`, by what they tell of. */
export const REPAIR_DETAIL_TYPES = { 'approval-requested': 'RenewGuard Repair Approval Requested' } as const;

/** The section of docs/runbooks.md about each. */
export const REPAIR_RUNBOOKS = { 'approval-requested': 'RepairApprovalRequested' } as const satisfies Record<
  keyof typeof REPAIR_DETAIL_TYPES,
  string
>;

/** What a repair changes, for whoever has to agree. */
export interface RepairChange {
  /** The calls, in order, as IAM names them. */
  readonly calls: readonly string[];
  /** One sentence. */
  readonly summary: string;
}

/** A permission is created; where a partial one stands, it is deleted first. */
export function permissionChange(removed: readonly Grant[]): RepairChange {
  const create = `${ACM_PRINCIPAL} is given ${REQUIRED_ACTIONS.join(', ')}`;
  if (removed.length === 0) return { calls: ['acm-pca:CreatePermission'], summary: create };
  const standing = [...new Set(removed.flatMap(({ actions }) => actions))].join(', ');
  return {
    calls: ['acm-pca:DeletePermission', 'acm-pca:CreatePermission'],
    summary: `${create}; the partial permission that stands (${standing}) is deleted first, and put back if that fails`,
  };
}

/** The statements are added; the others stay. */
export const policyChange = (account: string): RepairChange => ({
  calls: ['acm-pca:PutPolicy'],
  summary: `the CA’s policy lets ACM of account ${account} read it and issue with EndEntityCertificate/V1; all else in it stays`,
});

/**
 * Asks a person whether a CA may be repaired. The token of the state machine's task is not in it.
 * @param now ISO 8601
 */
export function repairApprovalNotice(
  repair: Repair,
  finding: Finding,
  change: RepairChange,
  remover: ReportedRemover | undefined,
  now: string,
): OutgoingNotice {
  const { authorityArn, code, account, until = now } = repair;
  const id = repairId(repair);
  const noticeId = `repair/${id}/approval-requested`;
  const commands = [`npx renewguard approve ${id}`, `npx renewguard reject ${id}`];
  const { count, inUse, firstAttempt, outage } = finding.dependents;
  const asked: Asked = { repair, finding, change, remover, until, commands };
  const lines = [...questionLines(asked), '', `Notice ${noticeId}`];
  const authorityId = authorityArn.split('/').at(-1) ?? '';
  return {
    id: noticeId,
    at: now,
    subject: printableAscii(`[RenewGuard] APPROVE REPAIR by ${until.slice(0, 16)}Z: authority ${authorityId}`),
    text: lines.map(printable).join('\n'),
    about: {
      kind: 'authority',
      arn: authorityArn,
      account,
      code: REPAIR_RUNBOOKS['approval-requested'],
      severity: finding.severity,
    },
    detailType: REPAIR_DETAIL_TYPES['approval-requested'],
    detail: {
      schemaVersion: REPAIR_EVENT_VERSION,
      noticeId,
      event: 'approval-requested',
      approvalId: id,
      until,
      commands,
      repair: {
        certificateAuthorityArn: authorityArn,
        code,
        account,
        calls: change.calls,
        change: change.summary,
        missing: finding.missing,
        severity: finding.severity,
        dependents: { count, inUse, ...(firstAttempt && { firstAttempt }), ...(outage && { outage }) },
        ...(remover && { reportedRemover: remover }),
      },
    },
  };
}

interface Asked {
  readonly repair: Repair;
  readonly finding: Finding;
  readonly change: RepairChange;
  readonly remover: ReportedRemover | undefined;
  readonly until: string;
  readonly commands: readonly string[];
}

function questionLines({ repair, finding, change, remover, until, commands }: Asked): readonly string[] {
  const { authorityArn, code, account } = repair;
  const { count, inUse, firstAttempt, outage } = finding.dependents;
  return [
    'RenewGuard can repair this, and waits for your word.',
    '',
    `Finding:     ${code}: ${finding.message}`,
    `Authority:   ${authorityArn}`,
    `Account:     ${account}`,
    `Will change: ${change.summary}`,
    `Calls:       ${change.calls.join(', ')}`,
    `Missing:     ${finding.missing.join(', ')}`,
    `Dependents:  ${count} ACM ${count === 1 ? 'certificate' : 'certificates'}, ${inUse} in use`,
    `First renewal attempt: ${firstAttempt ?? 'none known'}`,
    `First outage:          ${outage ?? 'none known'}`,
    ...removerLines(remover),
    `Answer by:   ${until}; without an answer nothing is changed, and it is alerted again, as escalated`,
    '',
    'Answer with one of:',
    ...commands.map((command) => `  ${command}`),
    '',
    `Runbook: docs/runbooks.md, ${REPAIR_RUNBOOKS['approval-requested']}`,
  ];
}
