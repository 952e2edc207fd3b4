import { z } from 'zod';
import { invalid, ServiceError } from '../../errors.ts';
import { matching } from '../../validation/constraints.ts';
import { accountId, pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { ACM_PRINCIPAL, isFor, PERMITTED_ACTIONS } from '../permission.ts';
import { requireManageable } from '../state-checks.ts';

export const principal = matching('[^*]+', 0, 128);

/** Grants ACM actions on the CA. A second grant is refused even if it names other actions: delete, then create. */
export const createPermission = operation({
  name: 'CreatePermission',
  changes: true,
  input: z.strictObject({
    CertificateAuthorityArn: pcaArn,
    Principal: principal,
    SourceAccount: accountId.optional(),
    Actions: z.array(z.enum(PERMITTED_ACTIONS)).min(1).max(3),
  }),
  answer({ CertificateAuthorityArn, Principal, SourceAccount, Actions }, call) {
    const { clock, state } = call.world;
    const authority = ownAuthority(call, CertificateAuthorityArn);
    requireManageable(authority, clock.now());
    if (Principal !== ACM_PRINCIPAL) throw invalid(`The only valid principal is ${ACM_PRINCIPAL}, not ${Principal}.`);
    if (authority.permissions.some((permission) => isFor(permission, Principal, SourceAccount))) {
      throw new ServiceError(
        'PermissionAlreadyExistsException',
        `A permission of ${Principal} already exists on ${authority.arn}.`,
      );
    }
    authority.permissions.push({
      principal: Principal,
      sourceAccount: SourceAccount,
      actions: [...new Set(Actions)],
      createdAt: clock.now(),
      sequence: state.nextSequence(),
    });
    return {};
  },
});
