import { z } from 'zod';
import { notFound } from '../../errors.ts';
import { accountId, pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { isFor } from '../permission.ts';
import { requireManageable } from '../state-checks.ts';
import { principal } from './create-permission.ts';

/** Takes away the whole grant of one principal and source account; certificates issued before stay as they are. */
export const deletePermission = operation({
  name: 'DeletePermission',
  changes: true,
  input: z.strictObject({ CertificateAuthorityArn: pcaArn, Principal: principal, SourceAccount: accountId.optional() }),
  answer({ CertificateAuthorityArn, Principal, SourceAccount }, call) {
    const authority = ownAuthority(call, CertificateAuthorityArn);
    requireManageable(authority, call.world.clock.now());
    const index = authority.permissions.findIndex((permission) => isFor(permission, Principal, SourceAccount));
    if (index === -1) throw notFound(`Could not find a permission of ${Principal} on ${authority.arn}.`);
    authority.permissions.splice(index, 1);
    return {};
  },
});
