import type { Issuance } from './issuance.ts';
import { hasReached, later } from './progress.ts';
import { asksAuthority } from './strategy.ts';
import { reissueDueAt } from './validity.ts';

/** What reissue-certificate is started with. */
export type ResumedWith =
  { readonly intent: string } | { readonly certificateArn: string; readonly startedBy: 'guard' };

/**
 * How work on an issuance that is due goes on: what is under way, in doubt, or to be revoked, by itself; what is finished, with
 * the certificate that came from it once it is that one's turn: nothing that is left of the old one holds it up.
 * @param now ISO 8601
 */
export function resumedWith(issuance: Issuance, now: string): ResumedWith {
  const { intent, issued, strategy, replaces, revokeAt, revokedAt, doubts } = issuance;
  const renewal = renewalDueAt(issuance);
  const isToRenew = renewal !== undefined && renewal <= now;
  const isInDoubt = doubts.some(({ resolved }) => resolved === undefined);
  const isToRevoke = revokeAt !== undefined && revokedAt === undefined && revokeAt <= now;
  const isLeft = !isToRenew && (isInDoubt || isToRevoke);
  if (!hasReached(issuance, 'finished') || issued === undefined || isLeft) return { intent };
  const keepsArn = strategy === 'acm-import' || strategy === 'export';
  return { certificateArn: keepsArn ? replaces.certificateArn : issued.certificateArn, startedBy: 'guard' };
}

/** ACM renews private certificates from 60 days before their end on (service-facts 2.3). */
const RENEWED_BY_SECONDS = 59 * 24 * 60 * 60;

/**
 * When the new certificate is to be replaced in its turn: nobody else tells of what a private CA issued. By its life in use, from
 * the proof on, so that the same comes out whenever it is asked.
 * @returns ISO 8601; undefined: another issuance sees to it, or ACM does
 */
export function renewalDueAt({ strategy, issued, proof, route, handedOver }: Issuance): string | undefined {
  if (issued?.notAfter === undefined || proof === undefined || handedOver === true) return undefined;
  // ACM tells of each renewal, but best effort: whether there was one is looked at.
  if (strategy === 'export') return later(issued.notAfter, -RENEWED_BY_SECONDS);
  if (!asksAuthority(strategy)) return undefined;
  return reissueDueAt({ notBefore: proof.at, notAfter: issued.notAfter }, route.renewAtShare);
}
