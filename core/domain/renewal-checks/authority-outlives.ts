import type { CertificateFacts } from '../certificate.ts';
import { remedyForState } from '../remedies.ts';
import { hasCome, nextCertificateEnds, PRIVATE_VALIDITY_DAYS } from '../renewal-dates.ts';
import { passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** The next certificate must end before the CA does, or the renewal fails as PCA_INVALID_DURATION (service-facts 1.4, 2.2). */
export const authorityOutlives: Check = {
  name: 'the CA outlives the next certificate',
  appliesTo: ({ certificate }) => certificate.kind === 'private',
  check,
};

function check({ certificate: { notAfter }, authority }: CertificateFacts, now: string): CheckResult {
  if (authority === undefined || notAfter === undefined) return passed('not issued');
  if (!authority.known) return unknownBecause(authority.why);
  const { description, authority: arn } = authority.value;
  if (!description.known) return unknownBecause(description.why);
  const ends = description.value?.notAfter;
  if (ends === undefined) return passed('the CA has no end of its own');
  const needed = nextCertificateEnds(notAfter, now);
  const seen = `the CA ends on ${ends}, the next certificate on ${needed}`;
  if (hasCome(needed, ends)) return passed(seen);
  return settled(seen, {
    verdict: 'not-renewable',
    code: 'RenewalBlocked',
    reason: 'AuthorityEndsBeforeRenewal',
    message:
      `The certificate authority ends on ${ends}. ACM's next certificate would last ${PRIVATE_VALIDITY_DAYS} days, until ${needed}, ` +
      'and is refused as PCA_INVALID_DURATION. Give the same authority a new certificate of its own that lasts longer.',
    remedy: remedyForState(arn, 'EXPIRED'),
  });
}
