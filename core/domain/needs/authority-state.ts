import { remedyForState } from '../remedies.ts';
import { isOwner, MET, type CheckResult, type Need, type Relation } from './need.ts';

/** ACM issues from ACTIVE authorities only (service-facts 1.2, PCA_INVALID_STATE and PCA_RESOURCE_NOT_FOUND in 2.1). */
export const authorityState: Need = {
  name: 'authority is active',
  codes: ['AuthorityNotActive', 'AuthorityDeleted'],
  appliesTo: isOwner,
  check,
};

function check({ facts }: Relation): CheckResult {
  if (!facts.description.known) return { result: 'unknown', why: facts.description.why };
  const description = facts.description.value;
  if (description === undefined) {
    const message = 'The certificate authority does not exist any more; nothing can be renewed from it.';
    return { result: 'unmet', code: 'AuthorityDeleted', missing: ['the authority'], message, remedy: [] };
  }
  if (description.status === 'ACTIVE') return MET;
  const remedy = remedyForState(facts.authority, description.status);
  if (description.status === 'DELETED') {
    const until = description.restorableUntil;
    const message = `The certificate authority is deleted${until === undefined ? '' : ` and can be restored until ${until}`}.`;
    return { result: 'unmet', code: 'AuthorityDeleted', missing: ['the authority'], message, remedy };
  }
  const message = `The certificate authority is ${description.status}; ACM renews from ACTIVE ones only.`;
  return {
    result: 'unmet',
    code: 'AuthorityNotActive',
    missing: [`status ACTIVE (is ${description.status})`],
    message,
    remedy,
  };
}
