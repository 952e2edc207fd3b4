import type { NeighbourCall, NeighbourOperation } from '../neighbour.ts';
import { document, name } from './inputs.ts';
import { noSuchEntity, ownRole } from './roles.ts';

/**
 * Inline policies of roles: kept and shown. The emulator judges nobody by them; whoever wants that gives it an IAM
 * endpoint.
 */
export const putRolePolicy: NeighbourOperation = {
  members: ['RoleName', 'PolicyName', 'PolicyDocument'],
  answer(call) {
    ownRole(call).policies.set(name(call.input, 'PolicyName', 128), document(call.input, 'PolicyDocument'));
    return {};
  },
};

export const getRolePolicy: NeighbourOperation = {
  members: ['RoleName', 'PolicyName'],
  answer(call) {
    const { role, policyName, policy } = named(call);
    return { RoleName: role.name, PolicyName: policyName, PolicyDocument: encodeURIComponent(policy) };
  },
};

export const deleteRolePolicy: NeighbourOperation = {
  members: ['RoleName', 'PolicyName'],
  answer(call) {
    const { role, policyName } = named(call);
    role.policies.delete(policyName);
    return {};
  },
};

export const listRolePolicies: NeighbourOperation = {
  members: ['RoleName'],
  answer: (call) => ({ PolicyNames: [...ownRole(call).policies.keys()], IsTruncated: 'false' }),
};

function named(call: NeighbourCall) {
  const role = ownRole(call);
  const policyName = name(call.input, 'PolicyName', 128);
  const policy = role.policies.get(policyName);
  if (policy === undefined) throw noSuchEntity(`The role policy with name ${policyName} cannot be found.`);
  return { role, policyName, policy };
}
