import type { AccountId, AuthorityArn } from '../arn.ts';
import { summarize, type RelationVerdict, type Summary, type Unmet } from './authority-verdict.ts';
import { totalDependents, type Dependents, type DependentsSummary } from './dependents.ts';
import { describeUnreadable } from '../fact.ts';
import type { RepairPlan } from '../repair/repair-plan.ts';
import { concernsOf, FINDING_CODES, severityOf, type FindingCode, type Severity } from '../findings/finding-codes.ts';

/** What is wrong with a CA, for ACM of one account, and whom it concerns. */
export interface Trouble {
  readonly code: FindingCode;
  readonly account: AccountId;
  readonly severity: Severity;
  readonly missing: readonly string[];
  readonly message: string;
  readonly remedy: readonly string[];
  readonly dependents: DependentsSummary;
  /** Accounts whose certificates could not be listed, with the reason, some by name: the dependents may be more. */
  readonly unreadable: Readonly<Record<AccountId, string>>;
  readonly unreadableCount: number;
  /** What is done about it; absent where nothing can be, or nobody has decided yet. */
  readonly repair?: RepairPlan;
}

/** A trouble as one verification saw it. */
export interface Observation extends Trouble {
  readonly authority: AuthorityArn;
  readonly notRepairable?: string;
}

/** All that one verification of a CA has shown. */
export interface Conclusion extends Summary {
  readonly observed: readonly Observation[];
  /** The accounts that were looked at: findings of others stay as they are. */
  readonly judged: readonly AccountId[];
  /** What could not be judged in them: findings of these stay as they are. */
  readonly unjudged: readonly { readonly code: FindingCode; readonly account: AccountId }[];
  readonly dependents: DependentsSummary;
  /** The other accounts to remember: those with certificates that depend on the CA, or that may still have some. */
  readonly consumers: readonly AccountId[];
  /** Judged accounts in which no certificate depends on the CA: what is wrong there concerns nobody. */
  readonly unused: readonly AccountId[];
}

/**
 * Puts verdicts and dependents together: what is to be alerted, what stays open because nobody could tell, and one verdict.
 *
 * Another account counts if certificates there depend on the CA, or could not be listed. The owner's account always counts:
 * its permission is what people remove by mistake.
 */
export function conclude(
  authority: AuthorityArn,
  relations: readonly RelationVerdict[],
  dependents: Dependents,
): Conclusion {
  const counting = relations.filter((relation) => counts(relation, dependents));
  const observed = counting.flatMap((relation) => observationsOf(authority, relation, dependents));
  const unjudged = relations.flatMap(({ account, ...relation }) => unjudgedCodes(relation, account, dependents));
  return {
    ...summarize(counting),
    observed,
    judged: relations.map(({ account }) => account),
    unjudged,
    dependents: totalDependents(dependents),
    consumers: relations.filter((relation) => usesAuthority(relation, dependents)).map(({ account }) => account),
    unused: relations.filter((relation) => !counts(relation, dependents)).map(({ account }) => account),
  };
}

const counts = (relation: RelationVerdict, dependents: Dependents): boolean =>
  relation.standing === 'owner' || usesAuthority(relation, dependents);

function usesAuthority({ standing, account }: RelationVerdict, dependents: Dependents): boolean {
  if (standing === 'owner') return false;
  return account in dependents.accounts || account in dependents.unreadable;
}

function observationsOf(
  authority: AuthorityArn,
  relation: RelationVerdict,
  dependents: Dependents,
): readonly Observation[] {
  const doubts = relation.unjudged.map(({ why }) => describeUnreadable(why));
  const unread: Unmet = {
    code: 'AuthorityUndeterminable',
    missing: relation.unjudged.map(({ need }) => need),
    message: `Whether ACM of account ${relation.account} may renew could not be determined. ${[...new Set(doubts)].join('. ')}`,
    remedy: [],
  };
  return [...relation.unmet, ...(doubts.length > 0 ? [unread] : [])].map((unmet) => {
    const concerned = concernsOf(unmet.code) === 'account' ? [relation.account] : undefined;
    const affected = totalDependents(dependents, concerned);
    const gaps = Object.entries(dependents.unreadable).filter(([account]) => concerned?.includes(account) ?? true);
    const unreadable = Object.fromEntries(gaps.slice(0, NAMED_GAPS));
    return {
      ...unmet,
      authority,
      account: relation.account,
      severity: weigh(unmet.code, affected, gaps.length),
      dependents: affected,
      unreadable,
      unreadableCount: gaps.length,
    };
  });
}

/** How many accounts that could not be listed a finding names: the whole organisation may be unreadable. */
export const NAMED_GAPS = 10;

/** With nobody known to depend on it, and every certificate listed, a missing permission can wait. */
function weigh(code: FindingCode, affected: DependentsSummary, gaps: number): Severity {
  return affected.count === 0 && gaps === 0 ? 'low' : severityOf(code);
}

/** An account whose certificates could not be listed may depend on the CA: none of its findings resolve. */
function unjudgedCodes(
  { unjudged, moot }: Pick<RelationVerdict, 'unjudged' | 'moot'>,
  account: AccountId,
  dependents: Dependents,
): Conclusion['unjudged'] {
  const unread = account in dependents.unreadable ? FINDING_CODES.filter(isOfConsumer) : [];
  const codes = new Set([...unread, ...moot, ...unjudged.flatMap((need) => need.codes)]);
  return [...codes].map((code) => ({ code, account }));
}

const isOfConsumer = (code: FindingCode): boolean => code === 'PolicyMissing' || code === 'ServiceLinkedRoleMissing';
