import { z } from 'zod';
import { invalidArgs, invalidState } from '../../errors.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { type Authority, changeStatus, statusOf } from '../authority.ts';
import { scheduleLists } from '../crl/lists.ts';
import { configured, keptCrl, revocationConfiguration } from '../revocation-configuration.ts';
import { testPermission } from '../storage/permission-test.ts';

/** Switches a CA between ACTIVE and DISABLED, and changes how it tells what is revoked. */
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
  async answer({ CertificateAuthorityArn, RevocationConfiguration, Status }, call) {
    const { world } = call;
    const authority = ownAuthority(call, CertificateAuthorityArn);
    checkUpdatable(authority, world.clock.now());
    if (Status !== undefined && Status !== 'ACTIVE' && Status !== 'DISABLED')
      throw invalidArgs(`Status can be set to ACTIVE or DISABLED, not ${Status}.`);
    const revocation = configured(authority.revocation, RevocationConfiguration);
    const crl = RevocationConfiguration?.CrlConfiguration && keptCrl(revocation);
    if (crl) {
      await testPermission(crl, authority, world);
      checkUpdatable(authority, world.clock.now());
    }
    authority.revocation = configured(authority.revocation, RevocationConfiguration);
    if (Status !== undefined && Status !== authority.status) changeStatus(authority, Status, world.clock.now());
    // Lists that certificates refer to are needed at their new place.
    if (crl && authority.lists.published.size > 0) scheduleLists(authority, world.clock.now().getTime(), world);
    world.agenda.plan(authority.arn);
    return {};
  },
});

function checkUpdatable(authority: Authority, now: Date): void {
  const status = statusOf(authority, now);
  if (status === 'ACTIVE' || status === 'DISABLED') return;
  throw invalidState('The certificate authority must be in the ACTIVE or DISABLED state to be updated');
}
