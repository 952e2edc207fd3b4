import { z } from 'zod';
import { invalid, ServiceError } from '../../errors.ts';
import { acmArn } from '../../validation/members.ts';
import type { World } from '../../world.ts';
import { operation } from '../../wire/operation.ts';
import { certificateFor } from '../access.ts';
import { statusOf } from '../certificate.ts';
import { issuedMaterial } from '../issued-material.ts';
import { asked } from '../renewal/renewal.ts';

/** The outcome of a request comes within a second, however slow other things are set to be. */
const LONGEST_SETTLE_MILLISECONDS = 500;

/**
 * Asks for the renewal of a private certificate that was exported since it was issued or last renewed. The answer is
 * empty; RenewalSummary tells how it goes (service-facts 2.4).
 */
export const renewCertificate = operation({
  name: 'RenewCertificate',
  changes: true,
  input: z.strictObject({ CertificateArn: acmArn }),
  answer({ CertificateArn }, call) {
    const { world } = call;
    const certificate = certificateFor(call, CertificateArn);
    if (certificate.type !== 'PRIVATE')
      throw invalid(
        `Certificate ARN ${CertificateArn} is not of a private certificate, which alone can be renewed so.`,
      );
    issuedMaterial(certificate);
    const status = statusOf(certificate, world.clock.now());
    if (status !== 'ISSUED')
      throw invalid(`Certificate ARN ${CertificateArn} is in the ${status} status and cannot be renewed.`);
    if (certificate.renewal?.settlesAt)
      throw new ServiceError('RequestInProgressException', `Certificate ARN ${CertificateArn} is being renewed.`);
    if (!certificate.exported) {
      // The text of the real service (crossplane-contrib/provider-aws#908), also for a certificate that is in use.
      throw invalid(
        `Certificate ARN ${CertificateArn} has not been exported so it is not eligible for the Renew Certificate API.`,
      );
    }
    certificate.renewal = asked(world.clock.now(), settlingOf(world));
    world.agenda.plan(CertificateArn);
    return {};
  },
});

const settlingOf = ({ clock, settleMilliseconds }: World): Date =>
  new Date(clock.now().getTime() + Math.min(settleMilliseconds, LONGEST_SETTLE_MILLISECONDS));
