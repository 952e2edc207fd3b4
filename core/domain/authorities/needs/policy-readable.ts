import { isGone, isOwner, MET, unread, type CheckResult, type Need, type Relation } from './need.ts';

/**
 * The policy names who uses the CA: while it can't be read, another account's ACM may depend on what nobody can see. Where
 * accounts are known to use it, theirs is the doubt.
 */
export const policyReadable: Need = {
  name: 'policy can be read',
  codes: [],
  appliesTo: (relation) => isOwner(relation) && relation.facts.consumers.length === 0,
  check,
};

function check(relation: Relation): CheckResult {
  const { policy } = relation.facts;
  return policy.known || isGone(relation) ? MET : unread(relation, policy.why);
}
