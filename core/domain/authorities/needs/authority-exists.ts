import { remedyForState } from '../../findings/remedies.ts';
import { isOwner, MET, type CheckResult, type Need, type Relation } from './need.ts';

/** ACM renews nothing from a CA that is deleted (PCA_RESOURCE_NOT_FOUND, service-facts 1.2 and 2.1). */
export const authorityExists: Need = {
  name: 'authority exists',
  codes: ['AuthorityDeleted'],
  appliesTo: isOwner,
  check,
};

function check({ facts }: Relation): CheckResult {
  if (!facts.description.known) return { result: 'unknown', why: facts.description.why };
  const description = facts.description.value;
  if (description === undefined) {
    return deleted('The certificate authority does not exist any more; nothing can be renewed from it.', []);
  }
  if (description.status !== 'DELETED') return MET;
  const until = description.restorableUntil;
  const message = `The certificate authority is deleted${until === undefined ? '' : ` and can be restored until ${until}`}.`;
  return deleted(message, remedyForState(facts.authority, 'DELETED'));
}

const deleted = (message: string, remedy: readonly string[]): CheckResult => ({
  result: 'unmet',
  code: 'AuthorityDeleted',
  missing: ['the authority'],
  message,
  remedy,
});
