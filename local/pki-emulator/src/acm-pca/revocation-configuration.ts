import { z } from 'zod';
import { refusedMember, switchedOff } from '../validation/constraints.ts';

/** RevocationConfiguration, accepted only where it turns CRL and OCSP off. */
export const revocationConfiguration = z.strictObject({
  CrlConfiguration: z
    .strictObject({
      Enabled: switchedOff(),
      ExpirationInDays: refusedMember(),
      CustomCname: refusedMember(),
      S3BucketName: refusedMember(),
      S3ObjectAcl: refusedMember(),
      CrlDistributionPointExtensionConfiguration: refusedMember(),
      CrlType: refusedMember(),
      CustomPath: refusedMember(),
    })
    .optional(),
  OcspConfiguration: z.strictObject({ Enabled: switchedOff(), OcspCustomCname: refusedMember() }).optional(),
});

/** How Describe and List show a CA that publishes nothing. */
export const REVOCATION_OFF = { CrlConfiguration: { Enabled: false }, OcspConfiguration: { Enabled: false } };
