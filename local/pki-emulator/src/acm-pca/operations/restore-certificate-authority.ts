import { z } from 'zod';
import { invalidState } from '../../errors.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { changeStatus } from '../authority.ts';

/** Brings a deleted CA back with the status it had; an expired certificate makes it EXPIRED. */
export const restoreCertificateAuthority = operation({
  name: 'RestoreCertificateAuthority',
  changes: true,
  input: z.strictObject({ CertificateAuthorityArn: pcaArn }),
  answer({ CertificateAuthorityArn }, call) {
    const authority = ownAuthority(call, CertificateAuthorityArn);
    const { deletion } = authority;
    if (!deletion) throw invalidState('The certificate authority is not in the DELETED state.');
    changeStatus(authority, deletion.from, call.world.clock.now());
    delete authority.deletion;
    call.world.agenda.plan(authority.arn);
    return {};
  },
});
