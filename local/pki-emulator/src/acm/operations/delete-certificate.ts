import { z } from 'zod';
import { ServiceError } from '../../errors.ts';
import { acmArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';

/** Deletes a certificate that nothing uses. */
export const deleteCertificate = operation({
  name: 'DeleteCertificate',
  changes: true,
  input: z.strictObject({ CertificateArn: acmArn }),
  answer({ CertificateArn }, call) {
    const { arn, inUseBy } = certificateFor(call, CertificateArn);
    if (inUseBy.length > 0) throw new ServiceError('ResourceInUseException', `Certificate ${arn} is in use.`);
    call.world.state.scope(call.account, call.region).certificates.delete(arn);
    call.world.agenda.plan(arn);
    return {};
  },
});
