import type { Caller } from '../../core/aws/caller.ts';
import type { CertificateArn } from '../../core/domain/arn.ts';
import { hasReached } from '../../core/domain/reissue/progress.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { AccountUnreadable } from '../../core/gathering/account-unreadable.ts';
import { gatherReissueFacts, type ReissueFacts, type ReissueFactsPorts } from '../../core/reissue/reissue-facts.ts';
import { chosenPlan, planReissue } from '../../core/reissue/reissue-plan.ts';
import { adviceFor } from '../gap.ts';
import { NotRead } from '../not-read.ts';
import { givenOptions } from '../text/given-options.ts';
import { actingPlan, type Planning } from './acting.ts';
import type { DeliveryCheckPorts } from './delivery-check.ts';
import { certificateIn, membersOf } from './described.ts';
import { knownOf, NOTHING_KEPT, type KeptPorts } from './known.ts';
import { notActing, refusedBy, refusedPlanning, replacedAlready } from './not-acting.ts';
import { isRefused, triedTo } from './refused.ts';
import type { KnownOfIt, PlanReport } from './report.ts';

type KeptFactsPorts = 'ledger' | 'routes' | 'recordedRequests';

export interface PlanPorts extends Omit<ReissueFactsPorts, KeptFactsPorts> {
  readonly secrets: DeliveryCheckPorts['secrets'];
  /** Absent where there is no RenewGuard, or its table can't be read. */
  readonly kept?: KeptPorts;
}

/**
 * Plans the replacement of a certificate as a reissue would, and reads all that it would read. Only reads.
 * @param given the route that was given with the command
 * @throws CertificateNotFound; NotRead where AWS would not tell what the plan depends on
 */
export async function planFor(
  ports: PlanPorts,
  asked: CertificateArn,
  given: Route,
  planning: Planning,
): Promise<PlanReport> {
  const { caller, now } = planning;
  const options = givenOptions(Object.entries(given));
  const frame = frameOf(asked, planning);
  const facts = await gathered(ports, asked, given, caller);
  if (facts instanceof Error) return { ...frame, ...refusedBy(facts, asked.arn, { options, isTriedAgain: false }) };
  const chosen = triedTo(() => chosenPlan(facts, now));
  const known = ports.kept && (await knownOf(ports.kept, facts, chosen instanceof Error ? undefined : chosen, now));
  const failed = { options, isTriedAgain: known?.issuance !== undefined };
  const about = { certificate: certificateIn(facts), route: membersOf(facts.routed), ...(known && { known }) };
  const report = { ...frame, ...about };
  if (chosen instanceof Error) return { ...report, ...refusedPlanning(facts, chosen, failed) };
  const replaced = known && replacedAlready(known);
  if (replaced !== undefined) return { ...report, action: 'leave', strategy: chosen.strategy, why: replaced };
  if (chosen.strategy === 'notify') return { ...report, ...notActing(facts, chosen) };
  const plan = wasSent(known)
    ? chosen
    : triedTo(() => planReissue(facts, (account) => account === caller.account, now));
  if (plan instanceof Error) return { ...report, ...refusedPlanning(facts, plan, failed) };
  return {
    ...report,
    ...(await actingPlan(ports, facts, { ...plan, strategy: chosen.strategy }, known, { ...planning, failed })),
  };
}

/** What was sent asks the CA for nothing new: it need not be able to issue any more. */
const wasSent = (known: KnownOfIt | undefined): boolean =>
  known?.issuance !== undefined && hasReached(known.issuance, 'sent');

/** Everything that decides, or why it can't be decided: a tag or a record that is none. */
async function gathered(
  ports: PlanPorts,
  asked: CertificateArn,
  given: Route,
  caller: Caller,
): Promise<ReissueFacts | Error> {
  try {
    return await gatherReissueFacts({ ...ports, ...NOTHING_KEPT, ...ports.kept }, asked, given);
  } catch (error) {
    if (error instanceof AccountUnreadable) throw new NotRead(`${error.message}; ${adviceFor(error.why, caller)}`);
    if (isRefused(error)) return error;
    throw error;
  }
}

const frameOf = ({ arn, account, region }: CertificateArn, { now }: Planning) => ({
  at: now,
  certificateArn: arn,
  account,
  region,
  route: [],
  checks: [],
  unreadable: [],
});
