import { CertificateKeyPairOrigin, KeyAlgorithm } from '@aws-sdk/client-acm';
import { FoundCertificates } from '../../core/aws/certificate-search.ts';
import type { Fact } from '../../core/domain/fact.ts';
import type { FoundCertificate, Page } from '../../core/sweep/ports.ts';
import { PAYMENTS, PKI, STRANGER } from '../builders/accounts.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';
import { accountsFrom, letAssume, REGION } from './reading.ts';

const stub = new StubAws();
beforeAll(() => stub.start());
afterAll(() => stub.stop());
afterEach(() => stub.clear());

const arnOf = (id: string) => `arn:aws:acm:${REGION}:${PKI}:certificate/${id}`;
const search = (after?: string) => new FoundCertificates(accountsFrom()).searchPage(PKI, REGION, after);
const result = (id: string, attributes: object = {}, metadata: object = {}) => ({
  CertificateArn: arnOf(id),
  X509Attributes: attributes,
  CertificateMetadata: { AcmCertificateMetadata: { Status: 'ISSUED', Type: 'PRIVATE', ...metadata } },
});
const page = (results: readonly object[], NextToken?: string) => output({ Results: results, NextToken });
const listed = (summaries: readonly object[], NextToken?: string) =>
  output({ CertificateSummaryList: summaries, NextToken });

function pageIn(fact: Fact<Page<FoundCertificate> | 'begin-again'>): Page<FoundCertificate> {
  if (!fact.known || fact.value === 'begin-again') throw new Error(JSON.stringify(fact));
  return fact.value;
}
const one = async (): Promise<FoundCertificate> => pageIn(await search()).items[0]!;
const nextOf = async (after?: string): Promise<string> => pageIn(await search(after)).next!;

