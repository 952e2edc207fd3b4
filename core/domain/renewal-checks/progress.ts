import { standingOf } from '../authority-standing.ts';
import { isManaged, type CertificateFacts, type DnsRecord, type Renewal } from '../certificate.ts';
import { createServiceLinkedRole } from '../remedies.ts';
import { passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** Why a renewal that ACM began has not come to its end; ACM shows it months before it tells anybody (service-facts 2.4, 2.5). */
export const progress: Check = {
  name: 'no renewal is held up',
  appliesTo: ({ certificate }) => isManaged(certificate),
  check,
};

/** Reasons that lie with the CA or with ACM's rights: mended, they let the next hourly attempt succeed. */
const MENDABLE = /^(PCA_|SLR_)/;

function check(facts: CertificateFacts): CheckResult {
  const { renewal } = facts.certificate;
  if (!renewal.known) return unknownBecause(renewal.why);
  if (renewal.value === undefined) return passed('no renewal has begun');
  const { status, reason } = renewal.value;
  const seen = `${status}${reason === undefined ? '' : `, ${reason}`}`;
  if (status === 'SUCCESS') return passed(`${seen}${since(renewal.value)}`);
  if (reason !== undefined && MENDABLE.test(reason)) return stuckOnAuthority(facts, seen, reason);
  if (status === 'FAILED') return failed(facts, renewal.value, seen);
  if (status === 'PENDING_VALIDATION' || reason !== undefined) return stuckOnDomain(renewal.value, seen);
  return passed(`${seen}: under way${since(renewal.value)}`);
}

const since = ({ updatedAt }: Renewal): string => (updatedAt === undefined ? '' : `, ${updatedAt}`);

/** ACM retries every hour, so what is mended now is over soon; until then the deadline runs. */
function stuckOnAuthority(facts: CertificateFacts, seen: string, reason: string): CheckResult {
  const unmet = authorityTroubles(facts);
  const cause =
    unmet.length > 0
      ? unmet.map(({ message }) => message).join(' ')
      : 'What RenewGuard reads of the authority now shows no obstacle: if that was mended just now, the next hourly attempt succeeds.';
  const remedy = [...new Set(unmet.flatMap((each) => each.remedy))];
  return settled(seen, {
    verdict: 'not-renewable',
    code: 'RenewalStuck',
    reason,
    message: `ACM tries to renew the certificate and fails with ${reason}. ${cause}`,
    remedy: remedy.length === 0 && reason === 'SLR_NOT_FOUND' ? createServiceLinkedRole() : remedy,
  });
}

function authorityTroubles({ certificate, authority }: CertificateFacts) {
  return authority?.known === true ? standingOf(authority.value, certificate.account).unmet : [];
}

function stuckOnDomain({ status, reason, records = [] }: Renewal, seen: string): CheckResult {
  return settled(seen, {
    verdict: 'not-renewable',
    code: 'RenewalStuck',
    reason: reason ?? status,
    message:
      `ACM can't renew the certificate: ${reason ?? 'a domain is not validated any more'}. ` +
      (records.length === 0 ? 'Check its domain validation.' : 'Publish its validation records again.'),
    remedy: records.map(recordLine),
  });
}

function failed({ certificate }: CertificateFacts, { reason, records = [] }: Renewal, seen: string): CheckResult {
  const { arn, region } = certificate;
  return settled(seen, {
    verdict: 'not-renewable',
    code: 'RenewalFailed',
    reason: reason ?? 'RenewalFailed',
    message: `ACM has given the renewal up${reason === undefined ? '' : `: ${reason}`}. Request another certificate and put it in this one's place.`,
    remedy:
      records.length > 0
        ? records.map(recordLine)
        : [
            `aws acm describe-certificate --certificate-arn ${arn} --region ${region} --query Certificate.RenewalSummary`,
          ],
  });
}

const recordLine = ({ name, type, value }: DnsRecord): string => `DNS: ${name} ${type} ${value}`;
