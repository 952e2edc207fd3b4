import { z } from 'zod';
import { invalidArgs, invalidState } from '../../errors.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { changeStatus, statusOf } from '../authority.ts';
import { revocationConfiguration } from '../revocation-configuration.ts';

/** Switches a CA between ACTIVE and DISABLED. */
export const updateCertificateAuthority = operation({
  name: 'UpdateCertificateAuthority',
  changes: true,
  input: z.strictObject({
    CertificateAuthorityArn: pcaArn,
    RevocationConfiguration: revocationConfiguration.optional(),
    Status: z
      .enum(['CREATING', 'PENDING_CERTIFICATE', 'ACTIVE', 'DELETED', 'DISABLED', 'EXPIRED', 'FAILED'])
      .optional(),
  }),
  answer({ CertificateAuthorityArn, Status }, call) {
    const now = call.world.clock.now();
    const authority = ownAuthority(call, CertificateAuthorityArn);
    const status = statusOf(authority, now);
    if (status !== 'ACTIVE' && status !== 'DISABLED') {
      throw invalidState('The certificate authority must be in the ACTIVE or DISABLED state to be updated');
    }
    if (Status === undefined) return {};
    if (Status !== 'ACTIVE' && Status !== 'DISABLED')
      throw invalidArgs(`Status can be set to ACTIVE or DISABLED, not ${Status}.`);
    if (Status !== status) changeStatus(authority, Status, now);
    return {};
  },
});
