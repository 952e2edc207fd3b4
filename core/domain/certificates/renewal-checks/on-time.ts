import { isManaged, type CertificateFacts, type Renewal } from '../certificate.ts';
import { firstAttemptOn, hasCome, overdueFrom } from '../renewal-dates.ts';
import { passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** ACM says nothing between the first attempt and day 45 (service-facts 2.5): after one whole attempt silence is a finding. */
export const onTime: Check = {
  name: 'the renewal is not overdue',
  appliesTo: ({ certificate }) => isManaged(certificate),
  check,
};

function check({ certificate }: CertificateFacts, now: string): CheckResult {
  const { renewal, arn, region } = certificate;
  const first = firstAttemptOn(certificate);
  if (first === undefined) return passed('not issued');
  if (!hasCome(first, now)) return passed(`first attempt on ${first}`);
  if (!renewal.known) return unknownBecause(renewal.why);
  const limit = overdueFrom(first);
  const status = toldOf(renewal.value);
  if (hasCome(now, limit)) return passed(`${status}; ACM has tried since ${first}`);
  return settled(`${status}, although ACM should have tried since ${first}`, {
    verdict: 'not-renewable',
    code: 'RenewalOverdue',
    reason: 'RenewalOverdue',
    message: `ACM should have renewed the certificate since ${first} and gives no reason why it has not (${status}). If it was put to use or exported just now, the next hourly attempt renews it.`,
    remedy: [
      `aws acm describe-certificate --certificate-arn ${arn} --region ${region} --query Certificate.RenewalSummary`,
    ],
  });
}

/** What succeeded is the renewal before: this one has not begun. */
function toldOf(renewal: Renewal | undefined): string {
  if (renewal === undefined) return 'no renewal has begun';
  const { status, updatedAt } = renewal;
  if (status !== 'SUCCESS') return status;
  return `no renewal has begun since the last one${updatedAt === undefined ? '' : ` on ${updatedAt}`}`;
}
