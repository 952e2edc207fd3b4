import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import { makesKey } from '../../core/domain/reissue/strategy.ts';
import { deliverableOf } from '../../core/reissue/deliverable.ts';
import { DEFAULT_PROOF_MINUTES } from '../../core/reissue/steps/verify.ts';
import { secretOf } from '../../core/reissue/phases/place.ts';
import type { ReissuePlan } from '../../core/reissue/reissue-plan.ts';
import { deliveryGate, overrideAt } from '../../core/reissue/windows.ts';
import type { PlannedDelivery } from './report.ts';

/**
 * How a certificate would be made and delivered.
 * @param issuance as the ledger would open it
 * @param now ISO 8601
 * @throws RouteUnusable where a window or freeze of the route can't be read
 */
export function deliveryOf(
  issuance: Issuance,
  { request, cappedBy }: ReissuePlan,
  wayBack: string | null | undefined,
  now: string,
): PlannedDelivery {
  const deliverable = deliverableOf(issuance);
  const { revokeAfterDays, approval = false } = issuance.route;
  return {
    key: keyOf(issuance),
    ...(request && {
      request: { ...request, notAfter: iso(request.notAfter), ...(cappedBy !== undefined && { cappedBy }) },
    }),
    place: placeOf(issuance),
    proof: proofOf(issuance),
    ...(wayBack !== undefined && { wayBack }),
    gate: deliveryGate(deliverable, now),
    approval,
    overrideAt: overrideAt(deliverable),
    ...(revokeAfterDays !== undefined && { revokeAfterDays }),
  };
}

const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();

function keyOf({ strategy }: Issuance): PlannedDelivery['key'] {
  if (makesKey(strategy)) return 'fresh';
  return strategy === 'same-key' ? 'device' : 'acm';
}

function placeOf(issuance: Issuance): string {
  const { strategy, replaces } = issuance;
  if (strategy === 'acm-import') return `ACM ${replaces.certificateArn}, whose ARN stays`;
  if (strategy === 'acm-managed') return 'ACM, under a new ARN that services have to take';
  return `secret ${secretOf(issuance)}`;
}

function proofOf(issuance: Issuance): readonly string[] {
  const { strategy, replaces, route } = issuance;
  const minutes = route.proofMinutes ?? DEFAULT_PROOF_MINUTES;
  const places: Record<Issuance['strategy'], () => readonly string[]> = {
    'acm-import': () => [`ACM gives it out under ${replaces.certificateArn}`],
    'acm-managed': () => ['services use the new ARN, and none uses the old one; looked at every day'],
    secret: () => [`it is AWSCURRENT of ${secretOf(issuance)}, with its key`],
    'same-key': () => [`it is AWSCURRENT of ${secretOf(issuance)}`],
    export: () => [`it is AWSCURRENT of ${secretOf(issuance)}, with its key`, 'ACM calls it ELIGIBLE after the export'],
  };
  return [
    ...places[strategy](),
    ...(route.endpoint === undefined ? [] : [`${route.endpoint} serves it within ${minutes} minutes`]),
    ...(route.hostReports === true ? [`its host reports it within ${minutes} minutes (tag renewguard:installed)`] : []),
  ];
}
