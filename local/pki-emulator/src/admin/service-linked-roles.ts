import { z } from 'zod';
import { AdminRefusal, route } from './route.ts';

/** Whether ACM has its service-linked role in an account, where no cloud's IAM tells. */
export const setServiceLinkedRole = route({
  method: 'POST',
  path: '/service-linked-roles',
  input: z.strictObject({
    accountId: z.string().regex(/^\d{12}$/, { error: 'must be twelve digits' }),
    exists: z.boolean(),
  }),
  answer({ accountId, exists }, { cloud, clock, state }) {
    if (cloud) {
      throw new AdminRefusal('exists', 'exists: the IAM of the cloud endpoint tells; create or delete the role there');
    }
    if (exists) state.serviceLinkedRoles.create(accountId, clock.now());
    else state.serviceLinkedRoles.remove(accountId);
    return { accountId, exists };
  },
});
