import { remedyForState } from '../../findings/remedies.ts';
import { isGone, isOwner, MET, type CheckResult, type Need, type Relation } from './need.ts';

/** ACM issues from ACTIVE authorities only (service-facts 1.2, PCA_INVALID_STATE in 2.1). */
export const authorityState: Need = {
  name: 'authority is active',
  codes: ['AuthorityNotActive'],
  appliesTo: isOwner,
  check,
};

function check(relation: Relation): CheckResult {
  const { facts } = relation;
  if (isGone(relation)) return { result: 'moot' };
  if (!facts.description.known) return { result: 'unknown', why: facts.description.why };
  const status = facts.description.value?.status;
  if (status === undefined || status === 'ACTIVE') return MET;
  return {
    result: 'unmet',
    code: 'AuthorityNotActive',
    missing: [`status ACTIVE (is ${status})`],
    message: `The certificate authority is ${status}; ACM renews from ACTIVE ones only.`,
    remedy: remedyForState(facts.authority, status),
  };
}
