import { randomBytes } from 'node:crypto';
import { isoSeconds } from '../../iso-seconds.ts';
import { ACM_ROLE_NAME, ACM_ROLE_PATH, ACM_ROLE_TRUST } from '../../acm/service-linked-role.ts';
import { ServiceError } from '../../errors.ts';
import { partitionOf } from '../../partition.ts';
import type { NeighbourCall, NeighbourOperation } from '../neighbour.ts';
import { document, maxSessionDuration, name, path } from './inputs.ts';
import { type Role, roleIn } from './role.ts';

const isAcms = (roleName: string): boolean => roleName.toLowerCase() === ACM_ROLE_NAME.toLowerCase();

export const noSuchEntity = (message: string): ServiceError => new ServiceError('NoSuchEntity', message, 404);

/** The role that a call names, among those that can be changed. @throws ServiceError NoSuchEntity, UnmodifiableEntity */
export function ownRole({ world, account, input }: NeighbourCall): Role {
  const roleName = name(input, 'RoleName', 64);
  const role = roleIn(world.state.roles, account, roleName);
  if (role) return role;
  if (isAcms(roleName)) throw new ServiceError('UnmodifiableEntity', `${roleName} is a service-linked role.`);
  throw noSuchEntity(`The role with name ${roleName} cannot be found.`);
}

export const createRole: NeighbourOperation = {
  members: ['RoleName', 'AssumeRolePolicyDocument', 'Path', 'Description', 'MaxSessionDuration'],
  answer(call) {
    const { world, account, region, input } = call;
    const roleName = name(input, 'RoleName', 64);
    if (roleIn(world.state.roles, account, roleName) || isAcms(roleName)) {
      throw new ServiceError('EntityAlreadyExists', `Role with name ${roleName} already exists.`, 409);
    }
    const role: Role = {
      id: `AROA${randomBytes(9).toString('hex').slice(0, 17).toUpperCase()}`,
      arn: `arn:${partitionOf(region)}:iam::${account}:role${path(input)}${roleName}`,
      ...{ name: roleName, path: path(input), createdAt: world.clock.now(), policies: new Map<string, string>() },
      description: typeof input['Description'] === 'string' ? input['Description'] : undefined,
      maxSessionDuration: maxSessionDuration(input),
      trustPolicy: document(input, 'AssumeRolePolicyDocument'),
    };
    const ofAccount = world.state.roles.get(account) ?? new Map<string, Role>();
    world.state.roles.set(account, ofAccount.set(roleName.toLowerCase(), role));
    return { Role: shown(role) };
  },
};

export const getRole: NeighbourOperation = {
  members: ['RoleName'],
  answer(call) {
    const serviceLinked = serviceLinkedRole(call);
    return { Role: serviceLinked ?? shown(ownRole(call)) };
  },
};

/** ACM's, which whoever looks into renewals asks for. @throws ServiceError NoSuchEntity where it is missing */
function serviceLinkedRole({ world, account, region, input }: NeighbourCall): object | undefined {
  const roleName = name(input, 'RoleName', 64);
  if (!isAcms(roleName)) return undefined;
  const role = world.state.serviceLinkedRoles.of(account);
  if (!role) throw noSuchEntity(`The role with name ${roleName} cannot be found.`);
  return {
    Path: ACM_ROLE_PATH,
    RoleName: ACM_ROLE_NAME,
    RoleId: role.id,
    Arn: `arn:${partitionOf(region)}:iam::${account}:role${ACM_ROLE_PATH}${ACM_ROLE_NAME}`,
    CreateDate: isoSeconds(role.createdAt),
    AssumeRolePolicyDocument: encodeURIComponent(ACM_ROLE_TRUST),
    MaxSessionDuration: 3600,
  };
}

export const updateAssumeRolePolicy: NeighbourOperation = {
  members: ['RoleName', 'PolicyDocument'],
  answer(call) {
    ownRole(call).trustPolicy = document(call.input, 'PolicyDocument');
    return {};
  },
};

export const deleteRole: NeighbourOperation = {
  members: ['RoleName'],
  answer(call) {
    const role = ownRole(call);
    if (role.policies.size > 0) {
      throw new ServiceError('DeleteConflict', 'Cannot delete entity, must delete policies first.', 409);
    }
    call.world.state.roles.get(call.account)?.delete(role.name.toLowerCase());
    return {};
  },
};

const shown = (role: Role) => ({
  Path: role.path,
  RoleName: role.name,
  RoleId: role.id,
  Arn: role.arn,
  CreateDate: isoSeconds(role.createdAt),
  AssumeRolePolicyDocument: encodeURIComponent(role.trustPolicy),
  ...(role.description === undefined ? {} : { Description: role.description }),
  MaxSessionDuration: role.maxSessionDuration,
});
