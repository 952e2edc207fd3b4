import { CertificateKeyPairOrigin, KeyAlgorithm, RenewalStatus } from '@aws-sdk/client-acm';
import { Certificates } from '../../core/aws/certificates.ts';
import { PAYMENTS, PKI, STRANGER } from '../builders/accounts.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume, REGION } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const certificates = () => new Certificates(accountsFrom());
const arnOf = (id: string, account = PKI) => `arn:aws:acm:${REGION}:${account}:certificate/${id}`;
const summary = (id: string, more: object = {}) => ({
  CertificateArn: arnOf(id),
  DomainName: `${id}.example.com`,
  Status: 'ISSUED',
  Type: 'PRIVATE',
  KeyAlgorithm: 'EC-prime256v1',
  CreatedAt: 1769817600,
  NotBefore: 1769814000,
  NotAfter: 1803945600,
  InUse: true,
  Exported: false,
  RenewalEligibility: 'ELIGIBLE',
  ...more,
});
const page = (summaries: readonly object[], NextToken?: string) =>
  output({ CertificateSummaryList: summaries, ...(NextToken && { NextToken }) });

describe('the listing of an account and region', () => {
  const list = () => certificates().certificatesIn(PKI, REGION);

  test('asks for every key type and origin, in any status: what is left out by default is asked for by name', async () => {
    stub.on('ListCertificates', page([]));
    expect(await list()).toEqual({ known: true, value: [] });
    const [{ input, region, accessKeyId }] = stub.calls as [(typeof stub.calls)[0]];
    expect(input).toEqual({
      Includes: { keyTypes: Object.values(KeyAlgorithm) },
      CertificateKeyPairOrigins: Object.values(CertificateKeyPairOrigin),
      MaxItems: 1000,
    });
    expect(Object.values(KeyAlgorithm)).toEqual(
      expect.arrayContaining(['RSA_1024', 'RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1']),
    );
    expect(Object.values(CertificateKeyPairOrigin)).toEqual(
      expect.arrayContaining(['AWS_MANAGED', 'ACME', 'CUSTOMER_PROVIDED']),
    );
    expect([region, accessKeyId]).toEqual([REGION, 'HUB']);
  });

  test('tells what it says of each, and that it says nothing of renewals', async () => {
    stub.on('ListCertificates', page([summary('a')]));
    expect(await list()).toEqual({
      known: true,
      value: [
        {
          arn: arnOf('a'),
          account: PKI,
          region: REGION,
          kind: 'private',
          status: 'ISSUED',
          domainName: 'a.example.com',
          keyAlgorithm: 'EC_prime256v1',
          createdAt: '2026-01-31T00:00:00.000Z',
          notBefore: '2026-01-30T23:00:00.000Z',
          notAfter: '2027-03-02T00:00:00.000Z',
          inUse: true,
          exported: false,
          eligibility: 'ELIGIBLE',
          renewal: {
            known: false,
            why: {
              kind: 'not-configured',
              operation: 'acm:ListCertificates',
              account: PKI,
              message: 'a listing tells nothing of renewals',
            },
          },
        },
      ],
    });
  });

  test.each<[string, object, string]>([
    ['a private one', { Type: 'PRIVATE' }, 'private'],
    ['a public one', { Type: 'AMAZON_ISSUED' }, 'public'],
    ['an imported one', { Type: 'IMPORTED', CertificateKeyPairOrigin: 'CUSTOMER_PROVIDED' }, 'imported'],
    ['that of an ACME client', { Type: 'AMAZON_ISSUED', CertificateKeyPairOrigin: 'ACME' }, 'acme'],
  ])('tells %s apart', async (_, more, kind) => {
    stub.on('ListCertificates', page([summary('a', more)]));
    expect(await list()).toMatchObject({ value: [{ kind }] });
  });

  test.each([undefined, ''])('leaves out the name of one that has none: %j', async (DomainName) => {
    stub.on('ListCertificates', page([summary('a', { DomainName })]));
    const listed = await list();
    expect(listed).toMatchObject({ value: [{ arn: arnOf('a') }] });
    expect(listed.known && listed.value[0]).not.toHaveProperty('domainName');
  });

  test('leaves out what it doesn’t say of one that was never issued', async () => {
    const pending = { CertificateArn: arnOf('a'), Status: 'PENDING_VALIDATION', Type: 'AMAZON_ISSUED' };
    stub.on('ListCertificates', page([pending, { Status: 'ISSUED' }]));
    const listed = await list();
    expect(listed.known && listed.value.map(({ renewal: _, ...rest }) => rest)).toEqual([
      { arn: arnOf('a'), account: PKI, region: REGION, kind: 'public', status: 'PENDING_VALIDATION', inUse: false },
    ]);
  });

  test('follows pages, empty ones with a token among them, and tells each certificate once', async () => {
    stub.on('ListCertificates', page([summary('a')], 'one'), page([], 'two'), page([summary('a'), summary('b')]));
    const listed = await list();
    expect(listed.known && listed.value.map(({ arn }) => arn)).toEqual([arnOf('a'), arnOf('b')]);
    expect(stub.calls.map(({ input }) => input.NextToken)).toEqual([undefined, 'one', 'two']);
    for (const { input } of stub.calls) expect(input.Includes).toEqual({ keyTypes: Object.values(KeyAlgorithm) });
  });

  test('is not known where a token repeats itself: what came until then is not all there is', async () => {
    stub.on('ListCertificates', page([summary('a')], 'again'));
    expect(await list()).toMatchObject({ known: false, why: { kind: 'unavailable' } });
    expect(stub.calls).toHaveLength(2);
  });

  test('is not known where any page was refused', async () => {
    stub.on('ListCertificates', page([summary('a')], 'one'), failure('AccessDeniedException'));
    expect(await list()).toMatchObject({
      known: false,
      why: { kind: 'access-denied', operation: 'acm:ListCertificates', account: PKI },
    });
  });

  test('of a member is read through its role, of a stranger not at all', async () => {
    letAssume(stub);
    stub.on('ListCertificates', page([]));
    await certificates().certificatesIn(PAYMENTS, 'us-east-1');
    expect(stub.callsOf('ListCertificates')).toMatchObject([{ accessKeyId: 'MEMBER', region: 'us-east-1' }]);
    expect(await certificates().certificatesIn(STRANGER, REGION)).toMatchObject({ why: { kind: 'not-configured' } });
    expect(stub.callsOf('ListCertificates')).toHaveLength(1);
  });
});

