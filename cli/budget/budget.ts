import pMap from 'p-map';
import type { BudgetUsage } from '../../core/aws/budget-usage.ts';
import type { Caller } from '../../core/aws/caller.ts';
import { monthlyCost, type IssuingCost } from '../../core/domain/reissue/budget.ts';
import type { AuthorityDescription } from '../../core/domain/authorities/authority.ts';
import type { AuthorityDescriber } from '../../core/gathering/ports.ts';
import type { Ledger, Limits } from '../../core/reissue/ports.ts';
import { gapOf, type Gap } from '../gap.ts';

export interface BudgetPorts {
  readonly authorities: AuthorityDescriber;
  readonly ledger: Pick<Ledger, 'issuedIn'>;
  readonly budgets: { usageOf(authorityArn: string, now: string): Promise<BudgetUsage> };
  readonly limits: Limits;
}

/** What was and may be issued by one CA. */
export interface AuthorityBudget extends BudgetUsage {
  readonly arn: string;
  readonly commonName?: string;
  readonly status?: string;
  /** Certificates an hour. */
  readonly limit: number;
  /** Asked for in this month. */
  readonly issued: number;
}

export interface BudgetReport {
  /** ISO 8601. */
  readonly at: string;
  readonly account: string;
  readonly region: string;
  /** `2026-11` */
  readonly month: string;
  readonly authorities: readonly AuthorityBudget[];
  readonly cost: readonly IssuingCost[];
  readonly unreadable: readonly Gap[];
}

/** Each takes two reads of the table. */
const AT_ONCE = 8;

/**
 * How the budgets stand: of the CAs of the region, and of those that RenewGuard asked in this month.
 * @param now ISO 8601
 */
export async function budgetReport(
  { authorities, ledger, budgets, limits }: BudgetPorts,
  caller: Caller,
  region: string,
  now: string,
): Promise<BudgetReport> {
  const month = now.slice(0, 7);
  const [listed, issued] = await Promise.all([
    authorities.authoritiesIn(caller.account, region),
    ledger.issuedIn(month),
  ]);
  const known: ReadonlyMap<string, AuthorityDescription> = listed.known ? listed.value : new Map();
  const there = [...known].filter(([, { status }]) => status !== 'DELETED').map(([arn]) => arn);
  const arns = [...new Set([...there, ...issued.keys()])].toSorted();
  const budgetOf = async (arn: string): Promise<AuthorityBudget> => {
    const { commonName, status } = known.get(arn) ?? {};
    const usage = await budgets.usageOf(arn, now);
    return {
      arn,
      ...(commonName !== undefined && { commonName }),
      ...(status !== undefined && { status }),
      ...usage,
      limit: limits.perAuthorityAndHour,
      issued: issued.get(arn) ?? 0,
    };
  };
  return {
    at: now,
    account: caller.account,
    region,
    month,
    authorities: await pMap(arns, budgetOf, { concurrency: AT_ONCE }),
    // A CA whose mode is not known counts as one that costs more.
    cost: monthlyCost(issued, new Map([...known].map(([arn, { usageMode }]) => [arn, usageMode]))),
    unreadable: listed.known ? [] : [gapOf(listed.why, region, caller)],
  };
}
