import { z } from 'zod';
import { invalid, ServiceError } from '../../errors.ts';
import { oneOf } from '../../validation/constraints.ts';
import { acmArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';
import { hasBeenExported, statusOf } from '../certificate.ts';
import { revokeEverywhere } from '../revocation.ts';

const SERVED = [
  'UNSPECIFIED',
  'KEY_COMPROMISE',
  'CA_COMPROMISE',
  'AFFILIATION_CHANGED',
  'SUPERCEDED',
  'SUPERSEDED',
  'CESSATION_OF_OPERATION',
  'PRIVILEGE_WITHDRAWN',
  'A_A_COMPROMISE',
] as const;

/** Revokes a certificate that was exported since it was issued or last renewed (service-facts 2.1). */
export const revokeCertificate = operation({
  name: 'RevokeCertificate',
  changes: true,
  input: z.strictObject({
    CertificateArn: acmArn,
    // A revocation is permanent (API reference), and these two are of one that is not.
    RevocationReason: oneOf([...SERVED, 'CERTIFICATE_HOLD', 'REMOVE_FROM_CRL'], SERVED),
  }),
  answer({ CertificateArn, RevocationReason: reason }, call) {
    const certificate = certificateFor(call, CertificateArn);
    const at = call.world.clock.now();
    if (certificate.inUseBy.length > 0)
      throw new ServiceError('ResourceInUseException', `Certificate ${CertificateArn} is in use.`);
    const status = statusOf(certificate, at);
    if (status !== 'ISSUED')
      throw invalid(`Certificate ARN ${CertificateArn} is in the ${status} status and cannot be revoked.`);
    if (!hasBeenExported(certificate))
      throw invalid(`Certificate ARN ${CertificateArn} has not been exported and cannot be revoked.`);
    revokeEverywhere(certificate, { at, reason }, call.world);
    return { CertificateArn };
  },
});
