import { deleteRolePolicy, getRolePolicy, listRolePolicies, putRolePolicy } from './iam/role-policies.ts';
import { createRole, deleteRole, getRole, updateAssumeRolePolicy } from './iam/roles.ts';
import type { Neighbour } from './neighbour.ts';

/** As much of IAM as clients need to set up a role for Roles Anywhere, and to see whether ACM's service-linked role exists. */
export const iam: Neighbour = {
  service: 'iam',
  besideCloud: false,
  unknown: 'InvalidAction',
  operations: {
    CreateRole: createRole,
    GetRole: getRole,
    UpdateAssumeRolePolicy: updateAssumeRolePolicy,
    DeleteRole: deleteRole,
    PutRolePolicy: putRolePolicy,
    GetRolePolicy: getRolePolicy,
    DeleteRolePolicy: deleteRolePolicy,
    ListRolePolicies: listRolePolicies,
  },
};
