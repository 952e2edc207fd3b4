import { Certificates } from '../../core/aws/certificates.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume, REGION } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const arn = `arn:aws:acm:${REGION}:${PKI}:certificate/a`;
const place = { arn, account: PKI, region: REGION };
const describeIt = (different: Partial<typeof place> = {}) =>
  new Certificates(accountsFrom()).describedCertificate({ ...place, ...different });

/** As ACM describes a private certificate that is new (service-facts 2.4). */
const fresh = {
  CertificateArn: arn,
  DomainName: 'www.example.com',
  SubjectAlternativeNames: ['www.example.com'],
  DomainValidationOptions: [],
  Serial: '0a:1b:2c',
  Subject: 'CN=www.example.com',
  Issuer: 'Example',
  CreatedAt: 1769817600,
  IssuedAt: 1769817605,
  Status: 'ISSUED',
  NotBefore: 1769814000,
  NotAfter: 1803945600,
  KeyAlgorithm: 'RSA-2048',
  SignatureAlgorithm: 'SHA256WITHRSA',
  InUseBy: [],
  Type: 'PRIVATE',
  KeyUsages: [],
  ExtendedKeyUsages: [],
  CertificateAuthorityArn: AUTHORITY_ARN,
  RenewalEligibility: 'INELIGIBLE',
  Options: { CertificateTransparencyLoggingPreference: 'DISABLED', Export: 'ENABLED' },
};

const certificateFrom = async (different: object) => {
  stub.on('DescribeCertificate', output({ Certificate: { ...fresh, ...different } }));
  const described = await describeIt();
  return described.known ? described.value?.certificate : undefined;
};

test('a description tells everything that a renewal depends on, and the CA', async () => {
  stub.on('DescribeCertificate', output({ Certificate: fresh }));
  expect(await describeIt()).toEqual({
    known: true,
    value: {
      authorityArn: AUTHORITY_ARN,
      certificate: {
        ...place,
        kind: 'private',
        status: 'ISSUED',
        domainName: 'www.example.com',
        serial: '0a1b2c',
        keyAlgorithm: 'RSA_2048',
        createdAt: '2026-01-31T00:00:00.000Z',
        notBefore: '2026-01-30T23:00:00.000Z',
        notAfter: '2027-03-02T00:00:00.000Z',
        inUse: false,
        usedBy: [],
        eligibility: 'INELIGIBLE',
        renewal: { known: true, value: undefined },
      },
    },
  });
  expect(stub.calls).toMatchObject([{ input: { CertificateArn: arn }, region: REGION, accessKeyId: 'HUB' }]);
});

test.each([
  ['nobody', { InUseBy: [] }, false],
  ['nobody, as far as it says', { InUseBy: undefined }, false],
  [
    'a load balancer',
    { InUseBy: ['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/web/1'] },
    true,
  ],
])('it is used by %s', async (_, more, inUse) => {
  expect(await certificateFrom(more)).toMatchObject({ inUse });
});

test('whether it was exported a description doesn’t tell', async () => {
  expect(await certificateFrom({})).not.toHaveProperty('exported');
});

test.each([undefined, ''])('a certificate without a name has none: %j', async (DomainName) => {
  expect(await certificateFrom({ DomainName, Subject: '' })).not.toHaveProperty('domainName');
});

test.each<[string, object, object]>([
  ['under way', { RenewalStatus: 'PENDING_AUTO_RENEWAL' }, { status: 'PENDING_AUTO_RENEWAL' }],
  [
    'held up, with its reason and time',
    { RenewalStatus: 'PENDING_AUTO_RENEWAL', RenewalStatusReason: 'PCA_ACCESS_DENIED', UpdatedAt: 1798761600.5 },
    { status: 'PENDING_AUTO_RENEWAL', reason: 'PCA_ACCESS_DENIED', updatedAt: '2027-01-01T00:00:00.500Z' },
  ],
  [
    'a reason nobody knows yet',
    { RenewalStatus: 'FAILED', RenewalStatusReason: 'PCA_SOMETHING_NEW' },
    { status: 'FAILED', reason: 'PCA_SOMETHING_NEW' },
  ],
])('a renewal is told as it stands: %s', async (_, summary, renewal) => {
  const DomainValidationOptions: object[] = [];
  expect(await certificateFrom({ RenewalSummary: { DomainValidationOptions, ...summary } })).toMatchObject({
    renewal: { known: true, value: renewal },
  });
});

