import fc from 'fast-check';
import type { AuthorityFacts, AuthorityStatus } from '../../core/domain/authorities/authority.ts';
import {
  CERTIFICATE_KINDS,
  type Certificate,
  type CertificateFacts,
  type CertificateStatus,
  type Renewal,
  type RenewalStatus,
} from '../../core/domain/certificates/certificate.ts';
import { known, type Fact } from '../../core/domain/fact.ts';
import { PAYMENTS, PKI, STRANGER } from './accounts.ts';
import { anyText } from './any-text.ts';
import { authorityFacts } from './arbitraries.ts';
import { unread } from './authority-facts.ts';
import { aCertificate } from './certificates.ts';

const untold = fc.constantFrom(unread('any:Read', 'throttled'), unread('any:Read', 'access-denied'));

const times = (from: string, to: string): fc.Arbitrary<string> =>
  fc.date({ min: new Date(from), max: new Date(to), noInvalidDate: true }).map((date) => date.toISOString());

/** Around the ends and first attempts of what `certificates` makes up. */
export const nows = times('2026-09-01', '2028-12-31');

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 8 });

const reasons = fc.oneof(
  fc.constantFrom(
    'PCA_ACCESS_DENIED',
    'PCA_INVALID_DURATION',
    'PCA_LIMIT_EXCEEDED',
    'SLR_NOT_FOUND',
    'CAA_ERROR',
    'OTHER',
  ),
  anyText(10),
);

const renewals: fc.Arbitrary<Renewal | undefined> = fc.option(
  fc
    .record({
      status: fc.constantFrom<RenewalStatus>(
        'PENDING_AUTO_RENEWAL',
        'PENDING_VALIDATION',
        'SUCCESS',
        'SUCCESS',
        'FAILED',
      ),
      reason: fc.option(reasons, { nil: undefined, freq: 3 }),
      updatedAt: optional(times('2026-01-01', '2027-12-31')),
    })
    .map(withoutUndefined<Renewal>),
  { nil: undefined, freq: 3 },
);

const statuses = fc.oneof(
  { weight: 8, arbitrary: fc.constant<CertificateStatus>('ISSUED') },
  {
    weight: 2,
    arbitrary: fc.constantFrom<CertificateStatus>(
      'PENDING_VALIDATION',
      'INACTIVE',
      'EXPIRED',
      'VALIDATION_TIMED_OUT',
      'REVOKED',
      'FAILED',
    ),
  },
);

/** Any certificate, as far as it could be read. */
const certificates: fc.Arbitrary<Certificate> = fc
  .record({
    kind: fc.oneof({ weight: 5, arbitrary: fc.constant('private' as const) }, fc.constantFrom(...CERTIFICATE_KINDS)),
    account: fc.constantFrom(PKI, PKI, PAYMENTS, STRANGER),
    status: statuses,
    domainName: optional(anyText()),
    notBefore: optional(times('2026-01-01', '2027-01-01')),
    notAfter: optional(times('2026-10-01', '2028-10-01')),
    inUse: fc.boolean(),
    exported: fc.constantFrom(undefined, undefined, true, false),
    eligibility: fc.constantFrom('ELIGIBLE' as const, 'INELIGIBLE' as const, 'INELIGIBLE' as const, undefined),
    failureReason: fc.option(reasons, { nil: undefined }),
    renewal: fc.oneof({ weight: 8, arbitrary: renewals.map((read): Fact<Renewal | undefined> => known(read)) }, untold),
    isAuthority: fc.constantFrom(undefined, undefined, true, false),
  })
  .map((different) => withoutUndefined<Certificate>({ ...aCertificate(), ...different }));

/** The CA of `authorityFacts`, ending when it wants, sometimes without saying so. */
const endingCas: fc.Arbitrary<AuthorityFacts> = fc
  .tuple(authorityFacts, optional(times('2027-06-01', '2030-01-01')))
  .map(([facts, notAfter]) => {
    const { description } = facts;
    if (!description.known || description.value === undefined) return facts;
    return { ...facts, description: known(withoutUndefined({ ...description.value, notAfter })) };
  });

/** Any certificate with its CA, known and unknown facts mixed. */
export const certificateFacts: fc.Arbitrary<CertificateFacts> = fc
  .record({
    certificate: certificates,
    authority: fc.oneof(
      { weight: 10, arbitrary: endingCas.map((facts): Fact<AuthorityFacts> => known(facts)) },
      untold,
      fc.constant(undefined),
    ),
  })
  .map(withoutUndefined<CertificateFacts>);

/** The statuses of a CA, best first: only ACTIVE renews. */
export const worseStatuses: readonly AuthorityStatus[] = ['DISABLED', 'EXPIRED', 'DELETED', 'FAILED'];

/** An absent field is absent, not undefined: as adapters write it. */
function withoutUndefined<T extends object>(value: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}
