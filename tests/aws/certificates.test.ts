import { KeyAlgorithm } from '@aws-sdk/client-acm';
import { Certificates } from '../../core/aws/certificates.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const certificates = () => new Certificates(accountsFrom());
const arnOf = (id: string, region = 'eu-west-1') => `arn:aws:acm:${region}:${PKI}:certificate/${id}`;
const summary = (id: string, more: object = {}) => ({
  CertificateArn: arnOf(id),
  DomainName: `${id}.example.com`,
  Status: 'ISSUED',
  Type: 'PRIVATE',
  NotAfter: 1803945600,
  InUse: true,
  Exported: false,
  ...more,
});

describe('the private certificates of an account', () => {
  test('are asked for with every key type: without, EC and large RSA ones stay invisible', async () => {
    stub.on('ListCertificates', output({ CertificateSummaryList: [] }));
    await certificates().privateCertificates(PKI, 'eu-west-1');
    expect(stub.calls).toMatchObject([
      {
        input: { CertificateStatuses: ['ISSUED', 'EXPIRED'], Includes: { keyTypes: Object.values(KeyAlgorithm) } },
        region: 'eu-west-1',
      },
    ]);
    expect(Object.values(KeyAlgorithm)).toEqual(
      expect.arrayContaining(['RSA_2048', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1']),
    );
  });

  test('of every page are told, each once, and no public or imported ones', async () => {
    stub.on(
      'ListCertificates',
      output({
        CertificateSummaryList: [summary('a'), summary('public', { Type: 'AMAZON_ISSUED' })],
        NextToken: 'one',
      }),
      output({ CertificateSummaryList: [], NextToken: 'two' }),
      output({
        CertificateSummaryList: [
          summary('a'),
          summary('imported', { Type: 'IMPORTED' }),
          summary('b', { InUse: undefined, Exported: true, DomainName: undefined }),
        ],
      }),
    );
    expect(await certificates().privateCertificates(PKI, 'eu-west-1')).toEqual({
      known: true,
      value: [
        {
          certificateArn: arnOf('a'),
          domainName: 'a.example.com',
          notAfter: '2027-03-02T00:00:00.000Z',
          inUse: true,
          exported: false,
        },
        { certificateArn: arnOf('b'), notAfter: '2027-03-02T00:00:00.000Z', inUse: false, exported: true },
      ],
    });
    expect(stub.calls.map(({ input }) => input.NextToken)).toEqual([undefined, 'one', 'two']);
  });

  test('that have expired are told while they are in use: that is the outage', async () => {
    const expired = (id: string, InUse: boolean | undefined) => summary(id, { Status: 'EXPIRED', InUse });
    stub.on(
      'ListCertificates',
      output({ CertificateSummaryList: [expired('a', true), expired('b', false), expired('c', undefined)] }),
    );
    expect(await certificates().privateCertificates(PKI, 'eu-west-1')).toMatchObject({
      known: true,
      value: [{ certificateArn: arnOf('a') }],
    });
  });

  test('are not known where a token repeats itself', async () => {
    stub.on('ListCertificates', output({ CertificateSummaryList: [summary('a')], NextToken: 'again' }));
    expect(await certificates().privateCertificates(PKI, 'eu-west-1')).toMatchObject({
      known: false,
      why: { kind: 'unavailable' },
    });
  });

  test('of another account are listed through its role, in the region asked for', async () => {
    letAssume(stub);
    stub.on('ListCertificates', output({ CertificateSummaryList: [] }));
    await certificates().privateCertificates(PAYMENTS, 'eu-north-1');
    expect(stub.callsOf('ListCertificates')).toMatchObject([{ accessKeyId: 'MEMBER', region: 'eu-north-1' }]);
  });

  test('are not known where a later page was refused', async () => {
    stub.on(
      'ListCertificates',
      output({ CertificateSummaryList: [summary('a')], NextToken: 'one' }),
      failure('AccessDeniedException'),
    );
    expect(await certificates().privateCertificates(PKI, 'eu-west-1')).toMatchObject({
      known: false,
      why: { kind: 'access-denied', operation: 'acm:ListCertificates' },
    });
  });
});

describe('the CA of a certificate', () => {
  test('is what its description names, asked in the certificate’s region', async () => {
    stub.on(
      'DescribeCertificate',
      output({ Certificate: { CertificateArn: arnOf('a'), CertificateAuthorityArn: AUTHORITY_ARN } }),
    );
    expect(await certificates().authorityOf(arnOf('a', 'us-east-1'), PKI)).toEqual({
      known: true,
      value: AUTHORITY_ARN,
    });
    expect(stub.calls).toMatchObject([{ input: { CertificateArn: arnOf('a', 'us-east-1') }, region: 'us-east-1' }]);
  });

  test.each([
    ['names none', output({ Certificate: { CertificateArn: arnOf('a') } })],
    ['is gone', failure('ResourceNotFoundException')],
  ])('is none where the certificate %s', async (_, answer) => {
    stub.on('DescribeCertificate', answer);
    expect(await certificates().authorityOf(arnOf('a'), PKI)).toEqual({ known: true, value: undefined });
  });

  test('is not known where ACM was throttled', async () => {
    stub.on('DescribeCertificate', failure('ThrottlingException'));
    expect(await certificates().authorityOf(arnOf('a'), PKI)).toMatchObject({
      known: false,
      why: { kind: 'throttled' },
    });
  });
});
