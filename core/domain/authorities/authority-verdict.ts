import type { AccountId } from '../arn.ts';
import type { AuthorityFacts } from './authority.ts';
import { describeUnreadable, type Unreadable } from '../fact.ts';
import type { FindingCode } from '../findings/finding-codes.ts';
import { ACM_NEEDS } from './needs/index.ts';
import type { CheckResult, Relation } from './needs/need.ts';

/** The three answers. Every Choice state of a machine branches on these names. */
export const VERDICTS = ['granted', 'missing', 'undeterminable'] as const;

export type Verdict = (typeof VERDICTS)[number];

/** A need that isn't met, for ACM of one account. */
export interface Unmet {
  readonly code: FindingCode;
  readonly missing: readonly string[];
  readonly message: string;
  readonly remedy: readonly string[];
  /** Why RenewGuard could not mend it, where it otherwise could. */
  readonly notRepairable?: string;
}

/** A need of which AWS would not tell whether it is met; `codes` are what it could have found. */
export interface Unjudged {
  readonly need: string;
  readonly codes: readonly FindingCode[];
  readonly why: Unreadable;
}

/** Why an account is judged: it owns the CA, or it is known to use it. */
export type Standing = 'owner' | 'consumer';

/** The verdict for ACM of one account. */
export interface RelationVerdict {
  readonly account: AccountId;
  readonly standing: Standing;
  readonly verdict: Verdict;
  readonly unmet: readonly Unmet[];
  readonly unjudged: readonly Unjudged[];
  /** What can't be found while the CA is gone. */
  readonly moot: readonly FindingCode[];
}

/** Verdict and reason for a CA: those of the worst relation that counts. */
export interface Summary {
  readonly verdict: Verdict;
  /** `Granted`, the code of the first unmet need, or `Undeterminable`. */
  readonly reason: FindingCode | 'Granted' | 'Undeterminable';
  readonly message: string;
  readonly remedy: readonly string[];
}

/**
 * Judges a CA for ACM in its own account and in each consuming account of the facts. Pure; nothing is read here.
 */
export function judgeAuthority(facts: AuthorityFacts): readonly RelationVerdict[] {
  return [
    judgeRelation({ facts, account: facts.authority.account }, 'owner'),
    ...facts.consumers.map((consumer) => judgeRelation({ facts, account: consumer.account, consumer }, 'consumer')),
  ];
}

/**
 * One verdict for the relations that count.
 *
 * A need that is certainly unmet makes it `missing` whatever else could not be read; what was not read never makes it
 * `missing` or `granted`.
 */
export function summarize(relations: readonly RelationVerdict[]): Summary {
  const unmet = relations.flatMap((relation) => relation.unmet)[0];
  if (unmet !== undefined)
    return { verdict: 'missing', reason: unmet.code, message: unmet.message, remedy: unmet.remedy };
  const unjudged = relations.flatMap((relation) => relation.unjudged)[0];
  if (unjudged === undefined) {
    return { verdict: 'granted', reason: 'Granted', message: 'ACM may renew what this authority signed.', remedy: [] };
  }
  const message = `Whether ACM may renew could not be determined: ${describeUnreadable(unjudged.why)}`;
  return { verdict: 'undeterminable', reason: 'Undeterminable', message, remedy: [] };
}

function judgeRelation(relation: Relation, standing: Standing): RelationVerdict {
  const asked = ACM_NEEDS.filter((need) => need.appliesTo(relation));
  const results = asked.map((need) => ({ need, result: need.check(relation) }));
  const unmet = results.flatMap(({ result }) => (result.result === 'unmet' ? [asUnmet(result)] : []));
  const unjudged = results.flatMap(({ need, result }) =>
    result.result === 'unknown' ? [{ need: need.name, codes: need.codes, why: result.why }] : [],
  );
  const moot = results.flatMap(({ need, result }) => (result.result === 'moot' ? need.codes : []));
  const verdict = unmet.length > 0 ? 'missing' : unjudged.length > 0 ? 'undeterminable' : 'granted';
  return { account: relation.account, standing, verdict, unmet, unjudged, moot };
}

function asUnmet({ result: _, ...unmet }: CheckResult & { result: 'unmet' }): Unmet {
  return unmet;
}
