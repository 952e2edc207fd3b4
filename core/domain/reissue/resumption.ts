import type { Issuance } from './issuance.ts';
import { hasReached } from './progress.ts';

/** What reissue-certificate is started with. */
export type ResumedWith =
  { readonly intent: string } | { readonly certificateArn: string; readonly startedBy: 'guard' };

/**
 * How work on an issuance that is due goes on: what is under way, in doubt, or to be revoked, by itself; what is finished, with
 * the certificate that came from it, whose turn it is now.
 * @param now ISO 8601
 */
export function resumedWith(issuance: Issuance, now: string): ResumedWith {
  const { intent, issued, strategy, replaces, revokeAt, revokedAt, doubts } = issuance;
  const isOpen = !hasReached(issuance, 'finished') || doubts.some(({ resolved }) => resolved === undefined);
  const isToRevoke = revokeAt !== undefined && revokedAt === undefined && revokeAt <= now;
  if (isOpen || isToRevoke || issued === undefined) return { intent };
  const keepsArn = strategy === 'acm-import' || strategy === 'export';
  return { certificateArn: keepsArn ? replaces.certificateArn : issued.certificateArn, startedBy: 'guard' };
}