describe('the renewals that have begun', () => {
  const search = () => certificates().renewalsIn(PKI, REGION);
  const found = (id: string, status: string | undefined) => ({
    CertificateArn: arnOf(id),
    CertificateMetadata: { AcmCertificateMetadata: { Status: 'ISSUED', RenewalStatus: status } },
  });

  test('are searched for by each status, at most 500 a page', async () => {
    stub.on('SearchCertificates', output({ Results: [] }));
    expect(await search()).toEqual({ known: true, value: new Map() });
    expect(stub.calls[0]?.input).toEqual({
      FilterStatement: {
        Or: Object.values(RenewalStatus).map((status) => ({
          Filter: { AcmCertificateMetadataFilter: { RenewalStatus: status } },
        })),
      },
      MaxResults: 500,
    });
    expect(Object.values(RenewalStatus).toSorted()).toEqual([
      'FAILED',
      'PENDING_AUTO_RENEWAL',
      'PENDING_VALIDATION',
      'SUCCESS',
    ]);
  });

  test('are told of every page, and what has no status or no ARN is left out', async () => {
    const nameless = { CertificateMetadata: { AcmCertificateMetadata: { RenewalStatus: 'FAILED' } } };
    stub.on(
      'SearchCertificates',
      output({ Results: [found('a', 'SUCCESS'), nameless, { CertificateArn: arnOf('x') }], NextToken: 'one' }),
      output({ NextToken: 'two' }),
      output({ Results: [found('b', 'PENDING_AUTO_RENEWAL'), found('c', undefined)] }),
    );
    expect(await search()).toEqual({
      known: true,
      value: new Map([
        [arnOf('a'), 'SUCCESS'],
        [arnOf('b'), 'PENDING_AUTO_RENEWAL'],
      ]),
    });
  });

  test('are not known where a token repeats itself', async () => {
    stub.on('SearchCertificates', output({ Results: [found('a', 'FAILED')], NextToken: 'again' }));
    expect(await search()).toMatchObject({ known: false, why: { kind: 'unavailable' } });
  });

  test.each([
    ['denied', failure('AccessDeniedException'), 'access-denied'],
    ['throttled', failure('ThrottlingException'), 'throttled'],
  ])('are not known where the search is %s', async (_, answer, kind) => {
    stub.on('SearchCertificates', answer);
    expect(await search()).toMatchObject({ known: false, why: { kind, operation: 'acm:SearchCertificates' } });
  });

  test('in a partition or region whose ACM knows no search are not known', async () => {
    stub.on('SearchCertificates', failure('UnknownOperationException'));
    expect(await search()).toMatchObject({ known: false });
  });
});
