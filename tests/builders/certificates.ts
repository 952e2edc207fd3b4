import type { AuthorityFacts } from '../../core/domain/authorities/authority.ts';
import type { CertificateFinding, CertificateTrouble } from '../../core/domain/findings/certificate-finding.ts';
import { judgeCertificate, type CertificateVerdict } from '../../core/domain/certificates/certificate-verdict.ts';
import type {
  Certificate,
  CertificateFacts,
  CertificateKind,
  Renewal,
} from '../../core/domain/certificates/certificate.ts';
import { known, type Fact } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PKI } from './accounts.ts';
import { aDescription, factsOf } from './authority-facts.ts';

export const CERTIFICATE_ID = '00000000-1111-2222-3333-444444444444';
export const CERTIFICATE_ARN = `arn:aws:acm:eu-west-1:${PKI}:certificate/${CERTIFICATE_ID}`;
export const SERIAL = '00ff00ff00ff00ff00ff00ff00ff00ff';

/** What the private CA issued directly. */
export const ISSUED_ARN = `${AUTHORITY_ARN}/certificate/${SERIAL}`;

/** Long before the first renewal attempt of `aCertificate`. */
export const NOW = '2026-11-25T12:00:00.000Z';

/** A private certificate that is in use, issued for 395 days, 310 of them still to come. */
export const aCertificate = (different: Partial<Certificate> = {}): Certificate => ({
  arn: different.kind === 'issued' ? ISSUED_ARN : CERTIFICATE_ARN,
  account: PKI,
  region: 'eu-west-1',
  kind: 'private',
  status: 'ISSUED',
  domainName: 'www.example.com',
  notBefore: '2026-09-01T12:00:00.000Z',
  notAfter: '2027-10-01T12:00:00.000Z',
  inUse: true,
  eligibility: 'ELIGIBLE',
  renewal: known(undefined),
  ...different,
});

/** Neither in use nor exported. */
export const unused = { inUse: false, eligibility: 'INELIGIBLE' } as const satisfies Partial<Certificate>;

/** Served by hosts, and exported since it was issued or last renewed. */
export const exported = {
  inUse: false,
  eligibility: 'ELIGIBLE',
  exported: true,
} as const satisfies Partial<Certificate>;

/** ACM began to renew it, and so it stands. */
export const renewing = (renewal: Partial<Renewal> = {}): Fact<Renewal> =>
  known({ status: 'PENDING_AUTO_RENEWAL', updatedAt: '2026-11-20T12:00:00.000Z', ...renewal });

/** A private certificate of a CA that is as it should be, each changed as told. */
export const factsAbout = (
  certificate: Partial<Certificate> = {},
  authority: Fact<AuthorityFacts> = known(factsOf()),
): CertificateFacts => ({ certificate: aCertificate(certificate), authority });

/** The same without a CA: of another kind than private. */
export const factsOfKind = (kind: CertificateKind, different: Partial<Certificate> = {}): CertificateFacts => ({
  certificate: aCertificate({ kind, ...(kind === 'public' ? {} : { inUse: kind !== 'issued' }), ...different }),
});

/** A CA that ends when told. */
export const endingOn = (notAfter: string): Fact<AuthorityFacts> =>
  known(factsOf({ description: known(aDescription({ notAfter })) }));

/** The verdict as of `NOW`, or of another day. */
export const judged = (facts: CertificateFacts, now = NOW): CertificateVerdict => judgeCertificate(facts, now);

export const aTrouble = (different: Partial<CertificateTrouble> = {}): CertificateTrouble => ({
  certificateArn: CERTIFICATE_ARN,
  account: PKI,
  code: 'RenewalBlocked',
  severity: 'high',
  verdict: 'not-renewable',
  reason: 'PermissionMissing',
  message: 'ACM will not be able to renew the certificate.',
  remedy: [`aws acm-pca list-permissions --certificate-authority-arn ${AUTHORITY_ARN}`],
  plan: { action: 'alert', why: 'what keeps it from being renewed has to be mended' },
  domainName: 'www.example.com',
  firstAttempt: '2027-08-02T12:00:00.000Z',
  outage: '2027-10-01T12:00:00.000Z',
  ...different,
});

/** An open finding, as it is kept. */
export const aCertificateFinding = (different: Partial<CertificateFinding> = {}): CertificateFinding => ({
  ...aTrouble(),
  state: 'OPEN',
  version: 1,
  openedAt: '2026-11-01T08:00:00.000Z',
  changedAt: '2026-11-01T08:00:00.000Z',
  ...different,
});
