import { z } from 'zod';
import { DAY } from '../../schedule/calendar.ts';
import { invalidState } from '../../errors.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { changeStatus, statusOf } from '../authority.ts';

/** Deletes a CA that does not issue; it can be restored for 7–30 days, unless it never got its keys. */
export const deleteCertificateAuthority = operation({
  name: 'DeleteCertificateAuthority',
  changes: true,
  input: z.strictObject({
    CertificateAuthorityArn: pcaArn,
    PermanentDeletionTimeInDays: z.int().min(7).max(30).default(30),
  }),
  answer({ CertificateAuthorityArn, PermanentDeletionTimeInDays: days }, call) {
    const now = call.world.clock.now();
    const authority = ownAuthority(call, CertificateAuthorityArn);
    const status = statusOf(authority, now);
    if (status === 'ACTIVE' || status === 'DELETED') {
      throw invalidState('The certificate authority is not in a valid state for deletion.');
    }
    if (status === 'CREATING' || status === 'FAILED') {
      call.world.state.scope(call.account, call.region).authorities.delete(authority.arn);
      return {};
    }
    authority.deletion = { from: authority.status, restorableUntil: new Date(now.getTime() + days * DAY) };
    changeStatus(authority, 'DELETED', now);
    call.world.agenda.plan(authority.arn);
    return {};
  },
});
