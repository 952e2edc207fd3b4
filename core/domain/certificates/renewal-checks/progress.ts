import { isManaged, type CertificateFacts, type Renewal } from '../certificate.ts';
import { authorityObstacles, type Obstacles } from './authority-obstacles.ts';
import { passed, recordLine, settled, unknownBecause, type Check, type CheckResult } from './check.ts';
import { liesWithTheAuthority, meaningOf } from './renewal-reasons.ts';

/** Why a renewal that ACM began has not come to its end; ACM shows it months before it tells anybody (service-facts 2.4, 2.5). */
export const progress: Check = {
  name: 'no renewal is held up',
  appliesTo: ({ certificate }) => isManaged(certificate),
  check,
};

function check(facts: CertificateFacts, now: string): CheckResult {
  const { renewal } = facts.certificate;
  if (!renewal.known) return unknownBecause(renewal.why);
  if (renewal.value === undefined) return passed('no renewal has begun');
  const told = withoutEmptyReason(renewal.value);
  const { status, reason } = told;
  const seen = `${status}${reason === undefined ? '' : `, ${reason}`}`;
  if (status === 'SUCCESS') return passed(`${seen}${since(told)}`);
  if (liesWithTheAuthority(reason)) return stuckOnAuthority(facts, now, seen, reason);
  if (status === 'FAILED') return failed(facts, told, seen);
  if (status === 'PENDING_VALIDATION' || reason !== undefined) return stuckOnDomain(facts, told, seen);
  return passed(`${seen}: under way${since(told)}`);
}

/** What has no reason yet may have an empty one (service-facts 2.4). */
const withoutEmptyReason = ({ reason, ...renewal }: Renewal): Renewal =>
  reason === undefined || reason === '' ? renewal : { ...renewal, reason };

const since = ({ updatedAt }: Renewal): string => (updatedAt === undefined ? '' : `, ${updatedAt}`);

/** ACM retries every hour, so what is mended now is over soon; until then the deadline runs. */
function stuckOnAuthority(facts: CertificateFacts, now: string, seen: string, reason: string): CheckResult {
  const obstacles = authorityObstacles(facts, now, reason);
  return settled(seen, {
    verdict: 'not-renewable',
    code: 'RenewalStuck',
    reason,
    message: `ACM tries to renew the certificate and fails with ${reason}. ${causeIn(obstacles, reason)}`,
    remedy: obstacles.remedy,
  });
}

/** What was read, or what could not be: an authority that nobody read never comes out as fine. */
function causeIn({ messages, doubts, isVisible }: Obstacles, reason: string): string {
  if (messages.length > 0) return messages.join(' ');
  const meaning = meaningOf(reason);
  if (doubts.length > 0) return `${meaning} RenewGuard could not read all of it: ${doubts.join('. ')}`;
  return isVisible
    ? `${meaning} RenewGuard sees no such obstacle now: if it was mended just now, the next hourly attempt succeeds.`
    : meaning;
}

function stuckOnDomain({ certificate }: CertificateFacts, renewal: Renewal, seen: string): CheckResult {
  const { status, reason = status, records = [] } = renewal;
  const todo = records.length === 0 ? '' : ' Make sure that its validation records are published.';
  return settled(seen, {
    verdict: 'not-renewable',
    code: 'RenewalStuck',
    reason,
    message: `ACM can't renew the certificate: ${reason}. ${meaningOf(reason)}${todo}`,
    remedy: records.length === 0 ? [describe(certificate)] : records.map(recordLine),
  });
}

function failed({ certificate }: CertificateFacts, { reason }: Renewal, seen: string): CheckResult {
  const why = reason === undefined ? '.' : `: ${reason}. ${meaningOf(reason)}`;
  return settled(seen, {
    verdict: 'not-renewable',
    code: 'RenewalFailed',
    reason: reason ?? 'RenewalFailed',
    message: `ACM has given the renewal up${why} Request another certificate and put it in this one's place.`,
    remedy: [describe(certificate)],
  });
}

const describe = ({ arn, region }: CertificateFacts['certificate']): string =>
  `aws acm describe-certificate --certificate-arn ${arn} --region ${region} --query Certificate.RenewalSummary`;
