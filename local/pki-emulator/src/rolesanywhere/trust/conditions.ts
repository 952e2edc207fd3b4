import type { TrustStatement } from './document.ts';
import { arnLike, like } from '../../policies/wildcards.ts';

/** What a condition can ask for, by lower-case key. */
export type Context = ReadonlyMap<string, readonly string[]>;

/** Whether conditions hold; a `flaw` names what cannot be judged. */
export type Judgement = { readonly holds: boolean } | { readonly flaw: string };

type Compare = (value: string, expected: string) => boolean;

const lower = (text: string): string => text.toLowerCase();

/** The operators that trust policies of Roles Anywhere are seen with (IAM user guide, "Condition operators"). */
const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: (value, expected) => value === expected,
  StringEqualsIgnoreCase: (value, expected) => lower(value) === lower(expected),
  StringLike: like,
  ArnEquals: arnLike,
  ArnLike: arnLike,
};

/** The operators that hold where their opposite does not. */
const NEGATED: Readonly<Record<string, string>> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};

interface Operator {
  readonly compare: Compare;
  readonly negated: boolean;
  readonly ifExists: boolean;
  readonly set: 'ForAnyValue' | 'ForAllValues' | undefined;
}

/** `ForAnyValue:StringNotLikeIfExists` and the like; undefined for one that is not known. */
function operatorOf(written: string): Operator | undefined {
  const [, set, name = '', ifExists] = /^(?:(ForAnyValue|ForAllValues):)?([A-Za-z]+?)(IfExists)?$/.exec(written) ?? [];
  const compare = OPERATORS[NEGATED[name] ?? name];
  if (!compare) return undefined;
  const negated = name in NEGATED;
  return { compare, negated, ifExists: ifExists !== undefined, set: set as Operator['set'] };
}

/** Keys that Roles Anywhere sets or could set; an absent one of them is known to be absent. */
const KNOWN =
  /^(aws:sourcearn|aws:sourceaccount|aws:tagkeys|sts:sourceidentity|sts:rolesessionname|aws:(principaltag|requesttag)\/.+)$/;

/** Do all conditions of a statement hold? */
export function judged(conditions: TrustStatement['Condition'], context: Context): Judgement {
  let all = true;
  for (const [written, keys] of Object.entries(conditions ?? {})) {
    for (const [key, expected] of Object.entries(keys)) {
      const judgement = one(written, key, expected, context);
      if ('flaw' in judgement) return judgement;
      all &&= judgement.holds;
    }
  }
  return { holds: all };
}

function one(written: string, key: string, expected: readonly string[], context: Context): Judgement {
  if (!KNOWN.test(lower(key))) return { flaw: `the condition key ${key}` };
  const variable = expected.find((each) => each.includes('${'));
  if (variable !== undefined) return { flaw: `the policy variable in ${variable}` };
  const values = context.get(lower(key));
  if (written === 'Null') return { holds: expected.includes(String(values === undefined)) };
  const operator = operatorOf(written);
  return operator ? { holds: holds(operator, values, expected) } : { flaw: `the condition operator ${written}` };
}

/** One of the expected values is enough, of a negated operator none may fit; an absent key fits nothing. */
function holds(
  { compare, negated, ifExists, set }: Operator,
  values: readonly string[] | undefined,
  expected: readonly string[],
): boolean {
  if (values === undefined) return ifExists || set === 'ForAllValues' || (negated && set !== 'ForAnyValue');
  const fits = (value: string): boolean => expected.some((each) => compare(value, each)) !== negated;
  if (set === 'ForAllValues') return values.every(fits);
  return set === 'ForAnyValue' || !negated ? values.some(fits) : values.every(fits);
}
