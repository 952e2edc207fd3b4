import { aboutArn } from '../alerts/notice-subject.ts';
import type { Severity } from '../findings/finding-codes.ts';
import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import { printable, printableAscii } from '../printable.ts';
import type { Issuance } from './issuance.ts';

/** The version of the events' detail; docs/schemas/reissue-event.v1.json describes it. */
export const REISSUE_EVENT_VERSION = '1';

/** The detail-types of RenewGuard's events about reissues, with source `renewguard`, by what they tell of. */
export const REISSUE_DETAIL_TYPES = {
  replaced: 'RenewGuard Certificate Replaced',
  failed: 'RenewGuard Reissue Failed',
  waiting: 'RenewGuard Reissue Waiting',
  'approval-requested': 'RenewGuard Approval Requested',
  'adoption-wanted': 'RenewGuard Adoption Wanted',
  'issuance-doubtful': 'RenewGuard Issuance Doubtful',
  'left-overs-removed': 'RenewGuard Left-overs Removed',
} as const;

export type ReissueEvent = keyof typeof REISSUE_DETAIL_TYPES;

/** The section of docs/runbooks.md about each. */
export const REISSUE_RUNBOOKS = {
  replaced: 'CertificateReplaced',
  failed: 'ReissueFailed',
  waiting: 'ReissueWaiting',
  'approval-requested': 'ApprovalRequested',
  'adoption-wanted': 'AdoptionWanted',
  'issuance-doubtful': 'IssuanceDoubtful',
  'left-overs-removed': 'LeftOversRemoved',
} as const satisfies Record<ReissueEvent, string>;

/** How much each matters to whoever is told by severity. */
const SEVERITIES = {
  replaced: 'low',
  failed: 'high',
  waiting: 'medium',
  'approval-requested': 'high',
  'adoption-wanted': 'medium',
  'issuance-doubtful': 'high',
  'left-overs-removed': 'medium',
} as const satisfies Record<ReissueEvent, Severity>;

/** What one notice tells. */
export interface Told {
  readonly event: ReissueEvent;
  /** The same however often it is told. */
  readonly id: string;
  /** What the subject begins with. */
  readonly label: string;
  readonly lines: readonly string[];
  /** Of the certificate that is replaced; absent where it is about no one. */
  readonly certificateArn?: string;
  /** The members of the event's detail that only this event has. */
  readonly detail: object;
}

/** SNS takes no longer subject. */
const LONGEST_SUBJECT = 100;
const LONGEST_NAME = 253;
const SHOWN_NAMES = 5;

/** Writes the notice that an issuance causes. Pure: the same gives the same. @param now ISO 8601 */
export function reissueNotice(issuance: Issuance, { id, label, lines, ...told }: Told, now: string): OutgoingNotice {
  const text = [...lines, '', ...certificateLines(issuance)];
  const detail = { reissue: reissueOf(issuance), ...told.detail };
  const { certificateArn } = issuance.replaces;
  return noticeOf(
    {
      ...told,
      certificateArn,
      id: `${issuance.intent}/${id}`,
      label: `${label}: ${nameOf(issuance)}`,
      lines: text,
      detail,
    },
    now,
  );
}

/** The same where it is about no issuance. */
export function noticeOf({ event, id, label, lines, certificateArn, detail }: Told, now: string): OutgoingNotice {
  const text = [...lines, '', `Runbook: docs/runbooks.md, ${REISSUE_RUNBOOKS[event]}`, '', `Notice ${id}`];
  return {
    id,
    at: now,
    subject: printableAscii(`[RenewGuard] ${label}`).slice(0, LONGEST_SUBJECT),
    text: text.map(printable).join('\n'),
    about: {
      kind: 'reissue',
      ...aboutArn(certificateArn),
      code: REISSUE_RUNBOOKS[event],
      severity: SEVERITIES[event],
    },
    detailType: REISSUE_DETAIL_TYPES[event],
    detail: { schemaVersion: REISSUE_EVENT_VERSION, noticeId: id, event, ...detail },
  };
}

/** A text of a certificate, a service or a person, harmless and no longer than told. */
export const bounded = (text: string, length: number): string => printable(text.slice(0, length));

/** `export` replaces nothing: what is delivered is what ACM renewed. */
export const hasOld = ({ strategy }: Pick<Issuance, 'strategy'>): boolean => strategy !== 'export';

/** What people call the certificate: its common name, else its first name, else its serial. */
function nameOf({ replaces: { content } }: Issuance): string {
  const commonName = /(?:^|[,+])\s*CN=((?:\\.|[^,+\\])+)/.exec(content.subjectText.slice(0, 2000))?.[1];
  const firstName = content.names.find(({ value }) => value !== '')?.value;
  return bounded(commonName ?? firstName ?? content.serial, LONGEST_NAME);
}

function certificateLines({
  replaces: { certificateArn, content },
  strategy,
  why,
  request,
}: Issuance): readonly string[] {
  const shown = content.names.slice(0, SHOWN_NAMES).map(({ kind, value }) => `${kind}:${bounded(value, LONGEST_NAME)}`);
  const more = content.names.length - shown.length;
  return [
    `Certificate: ${certificateArn}`,
    `Subject:     ${bounded(content.subjectText, LONGEST_NAME)}`,
    ...(shown.length === 0 ? [] : [`Names:       ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`]),
    `Strategy:    ${strategy}: ${why}`,
    ...(request === undefined ? [] : [`CA:          ${request.authorityArn}`]),
  ];
}

function reissueOf(issuance: Issuance): object {
  const { intent, generation, attempt, strategy, replaces, request, issued } = issuance;
  const { serial, notAfter } = replaces.content;
  return {
    intent,
    generation,
    attempt,
    strategy,
    certificateArn: replaces.certificateArn,
    name: nameOf(issuance),
    ...(hasOld(issuance) && { old: { serial, notAfter } }),
    ...(issued && { new: issued }),
    ...(request && { certificateAuthorityArn: request.authorityArn }),
  };
}
