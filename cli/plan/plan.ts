import type { Caller } from '../../core/aws/caller.ts';
import type { CertificateArn } from '../../core/domain/arn.ts';
import type { Unreadable } from '../../core/domain/fact.ts';
import { isRenewedByAcm } from '../../core/domain/reissue/choosing-facts.ts';
import { nextAfter } from '../../core/domain/reissue/failed-notice.ts';
import { ROUTE_MEMBERS, type MergedRoute } from '../../core/domain/reissue/merged-route.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { AccountUnreadable } from '../../core/gathering/account-unreadable.ts';
import { gatherReissueFacts, type ReissueFacts, type ReissueFactsPorts } from '../../core/reissue/reissue-facts.ts';
import { openedIssuance, planReissue, type ReissuePlan } from '../../core/reissue/reissue-plan.ts';
import { adviceFor, gapOf } from '../gap.ts';
import { NotRead } from '../not-read.ts';
import { checkBeforehand, failedPlanning } from './checks.ts';
import { deliveryOf } from './delivery.ts';
import type { DeliveryCheckPorts } from './delivery-check.ts';
import { knownOf, NOTHING_KEPT, type KeptPorts } from './known.ts';
import { isRefused } from './refused.ts';
import type { PlanReport, RoutedMember } from './report.ts';

type KeptFactsPorts = 'ledger' | 'routes' | 'recordedRequests';

export interface PlanPorts extends Omit<ReissueFactsPorts, KeptFactsPorts> {
  readonly secrets: DeliveryCheckPorts['secrets'];
  /** Absent where there is no RenewGuard, or its table can't be read. */
  readonly kept?: KeptPorts;
}

/** Who plans, and when. */
export interface Planning {
  readonly caller: Caller;
  /** ISO 8601. */
  readonly now: string;
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
  const facts = await gathered(ports, asked, given, planning.caller);
  if (facts instanceof Error) return { ...frameOf(asked, planning), ...refusedBy(facts, asked.arn) };
  const plan = triedTo(() => planReissue(facts, planning.caller.account, planning.now));
  const acting = plan instanceof Error || plan.strategy === 'notify' ? undefined : { ...plan, strategy: plan.strategy };
  const known =
    ports.kept && (await knownOf(ports.kept, facts, plan instanceof Error ? undefined : plan, planning.now));
  const read = {
    ...frameOf(asked, planning),
    certificate: certificateIn(facts),
    route: membersOf(facts.routed),
    ...(known && { known }),
  };
  if (plan instanceof Error) return { ...read, ...refusedBy(plan, asked.arn), checks: failedPlanning(facts, plan) };
  if (acting === undefined) return { ...read, ...notActing(facts, plan) };
  return { ...read, ...(await actingPlan(ports, facts, acting, planning)) };
}

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

/** What is made, or why it can't be: a reissue would be refused so. */
function triedTo<T>(make: () => T): T | Error {
  try {
    return make();
  } catch (error) {
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

const refusedBy = ({ name: error, message }: Error, certificateArn: string) => ({
  action: 'refused' as const,
  refusal: { error, message, next: nextAfter(error, certificateArn) },
});

function notActing({ certificate }: ReissueFacts, { why, dueAt, isDue }: ReissuePlan) {
  const isLeft = isRenewedByAcm({ certificate, route: {}, hasKnownAuthority: false }) === true;
  return {
    action: isLeft ? ('leave' as const) : ('notify' as const),
    strategy: 'notify' as const,
    why,
    ...(isLeft ? {} : { due: { at: dueAt, isDue } }),
  };
}

async function actingPlan(
  ports: PlanPorts,
  facts: ReissueFacts,
  plan: ReissuePlan & { readonly strategy: ActingStrategy },
  { caller, now }: Planning,
) {
  const issuance = openedIssuance(facts, plan, now);
  const { checks, refusal, wayBack, unread } = await checkBeforehand(ports, facts, issuance, caller.account);
  const delivery = triedTo(() => deliveryOf(issuance, plan, wayBack, now));
  const planned = { strategy: plan.strategy, why: plan.why, due: { at: plan.dueAt, isDue: plan.isDue } };
  if (delivery instanceof Error)
    return { ...planned, ...refusedBy(delivery, facts.asked.arn), checks: failedPlanning(facts, delivery) };
  return {
    action: 'reissue' as const,
    ...planned,
    delivery,
    checks,
    unreadable: gapsOf(unread, facts, caller),
    ...(refusal && refusedBy(refusal, facts.asked.arn)),
  };
}

const gapsOf = (unread: Unreadable | undefined, { asked }: ReissueFacts, caller: Caller) =>
  unread === undefined ? [] : [gapOf(unread, asked.region, caller)];

function certificateIn({ certificate, content }: ReissueFacts) {
  const { serial, subjectText, names, keyType, keyUsages, extendedKeyUsages, notBefore, notAfter } = content;
  const { kind, status, inUse, usedBy } = certificate;
  return {
    ...{ serial, subjectText, names, keyType, keyUsages, extendedKeyUsages, notBefore, notAfter },
    ...{ kind, status, inUse },
    ...(usedBy && { usedBy }),
  };
}

/** The route member by member, in the order of the domain. */
export const membersOf = ({ route, from }: MergedRoute): readonly RoutedMember[] =>
  ROUTE_MEMBERS.flatMap((member) => {
    const source = from[member];
    return source === undefined ? [] : [{ member, value: route[member], source }];
  });
