import { CERTIFICATES, type Cast, type CertificateRole } from '../cast.ts';
import type { Step } from '../step.ts';
import { day, verdictOnCertificate } from '../verdict.ts';

/** The verdict and its reason, of each. */
const expected: Record<CertificateRole, readonly [verdict: string, reason: string]> = {
  'in use': ['renewable', 'Renewable'],
  exported: ['renewable', 'Renewable'],
  forgotten: ['not-renewable', 'NotEligible'],
  blocked: ['not-renewable', 'PermissionMissing'],
  shared: ['renewable', 'Renewable'],
  unshared: ['not-renewable', 'PolicyMissing'],
};

/** Eleven months ahead: will it renew? ACM calls four of these six eligible all the same. */
export const askForEachCertificate = (cast: Cast): Step => ({
  title: 'Will this certificate renew? Eleven months ahead, one by one',
  async run(context) {
    const seen: string[] = [];
    let ok = true;
    for (const role of CERTIFICATES) {
      const { arn, name } = cast.certificate(role);
      const { verdict, reason, firstAttempt, outage } = await verdictOnCertificate(context, arn);
      const [wantedVerdict, wantedReason] = expected[role];
      ok &&= verdict === wantedVerdict && reason === wantedReason;
      seen.push(`${name}: ${verdict.toUpperCase()}${verdict === 'renewable' ? '' : ` (${reason})`}`);
      seen.push(`  first attempt ${day(firstAttempt)}, outage ${day(outage)}`);
    }
    return { ok, seen: seen.join('\n') };
  },
});
