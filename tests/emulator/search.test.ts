import { type CertificateFilterStatement, RenewCertificateCommand } from '@aws-sdk/client-acm';
import { assortment, attributes, metadata, search } from './kit/assortment.ts';
import { describe as described, importable, imported } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';

let bench: Bench;
let kinds: Awaited<ReturnType<typeof assortment>>;
beforeAll(async () => {
  bench = await startBench();
  kinds = await assortment(bench);
});
afterAll(() => bench.stop());

describe('a search', () => {
  test('without a statement finds every certificate of the account and region, oldest first', async () => {
    expect(await kinds.found()).toEqual(['private', 'waiting', 'imported', 'acme']);
    expect(await search(bench.acm(kinds.account, 'us-east-1'))).toEqual([]);
    expect(await search(bench.acm(freshAccount()))).toEqual([]);
  });

  test('shows a private certificate as issued: names, usages, dates, and what ACM knows of it', async () => {
    const { acm, arns } = kinds;
    const { Serial, NotBefore, NotAfter, CreatedAt, IssuedAt } = await described(acm, arns.priv);
    expect(await search(acm, { FilterStatement: { Filter: { CertificateArn: arns.priv } } })).toEqual([
      {
        CertificateArn: arns.priv,
        X509Attributes: {
          Issuer: { Country: 'DE', Organization: 'Example GmbH', CommonName: 'Test CA' },
          Subject: { CommonName: 'private.example.com' },
          SubjectAlternativeNames: [{ DnsName: 'private.example.com' }],
          ExtendedKeyUsages: ['TLS_WEB_SERVER_AUTHENTICATION', 'TLS_WEB_CLIENT_AUTHENTICATION'],
          KeyAlgorithm: 'EC_prime256v1',
          KeyUsages: ['DIGITAL_SIGNATURE', 'KEY_ENCIPHERMENT'],
          SerialNumber: Serial,
          NotBefore,
          NotAfter,
        },
        CertificateMetadata: {
          AcmCertificateMetadata: {
            CreatedAt,
            IssuedAt,
            Exported: true,
            InUse: false,
            RenewalEligibility: 'ELIGIBLE',
            Status: 'ISSUED',
            Type: 'PRIVATE',
            ExportOption: 'DISABLED',
            CertificateKeyPairOrigin: 'AWS_MANAGED',
          },
        },
      },
    ]);
  });

  test('shows of a certificate that is not issued what it will say', async () => {
    const { acm, arns } = kinds;
    expect(await search(acm, { FilterStatement: { Filter: { CertificateArn: arns.waiting } } })).toEqual([
      {
        CertificateArn: arns.waiting,
        X509Attributes: {
          Subject: { CommonName: 'waiting.example.com' },
          SubjectAlternativeNames: [{ DnsName: 'waiting.example.com' }],
          KeyAlgorithm: 'RSA_2048',
        },
        CertificateMetadata: {
          AcmCertificateMetadata: {
            CreatedAt: expect.any(Date) as Date,
            Exported: false,
            InUse: false,
            RenewalEligibility: 'INELIGIBLE',
            Status: 'PENDING_VALIDATION',
            Type: 'AMAZON_ISSUED',
            ExportOption: 'ENABLED',
            ValidationMethod: 'DNS',
            CertificateKeyPairOrigin: 'AWS_MANAGED',
          },
        },
      },
    ]);
  });

  test('shows names of every kind, and the parts of a subject', async () => {
    const acm = bench.acm(freshAccount());
    const names = 'DNS:a.example.com,IP:192.0.2.1,IP:2001:db8::1,URI:spiffe://x/y,email:a@example.com,RID:1.2.3.4';
    const subject = ['C=DE', 'O=Example', '1.DC=com', '2.DC=example', 'CN=a.example.com', 'emailAddress=b@example.com'];
    await imported(acm, importable({ subject, extensions: [`subjectAltName=${names}`] }));
    expect((await search(acm))[0]?.X509Attributes).toMatchObject({
      Issuer: { CommonName: 'Foreign Root' },
      Subject: {
        CommonName: 'a.example.com',
        Country: 'DE',
        Organization: 'Example',
        DomainComponents: ['com', 'example'],
        CustomAttributes: [{ ObjectIdentifier: '1.2.840.113549.1.9.1', Value: 'b@example.com' }],
      },
      SubjectAlternativeNames: [
        { DnsName: 'a.example.com' },
        { IpAddress: '192.0.2.1' },
        { IpAddress: '2001:db8::1' },
        { UniformResourceIdentifier: 'spiffe://x/y' },
        { Rfc822Name: 'a@example.com' },
        { RegisteredId: '1.2.3.4' },
      ],
    });
  });
});

