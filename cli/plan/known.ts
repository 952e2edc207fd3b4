import type { BudgetUsage } from '../../core/aws/budget-usage.ts';
import { monthlyCost } from '../../core/domain/reissue/budget.ts';
import { intentOf } from '../../core/domain/reissue/intent.ts';
import type { Issuance, Lineage } from '../../core/domain/reissue/issuance.ts';
import { asksAuthority } from '../../core/domain/reissue/strategy.ts';
import { sha256Hex } from '../../core/pki/digest.ts';
import type {
  Approvals,
  Ledger,
  Limits,
  ModeReader,
  RecordedRequests,
  RouteRecords,
} from '../../core/reissue/ports.ts';
import type { ReissueFacts } from '../../core/reissue/reissue-facts.ts';
import { subjectOf, type ReissuePlan } from '../../core/reissue/reissue-plan.ts';
import type { EarlierIssuance, KnownOfIt } from './report.ts';

/** What RenewGuard keeps, for those who only look. */
export interface KeptPorts {
  readonly ledger: Pick<Ledger, 'lineageOf' | 'issuanceOf' | 'issuedIn'>;
  readonly approvals: Pick<Approvals, 'approvalOf'>;
  readonly modes: ModeReader;
  readonly routes: Pick<RouteRecords, 'routeOf'>;
  readonly recordedRequests: Pick<RecordedRequests, 'requestFor'>;
  readonly budgets: { usageOf(authorityArn: string, now: string): Promise<BudgetUsage> };
  readonly limits: Limits;
}

/** Where there is no RenewGuard: nothing was set, nothing was done. */
export const NOTHING_KEPT = {
  ledger: { lineageOf: () => Promise.resolve(undefined) },
  routes: { routeOf: () => Promise.resolve(undefined) },
  recordedRequests: { requestFor: () => Promise.resolve(undefined) },
} as const;

/** So many generations are shown. */
const MOST_EARLIER = 5;

/** Reads what is known of a replacement. @param chosen absent where nothing can be chosen */
export async function knownOf(
  kept: KeptPorts,
  facts: ReissueFacts,
  chosen: ReissuePlan | undefined,
  now: string,
): Promise<KnownOfIt> {
  const { ledger, modes } = kept;
  const { lineage } = facts;
  const intent = chosen?.intent ?? intentOf(subjectOf(facts), facts.content.serial, sha256Hex);
  const [issuance, last, earlier, mode, budget, issued] = await Promise.all([
    ledger.issuanceOf(intent),
    lineage?.cameFrom && ledger.issuanceOf(lineage.cameFrom.intent),
    earlierOf(ledger, lineage),
    modes.mode(),
    budgetOf(kept, askedOf(facts, chosen), now),
    ledger.issuedIn(now.slice(0, 7)),
  ]);
  return {
    intent,
    generation: issuance?.generation ?? generationAfter(lineage),
    ...(issuance && { issuance: shortened(await answered(kept, issuance)) }),
    ...(lineage?.replacedBy && { replacedBy: lineage.replacedBy }),
    ...(isOwnImport(facts, last) && { isOwnImport: true as const }),
    ...{ earlier, mode },
    ...(budget && { budget }),
    cost: monthlyCost(issued, usageModesIn(facts)),
  };
}

/** A person's answer stands in a record of its own before the ledger has it. */
async function answered({ approvals }: KeptPorts, issuance: Issuance): Promise<Issuance> {
  const { approval } = issuance;
  if (approval === undefined || approval.answer !== undefined) return issuance;
  const { answer, by } = (await approvals.approvalOf(approval.id)) ?? {};
  return { ...issuance, approval: { id: approval.id, ...(answer && { answer }), ...(by !== undefined && { by }) } };
}

/** The CA that would be asked. */
const askedOf = ({ authority }: ReissueFacts, chosen: ReissuePlan | undefined): string | undefined =>
  chosen === undefined || chosen.strategy === 'notify' || !asksAuthority(chosen.strategy)
    ? undefined
    : authority?.arn.arn;

/** Whether what is in the ARN of ACM now was imported there by RenewGuard. */
const isOwnImport = ({ asked, content }: ReissueFacts, last: Issuance | undefined): boolean =>
  last?.strategy === 'acm-import' &&
  last.replaces.certificateArn === asked.arn &&
  last.issued?.serial === content.serial;

const generationAfter = (lineage: Lineage | undefined): number => (lineage?.cameFrom?.generation ?? 0) + 1;

function shortened({
  state,
  strategy,
  attempt,
  deliveries,
  version,
  openedAt,
  updatedAt,
  dueAt,
  failure,
  approval,
  issued,
}: NonNullable<KnownOfIt['issuance']>): NonNullable<KnownOfIt['issuance']> {
  const known = { state, strategy, attempt, deliveries, version, openedAt, updatedAt };
  return {
    ...known,
    ...(dueAt !== undefined && { dueAt }),
    ...(failure && { failure }),
    ...(approval && { approval }),
    ...(issued && { issued }),
  };
}

async function earlierOf(
  ledger: KeptPorts['ledger'],
  lineage: Lineage | undefined,
): Promise<readonly EarlierIssuance[]> {
  const found: EarlierIssuance[] = [];
  for (let from = lineage?.cameFrom; from !== undefined && found.length < MOST_EARLIER;) {
    const { intent, certificateArn, generation } = from;
    const issuance = await ledger.issuanceOf(intent);
    if (issuance === undefined || found.some((each) => each.intent === intent)) break;
    const { state, strategy, proof, replaces } = issuance;
    found.push({ intent, generation, certificateArn, state, strategy, ...(proof && { provenAt: proof.at }) });
    // An ARN of ACM that stays tells its last generation only: the one before is known by the CA's ARN.
    from = (await ledger.lineageOf(replaces.issuedArn ?? certificateArn))?.cameFrom;
  }
  return found;
}

async function budgetOf({ budgets, limits }: KeptPorts, authorityArn: string | undefined, now: string) {
  if (authorityArn === undefined) return undefined;
  return { authorityArn, ...(await budgets.usageOf(authorityArn, now)), limit: limits.perAuthorityAndHour };
}

/** Of other CAs the mode is not known: they count as those that cost more. */
const usageModesIn = ({ authority }: ReissueFacts) =>
  new Map(authority?.description ? [[authority.arn.arn, authority.description.usageMode] as const] : []);
