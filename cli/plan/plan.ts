import type { Caller } from '../../core/aws/caller.ts';
import type { CertificateArn } from '../../core/domain/arn.ts';
import type { Unreadable } from '../../core/domain/fact.ts';
import { isRenewedByAcm } from '../../core/domain/reissue/choosing-facts.ts';
import { nextAfter } from '../../core/domain/reissue/failed-notice.ts';
import { ROUTE_MEMBERS, type MergedRoute } from '../../core/domain/reissue/merged-route.ts';
import { hasReached } from '../../core/domain/reissue/progress.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { AccountUnreadable } from '../../core/gathering/account-unreadable.ts';
import { gatherReissueFacts, type ReissueFacts, type ReissueFactsPorts } from '../../core/reissue/reissue-facts.ts';
import { chosenPlan, openedIssuance, planReissue, type ReissuePlan } from '../../core/reissue/reissue-plan.ts';
import { adviceFor, gapOf } from '../gap.ts';
import { NotRead } from '../not-read.ts';
import { checkBeforehand, failedPlanning } from './checks.ts';
import { deliveryOf } from './delivery.ts';
import type { DeliveryCheckPorts } from './delivery-check.ts';
import { knownOf, NOTHING_KEPT, type KeptPorts } from './known.ts';
import { isRefused } from './refused.ts';
import type { KnownOfIt, PlanReport, RoutedMember } from './report.ts';

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
  const { caller, now } = planning;
  const frame = frameOf(asked, planning);
  const facts = await gathered(ports, asked, given, caller);
  if (facts instanceof Error) return { ...frame, ...refusedBy(facts, asked.arn) };
  const chosen = triedTo(() => chosenPlan(facts, now));
  const known = ports.kept && (await knownOf(ports.kept, facts, chosen instanceof Error ? undefined : chosen, now));
  const about = { certificate: certificateIn(facts), route: membersOf(facts.routed), ...(known && { known }) };
  const report = { ...frame, ...about };
  if (chosen instanceof Error) return { ...report, ...refusedPlanning(facts, chosen) };
  const replaced = known && replacedAlready(known);
  if (replaced !== undefined) return { ...report, action: 'leave', strategy: chosen.strategy, why: replaced };
  if (chosen.strategy === 'notify') return { ...report, ...notActing(facts, chosen) };
  const plan = wasSent(known) ? chosen : triedTo(() => planReissue(facts, caller.account, now));
  if (plan instanceof Error) return { ...report, ...refusedPlanning(facts, plan) };
  return { ...report, ...(await actingPlan(ports, facts, { ...plan, strategy: chosen.strategy }, known, planning)) };
}

/** What was sent asks the CA for nothing new: it need not be able to issue any more. */
const wasSent = (known: KnownOfIt | undefined): boolean =>
  known?.issuance !== undefined && hasReached(known.issuance, 'sent');

const refusedPlanning = (facts: ReissueFacts, refusal: Error) => ({
  ...refusedBy(refusal, facts.asked.arn),
  checks: failedPlanning(facts, refusal),
});

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

/** What a reissue would find done; undefined: nothing, or not all of it. */
function replacedAlready({ issuance, replacedBy }: KnownOfIt): string | undefined {
  if (issuance === undefined || !hasReached(issuance, 'delivered')) return undefined;
  if (replacedBy !== undefined)
    return `it is replaced already: by ${replacedBy.certificateArn}, found in use on ${replacedBy.at}`;
  return hasReached(issuance, 'proven')
    ? 'what it is to be replaced by was found in use already'
    : 'its replacement is delivered already, and is looked for where it is used: a reissue looks again';
}

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
  known: KnownOfIt | undefined,
  { caller, now }: Planning,
) {
  const issuance = openedIssuance(facts, plan, now);
  const { checks, refusal, wayBack, unread } = await checkBeforehand(ports, facts, issuance, caller.account);
  const delivery = triedTo(() => deliveryOf(issuance, plan, wayBack, now));
  const planned = { strategy: plan.strategy, why: plan.why, due: dueOf(plan, known) };
  if (delivery instanceof Error) return { ...planned, ...refusedPlanning(facts, delivery) };
  return {
    action: 'reissue' as const,
    ...planned,
    delivery,
    checks,
    unreadable: gapsOf(unread, facts, caller),
    ...(refusal && refusedBy(refusal, facts.asked.arn)),
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
