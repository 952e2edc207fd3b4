import { epoch } from '../../wire/epoch.ts';
import type { AcmCertificate } from '../certificate.ts';

/**
 * RenewalSummary, once there was a renewal (service-facts 2.1).
 *
 * @param validations how the domains of a public certificate are validated; private ones have none
 */
export function renewalSummaryOf({ renewal }: AcmCertificate, validations: readonly object[]): object {
  if (!renewal) return {};
  const { status: RenewalStatus, reason, updatedAt } = renewal;
  return {
    RenewalSummary: {
      RenewalStatus,
      DomainValidationOptions: validations,
      ...(reason ? { RenewalStatusReason: reason } : {}),
      UpdatedAt: epoch(updatedAt),
    },
  };
}

/** RevokedAt and RevocationReason. */
export const revocationOf = ({ revocation }: AcmCertificate): object =>
  revocation ? { RevokedAt: epoch(revocation.at), RevocationReason: revocation.reason } : {};