test('of a public one the records that prove its domains are told, those that are whole', async () => {
  const record = { Name: '_x.www.example.com.', Type: 'CNAME', Value: '_y.acm-validations.aws.' };
  const certificate = await certificateFrom({
    Type: 'AMAZON_ISSUED',
    CertificateAuthorityArn: undefined,
    RenewalSummary: {
      RenewalStatus: 'PENDING_VALIDATION',
      UpdatedAt: 1798761600,
      DomainValidationOptions: [
        { DomainName: 'www.example.com', ResourceRecord: record },
        { DomainName: 'mail.example.com', ValidationEmails: ['admin@example.com'] },
        { DomainName: 'half.example.com', ResourceRecord: { ...record, Value: '' } },
      ],
    },
  });
  expect(certificate).toMatchObject({ kind: 'public' });
  expect(certificate?.renewal).toMatchObject({
    value: {
      records: [{ domainName: 'www.example.com', type: 'CNAME', name: record.Name, value: record.Value }],
    },
  });
});

test.each<[string, object, object]>([
  ['never issued', { Status: 'FAILED', FailureReason: 'PCA_ACCESS_DENIED' }, { failureReason: 'PCA_ACCESS_DENIED' }],
  ['revoked', { Status: 'REVOKED', RevokedAt: 1798761600, RevocationReason: 'SUPERSEDED' }, { status: 'REVOKED' }],
  ['imported', { Type: 'IMPORTED', CertificateAuthorityArn: undefined }, { kind: 'imported' }],
  ['of an ACME client', { Type: 'AMAZON_ISSUED', CertificateKeyPairOrigin: 'ACME' }, { kind: 'acme' }],
  [
    'of an EC key, spelt with a hyphen by some answers',
    { KeyAlgorithm: 'EC-secp384r1' },
    { keyAlgorithm: 'EC_secp384r1' },
  ],
])('what it is, is told: %s', async (_, more, expected) => {
  expect(await certificateFrom(more)).toMatchObject(expected);
});

test('one that is not issued yet has no dates, and one that came from no CA names none', async () => {
  const pending = {
    CertificateArn: arn,
    DomainName: 'x.example.com',
    Status: 'PENDING_VALIDATION',
    Type: 'AMAZON_ISSUED',
  };
  stub.on('DescribeCertificate', output({ Certificate: pending }));
  expect(await describeIt()).toEqual({
    known: true,
    value: {
      certificate: {
        ...place,
        kind: 'public',
        status: 'PENDING_VALIDATION',
        domainName: 'x.example.com',
        inUse: false,
        usedBy: [],
        renewal: { known: true, value: undefined },
      },
    },
  });
});

test('a certificate that is not there is known to be none', async () => {
  stub.on('DescribeCertificate', failure('ResourceNotFoundException'));
  expect(await describeIt()).toEqual({ known: true, value: undefined });
});

test.each([
  ['denied', failure('AccessDeniedException'), 'access-denied'],
  ['throttled', failure('ThrottlingException'), 'throttled'],
  ['answered by an outage', failure('InternalFailure', 500), 'unavailable'],
])('one whose description is %s is not known', async (_, answer, kind) => {
  stub.on('DescribeCertificate', answer);
  expect(await describeIt()).toMatchObject({
    known: false,
    why: { kind, operation: 'acm:DescribeCertificate', account: PKI },
  });
});

test('a member’s is described through its role, in its own region', async () => {
  letAssume(stub);
  stub.on('DescribeCertificate', output({ Certificate: fresh }));
  await describeIt({ account: PAYMENTS, region: 'us-east-1' });
  expect(stub.callsOf('DescribeCertificate')).toMatchObject([{ accessKeyId: 'MEMBER', region: 'us-east-1' }]);
});