test('a renewal that was asked for and lacks the permission is found by its status', async () => {
  const { acm, found, arns } = await assortment(bench);
  await acm.send(new RenewCertificateCommand({ CertificateArn: arns.priv }));
  expect(await found(metadata({ RenewalStatus: 'PENDING_AUTO_RENEWAL' }))).toEqual(['private']);
  const [first] = await search(acm, { SortBy: 'RENEWAL_STATUS', MaxResults: 1 });
  expect(first?.CertificateMetadata?.AcmCertificateMetadata).toMatchObject({ RenewalStatus: 'PENDING_AUTO_RENEWAL' });
});

describe('a filter', () => {
  const until = (days: number) => new Date(Date.now() + days * DAY * 1000);

  test.each<[string, CertificateFilterStatement, string[]]>([
    [
      'by common name',
      attributes({ Subject: { CommonName: { Value: 'private.example.com', ComparisonOperator: 'EQUALS' } } }),
      ['private'],
    ],
    [
      'by part of a common name',
      attributes({ Subject: { CommonName: { Value: 'e.example', ComparisonOperator: 'CONTAINS' } } }),
      ['private', 'acme'],
    ],
    [
      'by part of a common name that must be the whole',
      attributes({ Subject: { CommonName: { Value: 'e.example', ComparisonOperator: 'EQUALS' } } }),
      [],
    ],
    [
      'by alternative name',
      attributes({ SubjectAlternativeName: { DnsName: { Value: 'waiting', ComparisonOperator: 'CONTAINS' } } }),
      ['waiting'],
    ],
    [
      'by extended key usage',
      attributes({ ExtendedKeyUsage: 'TLS_WEB_CLIENT_AUTHENTICATION' }),
      ['private', 'imported'],
    ],
    ['by key usage', attributes({ KeyUsage: 'KEY_ENCIPHERMENT' }), ['private', 'imported']],
    ['by key algorithm', attributes({ KeyAlgorithm: 'RSA_2048' }), ['waiting', 'imported']],
    ['by end', attributes({ NotAfter: { End: until(30) } }), ['imported']],
    ['by end, from', attributes({ NotAfter: { Start: until(30), End: until(300) } }), ['acme']],
    ['by beginning', attributes({ NotBefore: { Start: until(1) } }), []],
    ['by status', metadata({ Status: 'PENDING_VALIDATION' }), ['waiting']],
    ['by renewal status', metadata({ RenewalStatus: 'PENDING_AUTO_RENEWAL' }), []],
    ['by type', metadata({ Type: 'AMAZON_ISSUED' }), ['waiting', 'acme']],
    ['by use', metadata({ InUse: true }), ['imported']],
    ['by no use', metadata({ InUse: false }), ['private', 'waiting', 'acme']],
    ['by export', metadata({ Exported: true }), ['private']],
    ['by export option', metadata({ ExportOption: 'ENABLED' }), ['waiting']],
    ['by manager', metadata({ ManagedBy: 'CLOUDFRONT' }), []],
    ['by validation method', metadata({ ValidationMethod: 'DNS' }), ['waiting']],
    ['by origin ACME', metadata({ CertificateKeyPairOrigin: 'ACME' }), ['acme']],
    ['by origin of the customer', metadata({ CertificateKeyPairOrigin: 'CUSTOMER_PROVIDED' }), ['imported']],
  ])('%s', async (_, statement, expected) => {
    expect(await kinds.found(statement)).toEqual(expected);
  });

  test('by serial number, ACME endpoint and account, with what Describe tells', async () => {
    const { acm, arns, found } = kinds;
    const { Serial } = await described(acm, arns.priv);
    expect(await found(attributes({ SerialNumber: Serial ?? '' }))).toEqual(['private']);
    const { AcmeEndpointArn = '', AcmeAccountId = '' } = await described(acm, arns.acme);
    expect(await found(metadata({ AcmeEndpointArn }))).toEqual(['acme']);
    expect(await found(metadata({ AcmeAccountId }))).toEqual(['acme']);
  });

  test('by the very second of the end includes it, at both ends of the range', async () => {
    const { acm, arns, found } = kinds;
    const { NotAfter = new Date(0) } = await described(acm, arns.foreign);
    expect(await found(attributes({ NotAfter: { Start: NotAfter, End: NotAfter } }))).toEqual(['imported']);
  });

  test('is joined with others by And, Or and Not', async () => {
    const amazon = metadata({ Type: 'AMAZON_ISSUED' });
    const issued = metadata({ Status: 'ISSUED' });
    expect(await kinds.found({ And: [amazon, issued] })).toEqual(['acme']);
    expect(await kinds.found({ Or: [amazon, issued] })).toEqual(['private', 'waiting', 'imported', 'acme']);
    expect(await kinds.found({ Not: amazon })).toEqual(['private', 'imported']);
    expect(await kinds.found({ And: [{ Not: { Or: [amazon, metadata({ InUse: true })] } }, issued] })).toEqual([
      'private',
    ]);
  });
});
