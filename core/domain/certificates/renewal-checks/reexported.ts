import { isManaged, type CertificateFacts } from '../certificate.ts';
import { exportCertificate } from '../../findings/remedies.ts';
import { exportedCopyEnds } from '../renewal-dates.ts';
import { passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** After a renewal an exported certificate must be exported again: where it is served, the old one runs out (service-facts 2.4). */
export const reexported: Check = {
  name: 'a renewed certificate was exported again',
  appliesTo: ({ certificate }) => isManaged(certificate),
  check,
};

function check({ certificate }: CertificateFacts): CheckResult {
  const { inUse, eligibility, renewal } = certificate;
  if (inUse || eligibility === 'ELIGIBLE') return passed(inUse ? 'in use' : 'exported since the last renewal');
  if (!renewal.known) return unknownBecause(renewal.why);
  if (renewal.value?.status !== 'SUCCESS' || eligibility === undefined) return passed('not renewed yet');
  const { updatedAt } = renewal.value;
  const outage = updatedAt === undefined ? undefined : exportedCopyEnds(certificate, updatedAt);
  const until = outage === undefined ? '' : `, by ${outage} unless it was held up`;
  return settled(`renewed${updatedAt === undefined ? '' : ` on ${updatedAt}`}, INELIGIBLE, not in use`, {
    verdict: 'not-renewable',
    code: 'ReexportNeeded',
    reason: 'ReexportNeeded',
    message:
      `ACM renewed the certificate, and nobody has exported it since: where an exported copy is installed, that one ends${until}, ` +
      'and ACM will not renew again before the next export.',
    remedy: exportCertificate(certificate),
    ...(outage === undefined ? {} : { outage }),
  });
}
