import { isDeepStrictEqual } from 'node:util';
import type { CertificateRequest, Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached } from '../../domain/reissue/progress.ts';
import { RouteUnusable } from '../../domain/reissue/refusals.ts';
import { makesKey, type ActingStrategy } from '../../domain/reissue/strategy.ts';
import { CHECK, type CheckPorts } from '../phases/check.ts';
import { actOf } from '../phases/phase.ts';
import type { Ledger } from '../ports.ts';
import type { ReissueFacts } from '../reissue-facts.ts';
import { openedIssuance, type ReissuePlan } from '../reissue-plan.ts';
import { reached } from './step.ts';

export interface RenewPorts extends CheckPorts {
  readonly ledger: Pick<Ledger, 'advance'>;
}

export type ActingPlan = ReissuePlan & { readonly strategy: ActingStrategy };

/** Who asks for it. */
export interface Asking {
  /** Whether a person does. */
  readonly now: boolean;
  /** Whether earlier tries are not to be counted any more. */
  readonly again: boolean;
}

/**
 * An issuance that is under way goes on, with the route as it is now as far as that is possible.
 * @param now ISO 8601
 * @throws RouteUnusable where the request was sent already by another strategy; what the check throws
 */
export async function renew(
  ports: RenewPorts,
  before: Issuance,
  facts: ReissueFacts,
  plan: ActingPlan,
  asking: Asking,
  now: string,
): Promise<Issuance> {
  const first = openedIssuance(facts, plan, now);
  if (isLeft(before, first, asking)) return upToDate(ports.ledger, before, first.request, now);
  const wasSent = hasReached(before, 'sent');
  if (before.strategy !== plan.strategy && wasSent)
    throw new RouteUnusable(
      `a replacement by ${before.strategy} is under way (${before.state}): let it end, or set --strategy ${before.strategy}`,
    );
  const wayBack = await actOf(CHECK, first)(ports, first);
  const { route, handedOn, strategy, why } = first;
  const changed = {
    ...(wasSent ? before : askedAnew(before, first)),
    ...{ route, handedOn, strategy, why },
    ...(asking.again && { forgiven: { attempts: before.attempt - 1, deliveries: before.deliveries } }),
    ...(wayBack !== undefined && { wayBack }),
  };
  return ports.ledger.advance(reached(isAskedAgain(before, asking) ? unanswered(changed) : changed, {}, now));
}

/**
 * What goes as it did is not written again. Nor is what goes well changed by what no person started: the route that came with
 * a person's execution stands in no table.
 */
function isLeft(before: Issuance, { route, strategy }: Issuance, asking: Asking): boolean {
  if (asking.again || isAskedAgain(before, asking)) return false;
  if (!asking.now && before.failure === undefined) return true;
  return before.strategy === strategy && isDeepStrictEqual(before.route, route);
}

/** A person said no, and another one, or the same, wants to be asked once more. */
const isAskedAgain = ({ failure }: Issuance, asking: Asking): boolean =>
  asking.now && failure?.error === 'DeliveryRejected';

function unanswered({ approval: _, ...issuance }: Issuance): Issuance {
  return issuance;
}

/** Nothing was sent yet: the request may be another, and where key or CSR are not to be used, they are made anew. */
function askedAnew({ request: _, ...before }: Issuance, first: Issuance): Issuance {
  const needsOther = makesKey(before.strategy) !== makesKey(first.strategy) || before.route.csr !== first.route.csr;
  return { ...before, ...(first.request && { request: first.request }), ...(needsOther && { state: 'open' as const }) };
}

/** A request that asks for other dates than it would now, by more than this, has waited too long. */
const OUTDATED_SECONDS = 60 * 60;

/** What was not sent yet is asked for as it would be now: its life begins when it is issued. */
export async function upToDate(
  ledger: Pick<Ledger, 'advance'>,
  issuance: Issuance,
  request: CertificateRequest | undefined,
  now: string,
): Promise<Issuance> {
  const { request: before } = issuance;
  if (hasReached(issuance, 'sent') || request === undefined || before === undefined) return issuance;
  const isClose = Math.abs(request.notAfter - before.notAfter) <= OUTDATED_SECONDS;
  if (isClose && isDeepStrictEqual({ ...before, notAfter: 0 }, { ...request, notAfter: 0 })) return issuance;
  return ledger.advance({ ...issuance, request, updatedAt: now });
}
