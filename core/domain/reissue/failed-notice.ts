import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import { printableAscii } from '../printable.ts';
import type { Issuance, IssuanceFailure } from './issuance.ts';
import { hasReached } from './progress.ts';
import { bounded, hasOld, reissueNotice } from './reissue-notice.ts';

const LONGEST_MESSAGE = 2000;

/** What to do next, by the error's name. @param again the command that starts it again, without `npx renewguard` */
const NEXT: Readonly<Record<string, (arn: string, again: string) => string>> = {
  CsrRefused: (arn) => `Hand in a CSR of the same key: npx renewguard reissue ${arn} --strategy same-key --csr <file>`,
  AuthorityCannotIssue: (arn) =>
    `Mend the CA, or name a successor: npx renewguard route set ${arn} --authority <ARN of the CA>`,
  IssuedOtherwise: (arn) => `See what differs, and whether the template fits: npx renewguard plan ${arn}`,
  RouteUnusable: (arn) =>
    `Change its route: npx renewguard route set ${arn} … ; npx renewguard plan ${arn} shows what would be done`,
  SecretNotOurs: (arn) => `Name another secret: npx renewguard route set ${arn} --secret <name>`,
  DeliveryRejected: (_, again) => `Nothing more happens by itself. To ask again: ${again}`,
  TriesUsedUp: (_, again) => `Nothing more happens by itself. Mend the cause, then: ${again} --again`,
  CertificateNotFound: () => 'Check account, region and id in the ARN; what was deleted needs no replacement',
  AccountNotActedOn: (arn) => `Replace it by hand, or: npx renewguard route set ${arn} --strategy notify`,
};

/** What is known of the replacement that failed. */
export interface Failed {
  /** What came with the command that failed, and must come with the next one as well; each with a space before it. */
  readonly options?: string;
  /** Whether the ledger knows it, and so RenewGuard tries again by itself. */
  readonly isTriedAgain: boolean;
}

/** What somebody does next about a replacement that failed. @param error its name */
export function nextAfter(error: string, certificateArn: string, { options = '', isTriedAgain }: Failed): string {
  const again = `npx renewguard reissue ${certificateArn}${options}`;
  if (Object.hasOwn(NEXT, error)) return NEXT[error]?.(certificateArn, again) ?? again;
  return isTriedAgain
    ? `It is tried again within a day; sooner, once the cause is mended: ${again}`
    : `Once the cause is mended: ${again}`;
}

/**
 * A replacement does not go on.
 * @param putBack what was put back after a delivery that could not be proven; undefined: nothing was
 */
export function failedNotice(
  issuance: Issuance,
  { error, message }: Pick<IssuanceFailure, 'error' | 'message'>,
  now: string,
  putBack?: string,
): OutgoingNotice {
  const { replaces, attempt, deliveries, wayBack } = issuance;
  const name = printableAscii(error.slice(0, 64));
  const told = {
    error: name,
    message: bounded(message, LONGEST_MESSAGE),
    serving: servingAfter(issuance, name, putBack),
    wayBack: bounded(wayBack ?? 'none', LONGEST_MESSAGE),
    ...(putBack !== undefined && { putBack: bounded(putBack, LONGEST_MESSAGE) }),
    next: nextAfter(name, replaces.certificateArn, { isTriedAgain: true }),
  };
  const lines = [
    'The certificate is not replaced.',
    '',
    `Error:       ${told.error}`,
    `Cause:       ${told.message}`,
    `Still used:  ${told.serving}`,
    `Way back:    ${told.wayBack}`,
    ...(told.putBack === undefined ? [] : [`Put back:    ${told.putBack}`]),
    ...(hasOld(issuance) ? [`It ends:     ${replaces.content.notAfter}`] : []),
    '',
    told.next,
  ];
  const id = `failed/${attempt}/${deliveries}/${name}`;
  return reissueNotice(
    issuance,
    { event: 'failed', id, label: `HIGH ReissueFailed ${name}`, lines, detail: told },
    now,
  );
}

/** What is in use after a failure: the old certificate, unless a delivery was begun. */
function servingAfter(issuance: Issuance, error: string, putBack: string | undefined): string {
  const { replaces, issued, delivery, strategy } = issuance;
  const old = hasOld({ strategy })
    ? `the old certificate, serial ${replaces.content.serial}`
    : 'what its hosts have now';
  if (putBack !== undefined) return old;
  const begun = delivery !== undefined || hasReached(issuance, 'delivered') || error === 'DeliveryUnproven';
  if (!begun) return old;
  return `the new certificate may be in use already, serial ${issued?.serial ?? 'unknown'}; it was not proven`;
}
