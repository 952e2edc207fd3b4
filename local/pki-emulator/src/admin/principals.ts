import { z } from 'zod';
import { principalOf } from '../authorisation/principal.ts';
import { AdminRefusal, route } from './route.ts';

/** Tells whose a key is: for clouds whose STS verifies signatures, and so tells nobody but the key's owner. */
export const tellPrincipal = route({
  method: 'POST',
  path: '/principals',
  input: z.strictObject({
    accessKeyId: z
      .string()
      .regex(/^\w{4,128}$/, { error: 'must be an access key id' })
      .refine((id) => !/^\d{12}$/.test(id), { error: 'is an account, which is its own principal' }),
    arn: z.string().max(2048),
    userId: z.string().min(1).max(256),
  }),
  answer({ accessKeyId, arn, userId }, { clock, state }) {
    const principal = principalOf(arn, userId, clock.now());
    if (!principal) throw new AdminRefusal('arn', 'arn: must be what sts:GetCallerIdentity calls a caller');
    state.principals.set(accessKeyId, principal);
    return { accessKeyId, arn, userId, account: principal.account, type: principal.type };
  },
});