describe('a page of the search', () => {
  test('asks for everything: no filter, 500 a page', async () => {
    stub.on('SearchCertificates', page([]));
    expect(await search()).toEqual({ known: true, value: { items: [] } });
    expect(stub.calls).toMatchObject([{ input: { MaxResults: 500 }, region: REGION, accessKeyId: 'HUB' }]);
    expect(Object.keys(stub.calls[0]?.input ?? {})).toEqual(['MaxResults']);
  });

  test('tells what the search says of a certificate', async () => {
    const attributes = {
      Subject: { CommonName: 'a.example.com', Organization: 'Example, Inc.', Country: 'US' },
      Issuer: { CommonName: 'Root', CustomAttributes: [{ ObjectIdentifier: '1.2.3', Value: 'x' }] },
      SubjectAlternativeNames: [{ DnsName: 'a.example.com' }, { DnsName: 'b.example.com' }],
      KeyAlgorithm: 'EC_prime256v1',
      SerialNumber: '00:0a:BC:01',
      NotBefore: 1769814000,
      NotAfter: 1803945600,
    };
    const metadata = { CreatedAt: 1769817600, InUse: true, Exported: false, RenewalEligibility: 'ELIGIBLE' };
    stub.on('SearchCertificates', page([result('a', attributes, { ...metadata, RenewalStatus: 'FAILED' })]));
    expect(await one()).toEqual({
      certificate: {
        arn: arnOf('a'),
        account: PKI,
        region: REGION,
        kind: 'private',
        status: 'ISSUED',
        domainName: 'a.example.com',
        keyAlgorithm: 'EC_prime256v1',
        serial: '0abc01',
        createdAt: '2026-01-31T00:00:00.000Z',
        notBefore: '2026-01-30T23:00:00.000Z',
        notAfter: '2027-03-02T00:00:00.000Z',
        inUse: true,
        exported: false,
        eligibility: 'ELIGIBLE',
        renewal: { known: true, value: { status: 'FAILED' } },
      },
      renewalStatus: 'FAILED',
      names: ['a.example.com', 'b.example.com'],
      subject: 'CN=a.example.com,O=Example\\, Inc.,C=US',
      issuer: 'CN=Root,1.2.3=x',
    });
  });

  test('tells nothing that the search leaves out, and passes over what has no ARN', async () => {
    stub.on('SearchCertificates', page([{ X509Attributes: {} }, { CertificateArn: arnOf('a') }]));
    expect(pageIn(await search()).items).toEqual([
      {
        certificate: {
          arn: arnOf('a'),
          account: PKI,
          region: REGION,
          kind: 'other',
          status: 'UNTOLD',
          inUse: false,
          renewal: { known: true, value: undefined },
        },
        names: [],
      },
    ]);
  });

  test('tells when one was revoked', async () => {
    stub.on('SearchCertificates', page([result('a', {}, { Status: 'REVOKED', RevokedAt: 1769817600 })]));
    expect(await one()).toMatchObject({
      revokedAt: '2026-01-31T00:00:00.000Z',
      certificate: { status: 'REVOKED' },
    });
  });

  test('tells names of every kind as text', async () => {
    const SubjectAlternativeNames = [
      { IpAddress: '10.0.0.1' },
      { Rfc822Name: 'a@example.com' },
      { UniformResourceIdentifier: 'spiffe://example/a' },
      { RegisteredId: '1.2.3' },
      { DirectoryName: { CommonName: 'a', DomainComponents: ['example', 'com'] } },
      { OtherName: { ObjectIdentifier: '1.3.6', Value: 'alice' } },
      { SomethingNew: 'x' },
    ];
    stub.on('SearchCertificates', page([result('a', { SubjectAlternativeNames })]));
    const { names, certificate } = await one();
    expect(names).toEqual([
      '10.0.0.1',
      'a@example.com',
      'spiffe://example/a',
      'RID:1.2.3',
      'dirName:CN=a,DC=example,DC=com',
      'otherName:1.3.6:alice',
    ]);
    expect(certificate).not.toHaveProperty('domainName');
  });

  test('tells each name once, the first twenty, and counts the others', async () => {
    const all = Array.from({ length: 30 }, (_, index) => ({ DnsName: `${index}.example.com` }));
    stub.on('SearchCertificates', page([result('a', { SubjectAlternativeNames: [...all, ...all] })]));
    const { names, moreNames } = await one();
    expect([names.length, names[19], moreNames]).toEqual([20, '19.example.com', 10]);
  });
});

