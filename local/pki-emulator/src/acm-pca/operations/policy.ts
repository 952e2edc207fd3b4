import { z } from 'zod';
import { notFound } from '../../errors.ts';
import { matching } from '../../validation/constraints.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { readPolicy } from '../policy/reading.ts';
import { requireManageable } from '../state-checks.ts';

const resource = z.strictObject({ ResourceArn: pcaArn });
const policyText = matching('[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+', 1, 81_920);

/** Replaces the CA's policy, also one that RAM made: its shares end with it. */
export const putPolicy = operation({
  name: 'PutPolicy',
  changes: true,
  input: z.strictObject({ ResourceArn: pcaArn, Policy: policyText }),
  answer({ ResourceArn, Policy }, call) {
    const authority = ownAuthority(call, ResourceArn);
    requireManageable(authority, call.world.clock.now());
    authority.policy = { text: Policy, statements: readPolicy(Policy, authority), shares: new Map() };
    return {};
  },
});

export const getPolicy = operation({
  name: 'GetPolicy',
  changes: false,
  input: resource,
  answer({ ResourceArn }, call) {
    const authority = ownAuthority(call, ResourceArn);
    requireManageable(authority, call.world.clock.now());
    if (!authority.policy) throw notFound(`Could not find policy for resource ${ResourceArn}.`);
    return { Policy: authority.policy.text };
  },
});

/** Succeeds also where there is no policy. */
export const deletePolicy = operation({
  name: 'DeletePolicy',
  changes: true,
  input: resource,
  answer({ ResourceArn }, call) {
    const authority = ownAuthority(call, ResourceArn);
    requireManageable(authority, call.world.clock.now());
    delete authority.policy;
    return {};
  },
});
