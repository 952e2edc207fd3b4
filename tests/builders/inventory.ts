import fc from 'fast-check';
import { CERTIFICATE_KINDS } from '../../core/domain/certificates/certificate.ts';
import { CERTIFICATE_VERDICTS } from '../../core/domain/certificates/renewal-checks/check.ts';
import type { CertificateContents, CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import type { Place, ScanCounts, ScanOutcome, Scope, SweepOrder, SweepRecord } from '../../core/domain/sweep/sweep.ts';
import { NOTHING_COUNTED } from '../../core/domain/sweep/counts.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from './accounts.ts';
import { anyText } from './any-text.ts';
import { CERTIFICATE_ARN, SERIAL } from './certificates.ts';

/** What a sweep says of a private certificate that is in use and will be renewed. */
export const theContents = (different: Partial<CertificateContents> = {}): CertificateContents => ({
  arn: CERTIFICATE_ARN,
  account: PKI,
  region: 'eu-west-1',
  source: 'acm',
  kind: 'private',
  status: 'ISSUED',
  domainName: 'www.example.com',
  names: ['www.example.com', 'example.com'],
  serial: SERIAL.replace(/^0+/, ''),
  keyAlgorithm: 'EC_prime256v1',
  notBefore: '2026-09-01T12:00:00.000Z',
  notAfter: '2027-10-01T12:00:00.000Z',
  authorityArn: AUTHORITY_ARN,
  inUse: true,
  usedBy: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1'],
  eligibility: 'ELIGIBLE',
  management: { by: 'acm', evidence: 'kind' },
  tags: { Owner: 'web' },
  owner: { name: 'web', from: 'certificate tags' },
  verdict: {
    verdict: 'renewable',
    reason: 'Renewable',
    firstAttempt: '2027-08-02T12:00:00.000Z',
    outage: '2027-10-01T12:00:00.000Z',
  },
  listed: '0123456789abcdef',
  ...different,
});

/** … as it is kept. */
export const aRecord = (different: Partial<CertificateRecord> = {}): CertificateRecord => ({
  ...theContents(),
  firstSeenAt: '2026-11-01T03:00:00.000Z',
  readAt: '2026-11-20T03:00:00.000Z',
  version: 3,
  ...different,
});

/** What is swept where nobody has set a scope. */
export const aScope = (different: Partial<Scope> = {}): Scope => ({
  name: 'default',
  everyHours: 24,
  accounts: 'organization',
  regions: ['eu-west-1'],
  include: { expired: false, revoked: false },
  ...different,
});

export const aPlace = (different: Partial<Place> = {}): Place => ({
  account: PKI,
  region: 'eu-west-1',
  scope: 'default',
  ...different,
});

export const someCounts = (different: Partial<ScanCounts> = {}): ScanCounts => ({
  ...NOTHING_COUNTED,
  authorities: 1,
  certificates: 3,
  verdicts: { renewable: 2, unmanaged: 1 },
  calls: { 'acm:SearchCertificates': 1 },
  ...different,
});

export const anOutcome = (different: Partial<ScanOutcome> = {}): ScanOutcome => ({
  place: aPlace(),
  outcome: 'read',
  counts: someCounts(),
  ...different,
});

export const anOrder = (different: Partial<SweepOrder> = {}): SweepOrder => ({
  id: '2026-11-25-030000-0001',
  startedAt: '2026-11-25T03:00:00.000Z',
  startedBy: 'schedule',
  homeRegion: 'eu-west-1',
  scopes: ['default'],
  include: { expired: false, revoked: false },
  dryRun: false,
  planned: 3,
  skipped: [],
  gaps: [],
  ...different,
});

/** A sweep that ended well after twenty minutes. */
export const aSweep = (different: Partial<SweepRecord> = {}): SweepRecord => ({
  ...anOrder(),
  status: 'finished',
  finishedAt: '2026-11-25T03:20:00.000Z',
  read: 3,
  unreadable: 0,
  skippedPlaces: 0,
  totals: someCounts(),
  remedies: 0,
  report: 'reports/2026-11-25-030000-0001/summary.json',
  ...different,
});

export const accountIds = fc.constantFrom(PKI, PAYMENTS, WEB);

export const regionNames = fc.constantFrom('eu-west-1', 'us-east-1', 'ap-southeast-2');

const moments = fc
  .date({ min: new Date('2026-01-01'), max: new Date('2029-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString());

const optional = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 });

/** Whatever a sweep may say of one and the same certificate. */
export const anyContents: fc.Arbitrary<CertificateContents> = fc
  .record({
    kind: fc.constantFrom(...CERTIFICATE_KINDS),
    status: fc.constantFrom('ISSUED' as const, 'EXPIRED' as const, 'REVOKED' as const),
    domainName: optional(anyText(20)),
    names: fc.array(anyText(20), { maxLength: 3 }),
    notAfter: optional(moments),
    inUse: optional(fc.boolean()),
    usedBy: optional(fc.array(fc.constantFrom('arn:a', 'arn:b', 'arn:c'), { maxLength: 3 })),
    tags: fc.dictionary(fc.constantFrom('Owner', 'owner', 'renewguard:owner', 'x'), anyText(10)),
    verdict: optional(
      fc.constantFrom(...CERTIFICATE_VERDICTS).map((verdict) => ({ verdict, reason: 'because' }) as const),
    ),
    listed: optional(fc.constantFrom('1', '2')),
  })
  .map((different) => {
    const told = Object.entries({ ...theContents(), ...different }).filter(([, value]) => value !== undefined);
    return Object.fromEntries(told) as unknown as CertificateContents;
  });
