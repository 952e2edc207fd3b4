import type { Caller } from '../../core/aws/caller.ts';
import type { Unreadable } from '../../core/domain/fact.ts';
import type { Failed } from '../../core/domain/reissue/failed-notice.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import type { ReissueFacts } from '../../core/reissue/reissue-facts.ts';
import { openedIssuance, type ReissuePlan } from '../../core/reissue/reissue-plan.ts';
import { gapOf } from '../gap.ts';
import { checkBeforehand } from './checks.ts';
import { deliveryOf } from './delivery.ts';
import type { DeliveryCheckPorts } from './delivery-check.ts';
import { refusedBy, refusedPlanning } from './not-acting.ts';
import { triedTo } from './refused.ts';
import type { KnownOfIt } from './report.ts';

/** Who plans, and when. */
export interface Planning {
  readonly caller: Caller;
  /** ISO 8601. */
  readonly now: string;
}

/** How a certificate would be replaced, and how the checks before that come out. */
export async function actingPlan(
  ports: DeliveryCheckPorts,
  facts: ReissueFacts,
  plan: ReissuePlan & { readonly strategy: ActingStrategy },
  known: KnownOfIt | undefined,
  { caller, now, failed }: Planning & { readonly failed: Failed },
) {
  const issuance = openedIssuance(facts, plan, now);
  const { checks, refusal, wayBack, unread } = await checkBeforehand(ports, facts, issuance, caller.account);
  const delivery = triedTo(() => deliveryOf(issuance, plan, wayBack, now));
  const planned = { strategy: plan.strategy, why: plan.why, due: dueOf(plan, known) };
  if (delivery instanceof Error) return { ...planned, ...refusedPlanning(facts, delivery, failed) };
  return {
    action: 'reissue' as const,
    ...planned,
    delivery,
    checks,
    unreadable: gapsOf(unread, facts, caller),
    ...(refusal && refusedBy(refusal, facts.asked.arn, failed)),
  };
}

/** What RenewGuard imported itself is replaced before it is due only where that is wanted explicitly. */
const dueOf = ({ dueAt: at, isDue }: ReissuePlan, known: KnownOfIt | undefined) => ({
  at,
  isDue,
  ...(known?.isOwnImport === true && !isDue && { onlyAgain: true as const }),
});

const gapsOf = (unread: Unreadable | undefined, { asked }: ReissueFacts, caller: Caller) =>
  unread === undefined ? [] : [gapOf(unread, asked.region, caller)];
