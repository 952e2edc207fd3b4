import { ACM_ROLE_NAME, ACM_ROLE_PATH, ACM_ROLE_TRUST } from '../acm/service-linked-role.ts';
import { ServiceError } from '../errors.ts';
import { partitionOf } from '../partition.ts';
import type { Neighbour, NeighbourCall } from './neighbour.ts';

/** IAM GetRole for ACM's service-linked role: whoever looks into renewals asks whether it exists. No other role does. */
export const iam: Neighbour = {
  service: 'iam',
  besideCloud: false,
  unknown: 'InvalidAction',
  operations: { GetRole: { members: ['RoleName'], answer: (call) => ({ Role: roleFor(call) }) } },
};

function roleFor({ world, account, region, input: { RoleName } }: NeighbourCall): object {
  if (typeof RoleName !== 'string' || !/^[\w+=,.@-]{1,64}$/.test(RoleName)) {
    throw new ServiceError('ValidationError', 'RoleName must be 1 to 64 letters, digits or _+=,.@-');
  }
  // IAM compares role names without regard to case (IAM user guide, "IAM and STS quotas").
  const asked = RoleName.toLowerCase() === ACM_ROLE_NAME.toLowerCase();
  const role = asked ? world.state.serviceLinkedRoles.of(account) : undefined;
  if (!role) throw new ServiceError('NoSuchEntity', `The role with name ${RoleName} cannot be found.`, 404);
  return {
    Path: ACM_ROLE_PATH,
    RoleName: ACM_ROLE_NAME,
    RoleId: role.id,
    Arn: `arn:${partitionOf(region)}:iam::${account}:role${ACM_ROLE_PATH}${ACM_ROLE_NAME}`,
    CreateDate: role.createdAt.toISOString().replace(/\.\d+Z$/, 'Z'),
    AssumeRolePolicyDocument: encodeURIComponent(ACM_ROLE_TRUST),
    MaxSessionDuration: 3600,
  };
}
