import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import type { Doubt, Issuance } from './issuance.ts';
import { reissueNotice } from './reissue-notice.ts';

const MOST_ORPHANS = 20;

/** A certificate may have been issued that nobody knows of. @param now ISO 8601 */
export function doubtNotice(issuance: Issuance, { token, sentAt }: Doubt, now: string): OutgoingNotice {
  const known = issuance.doubts.findIndex((doubt) => doubt.token === token);
  const number = (known < 0 ? issuance.doubts.length : known) + 1;
  const lines = [
    'The answer to a request was lost, and nobody could tell whether the CA issued a certificate for it. There may be one more than',
    "is used, of a key that only RenewGuard has. The CA's audit report will tell: then it is revoked, and you are told.",
    '',
    `Asked:       ${sentAt}`,
  ];
  const told = { event: 'issuance-doubtful', id: `doubt/${number}`, label: 'HIGH IssuanceDoubtful', lines } as const;
  return reissueNotice(issuance, { ...told, detail: { resolved: 'open', sentAt } }, now);
}

/**
 * It is known what became of the requests whose answers were lost.
 * @param orphans the ARNs of the certificates that the CA had issued for them; they are revoked
 */
export function settledNotice(issuance: Issuance, orphans: readonly string[], now: string): OutgoingNotice {
  const shown = orphans.slice(0, MOST_ORPHANS);
  const more = orphans.length - shown.length;
  const lines = [
    orphans.length === 0
      ? 'Requests whose answers were lost issued nothing: there is no certificate too many.'
      : 'Requests whose answers were lost had issued certificates that nobody uses: they are revoked.',
    ...(orphans.length === 0 ? [] : ['', ...shown.map((arn) => `Revoked:     ${arn}`)]),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  const id = `settled/${issuance.doubts.length}`;
  const label = 'RESOLVED IssuanceDoubtful';
  const detail = { resolved: orphans.length === 0 ? 'none' : 'revoked', orphans: shown, orphanCount: orphans.length };
  return reissueNotice(issuance, { event: 'issuance-doubtful', id, label, lines, detail }, now);
}