describe('the pages of the search', () => {
  test('begin where the page before said', async () => {
    stub.on('SearchCertificates', page([result('a')], 'one'), page([], 'two'), page([result('b')]));
    const second = await nextOf();
    const third = await nextOf(second);
    expect(pageIn(await search(third))).toMatchObject({ items: [{ certificate: { arn: arnOf('b') } }] });
    expect(stub.calls.map(({ input }) => input.NextToken)).toEqual([undefined, 'one', 'two']);
  });

  test.each([[['again']], [['a', 'b']], [['a', 'b', 'c', 'd', 'e']]])(
    'are unavailable once tokens come back: %j',
    async (circle) => {
      const answers = [...Array(20).keys()].map((at) => page([], circle[at % circle.length]));
      stub.on('SearchCertificates', ...answers);
      let after: string | undefined;
      let fact = await search(after);
      for (let turns = 0; turns < 20 && fact.known; turns++) {
        after = pageIn(fact).next;
        fact = await search(after);
      }
      expect(fact).toMatchObject({ known: false, why: { kind: 'unavailable', operation: 'acm:SearchCertificates' } });
      expect(stub.calls.length).toBeLessThanOrEqual(3 * circle.length + 1);
    },
  );

  test('begin again where ACM no longer takes the token, or the cursor is none', async () => {
    stub.on('SearchCertificates', page([], 'one'), failure('ValidationException'));
    const second = await nextOf();
    expect(await search(second)).toEqual({ known: true, value: 'begin-again' });
    expect(await search('anything')).toEqual({ known: true, value: 'begin-again' });
    expect(stub.calls).toHaveLength(2);
  });

  test('are refused as a mistake of ours where the first is', async () => {
    stub.on('SearchCertificates', failure('ValidationException'));
    await expect(search()).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('are unknown where AWS cannot tell now', async () => {
    stub.on('SearchCertificates', failure('ThrottlingException'));
    expect(await search()).toMatchObject({
      known: false,
      why: { kind: 'throttled', operation: 'acm:SearchCertificates', account: PKI },
    });
    expect(stub.callsOf('ListCertificates')).toEqual([]);
  });
});

describe('where the search is not offered, or not allowed', () => {
  const summary = {
    CertificateArn: arnOf('a'),
    DomainName: 'a.example.com',
    SubjectAlternativeNameSummaries: ['a.example.com', 'b.example.com'],
    Status: 'REVOKED',
    Type: 'PRIVATE',
    KeyAlgorithm: 'EC-prime256v1',
    InUse: true,
    RevokedAt: 1769817600,
  };

  test.each([['UnknownOperationException'], ['AccessDeniedException']])('the list tells: %s', async (error) => {
    stub.on('SearchCertificates', failure(error));
    stub.on('ListCertificates', listed([summary, { Status: 'ISSUED' }]));
    const { items } = pageIn(await search());
    expect(items).toMatchObject([
      {
        certificate: { arn: arnOf('a'), keyAlgorithm: 'EC_prime256v1', inUse: true, renewal: { known: false } },
        names: ['a.example.com', 'b.example.com'],
        revokedAt: '2026-01-31T00:00:00.000Z',
      },
    ]);
    expect(items[0]).not.toHaveProperty('renewalStatus');
    expect(stub.callsOf('ListCertificates')).toMatchObject([
      {
        input: {
          Includes: { keyTypes: Object.values(KeyAlgorithm) },
          CertificateKeyPairOrigins: Object.values(CertificateKeyPairOrigin),
          MaxItems: 1000,
        },
      },
    ]);
  });

  test('the list is followed without asking for the search again', async () => {
    stub.on('SearchCertificates', failure('UnknownOperationException'));
    stub.on('ListCertificates', listed([summary], 'one'), listed([]));
    expect(pageIn(await search(await nextOf()))).toEqual({ items: [] });
    expect(stub.callsOf('ListCertificates').map(({ input }) => input.NextToken)).toEqual([undefined, 'one']);
    expect(stub.callsOf('SearchCertificates')).toHaveLength(1);
  });

  test('from the middle on, the listing begins again', async () => {
    stub.on('SearchCertificates', page([], 'one'), failure('AccessDeniedException'));
    expect(await search(await nextOf())).toEqual({ known: true, value: 'begin-again' });
    expect(stub.callsOf('ListCertificates')).toEqual([]);
  });

  test('and the list isn’t either, nothing is known', async () => {
    stub.on('SearchCertificates', failure('AccessDeniedException'));
    stub.on('ListCertificates', failure('AccessDeniedException'));
    expect(await search()).toMatchObject({
      known: false,
      why: { kind: 'access-denied', operation: 'acm:ListCertificates' },
    });
  });

  test('the list begins again as well, and notices tokens that come back', async () => {
    stub.on('SearchCertificates', failure('UnknownOperationException'));
    stub.on('ListCertificates', listed([], 'one'), failure('InvalidArgsException'), listed([], 'one'));
    const second = await nextOf();
    expect(await search(second)).toEqual({ known: true, value: 'begin-again' });
    expect(await search(second)).toMatchObject({ known: false, why: { kind: 'unavailable' } });
  });
});

test('a member is searched through its role, a stranger not at all', async () => {
  letAssume(stub);
  stub.on('SearchCertificates', page([]));
  const certificates = new FoundCertificates(accountsFrom());
  await certificates.searchPage(PAYMENTS, 'us-east-1');
  expect(stub.callsOf('SearchCertificates')).toMatchObject([{ accessKeyId: 'MEMBER', region: 'us-east-1' }]);
  expect(await certificates.searchPage(STRANGER, REGION)).toMatchObject({ why: { kind: 'not-configured' } });
});
