import { isRenewedByAcm } from '../../core/domain/reissue/choosing-facts.ts';
import { nextAfter, type Failed } from '../../core/domain/reissue/failed-notice.ts';
import { hasReached } from '../../core/domain/reissue/progress.ts';
import type { ReissueFacts } from '../../core/reissue/reissue-facts.ts';
import type { ReissuePlan } from '../../core/reissue/reissue-plan.ts';
import { failedPlanning } from './checks.ts';
import type { KnownOfIt } from './report.ts';

/** A plan that can't be carried out, and what to do about it. */
export const refusedBy = ({ name: error, message }: Error, certificateArn: string, failed: Failed) => ({
  action: 'refused' as const,
  refusal: { error, message, next: nextAfter(error, certificateArn, failed) },
});

/** The same, with the check that failed. */
export const refusedPlanning = (facts: ReissueFacts, refusal: Error, failed: Failed) => ({
  ...refusedBy(refusal, facts.asked.arn, failed),
  checks: failedPlanning(facts, refusal),
});

/** What a reissue would find done; undefined: nothing, or not all of it. */
export function replacedAlready({ issuance, replacedBy }: KnownOfIt): string | undefined {
  if (issuance === undefined || !hasReached(issuance, 'delivered')) return undefined;
  if (replacedBy !== undefined)
    return `it is replaced already: by ${replacedBy.certificateArn}, found in use on ${replacedBy.at}`;
  return hasReached(issuance, 'proven')
    ? 'what it is to be replaced by was found in use already'
    : 'its replacement is delivered already, and is looked for where it is used: a reissue looks again';
}

/** What ACM renews is left to it; of the rest people are told. */
export function notActing({ certificate }: ReissueFacts, { why, dueAt, isDue }: ReissuePlan) {
  const isLeft = isRenewedByAcm({ certificate, route: {}, hasKnownAuthority: false }) === true;
  return {
    action: isLeft ? ('leave' as const) : ('notify' as const),
    strategy: 'notify' as const,
    why,
    ...(isLeft ? {} : { due: { at: dueAt, isDue } }),
  };
}
