import { z } from 'zod';
import { refusedMember } from '../validation/constraints.ts';

const ON = 'Value true: the emulator does not publish revocation yet';

const disabled = z.boolean().refine((enabled) => !enabled, { error: ON });

/** RevocationConfiguration, accepted only where it turns CRL and OCSP off. */
export const revocationConfiguration = z.strictObject({
  CrlConfiguration: z
    .strictObject({
      Enabled: disabled,
      ExpirationInDays: refusedMember(),
      CustomCname: refusedMember(),
      S3BucketName: refusedMember(),
      S3ObjectAcl: refusedMember(),
      CrlDistributionPointExtensionConfiguration: refusedMember(),
      CrlType: refusedMember(),
      CustomPath: refusedMember(),
    })
    .optional(),
  OcspConfiguration: z.strictObject({ Enabled: disabled, OcspCustomCname: refusedMember() }).optional(),
});

/** How Describe and List show a CA that publishes nothing. */
export const REVOCATION_OFF = { CrlConfiguration: { Enabled: false }, OcspConfiguration: { Enabled: false } };
