import { SERVICE_LINKED_ROLE } from '../acm-requirements.ts';
import { createServiceLinkedRole } from '../../findings/remedies.ts';
import { isConsumer, MET, type CheckResult, type Need, type Relation } from './need.ts';

/** Cross account: ACM acts through its role in the certificate's account; without it SLR_NOT_FOUND (service-facts 1.6). */
export const serviceLinkedRole: Need = {
  name: 'service-linked role exists',
  codes: ['ServiceLinkedRoleMissing'],
  appliesTo: isConsumer,
  check,
};

function check({ account, consumer }: Relation): CheckResult {
  if (consumer === undefined) return MET;
  if (!consumer.serviceLinkedRole.known) return { result: 'unknown', why: consumer.serviceLinkedRole.why };
  if (consumer.serviceLinkedRole.value) return MET;
  return {
    result: 'unmet',
    code: 'ServiceLinkedRoleMissing',
    missing: [SERVICE_LINKED_ROLE],
    message: `The service-linked role ${SERVICE_LINKED_ROLE} does not exist in account ${account}; only that account can create it.`,
    remedy: createServiceLinkedRole(),
  };
}
