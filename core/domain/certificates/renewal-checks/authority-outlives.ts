import type { AuthorityArn } from '../../arn.ts';
import type { CertificateFacts } from '../certificate.ts';
import type { Unreadable } from '../../fact.ts';
import { remedyForState } from '../../findings/remedies.ts';
import { hasCome, nextCertificateEnds, PRIVATE_VALIDITY_DAYS } from '../renewal-dates.ts';
import { noAuthorityNamed, passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** The next certificate must end before the CA does, or the renewal fails as PCA_INVALID_DURATION (service-facts 1.4, 2.2). */
export const authorityOutlives: Check = {
  name: 'the CA outlives the next certificate',
  appliesTo: ({ certificate }) => certificate.kind === 'private',
  check,
};

function check({ certificate, authority }: CertificateFacts, now: string): CheckResult {
  const { notAfter } = certificate;
  if (notAfter === undefined) return passed('not issued');
  if (authority === undefined) return unknownBecause(noAuthorityNamed(certificate));
  if (!authority.known) return unknownBecause(authority.why);
  const { description, authority: arn } = authority.value;
  if (!description.known) return unknownBecause(description.why);
  if (description.value === undefined) return passed('the CA is gone');
  const { notAfter: ends, status } = description.value;
  if (ends === undefined) return status === 'ACTIVE' ? unknownBecause(noEndTold(arn)) : passed(`the CA is ${status}`);
  const needed = nextCertificateEnds(notAfter, now);
  const seen = `the CA ends on ${ends}, the next certificate on ${needed}`;
  if (hasCome(needed, ends)) return passed(seen);
  return settled(seen, {
    verdict: 'not-renewable',
    code: 'RenewalBlocked',
    reason: 'AuthorityEndsBeforeRenewal',
    message:
      `The certificate authority ends on ${ends}. ACM's next certificate would last ${PRIVATE_VALIDITY_DAYS} days, until ${needed}, ` +
      'and is refused as PCA_INVALID_DURATION. Give the same authority a new certificate of its own that lasts longer: have authority.csr signed (a root by itself, with ' +
      'the template RootCACertificate/V1; a subordinate by its parent), and import what comes back.',
    remedy: remedyForState(arn, 'EXPIRED'),
  });
}

/** An ACTIVE CA has a certificate, and so an end. */
const noEndTold = ({ account }: AuthorityArn): Unreadable => ({
  kind: 'unavailable',
  operation: 'acm-pca:DescribeCertificateAuthority',
  account,
  message: 'it told no NotAfter of the authority',
});
