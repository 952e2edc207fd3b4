import { isManaged, type CertificateFacts } from '../certificate.ts';
import { exportCertificate } from '../../findings/remedies.ts';
import { notTold, passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** ACM renews what an integrated service uses or what was exported since the last renewal (service-facts 2.3). */
export const eligible: Check = {
  name: 'in use, or exported since the last renewal',
  appliesTo: ({ certificate }) => isManaged(certificate),
  check,
};

function check({ certificate }: CertificateFacts): CheckResult {
  const { inUse, eligibility } = certificate;
  if (inUse) return passed('in use by an integrated service');
  if (eligibility === 'ELIGIBLE') return passed('exported, ELIGIBLE');
  if (eligibility === undefined) return unknownBecause(notTold(certificate, 'RenewalEligibility'));
  return settled('INELIGIBLE: neither in use nor exported', {
    verdict: 'not-renewable',
    code: 'NotEligible',
    reason: 'NotEligible',
    message:
      'No integrated service uses the certificate, nor was it exported since it was issued or last renewed: ACM will not renew it. ' +
      'If a host serves it, export it and install what comes back; if nobody needs it, delete it.',
    remedy: exportCertificate(certificate),
  });
}
