import { type ApiPassthrough, GetCertificateCommand, IssueCertificateCommand } from '@aws-sdk/client-acm-pca';
import fc from 'fast-check';
import { activeRoot, issuance, issued, template } from './kit/authorities.ts';
import { freshAccount, type Bench } from './kit/emulator.ts';
import { type EventBench, startEventBench } from './kit/events.ts';
import { certificateText, newCsr } from './kit/openssl.ts';

let stage: EventBench;
let pca: ReturnType<Bench['pca']>;
let root: string;
beforeAll(async () => {
  stage = await startEventBench({ s3Endpoint: 'own' });
  pca = stage.bench.pca(freshAccount());
  root = await activeRoot(pca);
});
afterAll(() => stage.stop());

const csr = Buffer.from(newCsr().csr);
const asked = (passthrough: ApiPassthrough, name = 'BlankEndEntityCertificate_APIPassthrough') =>
  issuance(root, { Csr: csr, TemplateArn: template(name), ApiPassthrough: passthrough });

const textOf = async (passthrough: ApiPassthrough) =>
  certificateText((await issued(pca, asked(passthrough))).Certificate ?? '');

type Extensions = NonNullable<ApiPassthrough['Extensions']>;
type Name = NonNullable<Extensions['SubjectAlternativeNames']>[number];

describe('ApiPassthrough', () => {
  test.each<[string, Name, string]>([
    ['a DNS name', { DnsName: 'api.example.com' }, 'DNS:api.example.com'],
    ['a mail address', { Rfc822Name: 'a@example.com' }, 'email:a@example.com'],
    ['a URI', { UniformResourceIdentifier: 'spiffe://x/y' }, 'URI:spiffe://x/y'],
    ['an IPv4 address', { IpAddress: '192.0.2.1' }, 'IP Address:192.0.2.1'],
    ['an IPv6 address', { IpAddress: '2001:db8::1' }, 'IP Address:2001:DB8:0:0:0:0:0:1'],
    ['a registered id', { RegisteredId: '1.2.3.4' }, 'Registered ID:1.2.3.4'],
    ['a directory name', { DirectoryName: { Country: 'DE', CommonName: 'x' } }, 'DirName:/C=DE/CN=x'],
    ['a UPN', { OtherName: { TypeId: '1.3.6.1.4.1.311.20.2.3', Value: 'u@x' } }, 'othername: UPN::u@x'],
    ['an EDI party', { EdiPartyName: { PartyName: 'p', NameAssigner: 'n' } }, 'EdiPartyName:<unsupported>'],
  ])('gives %s as alternative name', async (_, name, shown) => {
    const text = await textOf({ Extensions: { SubjectAlternativeNames: [name] } });
    expect(/Subject Alternative Name: \n\s+(.+)/.exec(text)?.[1]?.trim()).toBe(shown);
  });

  test('gives all names in the order of the request', async () => {
    const SubjectAlternativeNames = [
      { IpAddress: '192.0.2.1' },
      { DnsName: 'b.example.com' },
      { DnsName: 'a.example.com' },
    ];
    expect(await textOf({ Extensions: { SubjectAlternativeNames } })).toContain(
      'IP Address:192.0.2.1, DNS:b.example.com, DNS:a.example.com',
    );
  });

  test('gives certificate policies with the practice statements they point to', async () => {
    const CertificatePolicies: Extensions['CertificatePolicies'] = [
      { CertPolicyId: '2.23.140.1.2.1' },
      {
        CertPolicyId: '1.3.6.1.4.1.99999.1',
        PolicyQualifiers: [{ PolicyQualifierId: 'CPS', Qualifier: { CpsUri: 'https://example.com/cps' } }],
      },
    ];
    expect(await textOf({ Extensions: { CertificatePolicies } })).toMatch(
      /Certificate Policies: \n\s+Policy: 2\.23\.140\.1\.2\.1\n\s+Policy: 1\.3\.6\.1\.4\.1\.99999\.1\n\s+CPS: https:\/\/example\.com\/cps/,
    );
  });

  test.each([
    ['SERVER_AUTH', 'TLS Web Server Authentication'],
    ['CLIENT_AUTH', 'TLS Web Client Authentication'],
    ['CODE_SIGNING', 'Code Signing'],
    ['EMAIL_PROTECTION', 'E-mail Protection'],
    ['TIME_STAMPING', 'Time Stamping'],
    ['OCSP_SIGNING', 'OCSP Signing'],
    ['SMART_CARD_LOGIN', 'Microsoft Smartcard Login'],
    ['DOCUMENT_SIGNING', '1.3.6.1.4.1.311.10.3.12'],
    ['CERTIFICATE_TRANSPARENCY', 'CT Precertificate Signer'],
  ] as const)('gives the purpose %s, and one of no name beside it', async (ExtendedKeyUsageType, shown) => {
    const ExtendedKeyUsage = [{ ExtendedKeyUsageType }, { ExtendedKeyUsageObjectIdentifier: '1.2.3.4.5' }];
    expect(await textOf({ Extensions: { ExtendedKeyUsage } })).toContain(`${shown}, 1.2.3.4.5`);
  });

  const USES = {
    DigitalSignature: 'Digital Signature',
    NonRepudiation: 'Non Repudiation',
    KeyEncipherment: 'Key Encipherment',
    DataEncipherment: 'Data Encipherment',
    KeyAgreement: 'Key Agreement',
    KeyCertSign: 'Certificate Sign',
    CRLSign: 'CRL Sign',
    EncipherOnly: 'Encipher Only',
    DecipherOnly: 'Decipher Only',
  };

  test('gives any set of key usages, and no others', async () => {
    await fc.assert(
      fc.asyncProperty(fc.subarray(Object.keys(USES) as (keyof typeof USES)[], { minLength: 1 }), async (uses) => {
        const KeyUsage = Object.fromEntries(uses.map((use) => [use, true]));
        const text = await textOf({ Extensions: { KeyUsage } });
        const shown = /Key Usage: critical\n\s+(.+)/.exec(text)?.[1]?.trim().split(', ');
        expect(shown).toEqual(uses.map((use) => USES[use]));
      }),
      { numRuns: 12 },
    );
  });

  test('gives extensions of its own, critical or not, byte for byte', async () => {
    const custom = (Critical?: boolean) => ({
      ObjectIdentifier: '1.2.3.9',
      Value: Buffer.from('0c03616263', 'hex').toString('base64'),
      ...(Critical === undefined ? {} : { Critical }),
    });
    const shown = async (Critical?: boolean) =>
      /1\.2\.3\.9: ?(critical)?\s*\n\s+(.+)/
        .exec(await textOf({ Extensions: { CustomExtensions: [custom(Critical)] } }))
        ?.slice(1);
    expect(await shown(true)).toEqual(['critical', '..abc']);
    expect(await shown()).toEqual([undefined, '..abc']);
  });

  test('gives a subject of attributes of no name', async () => {
    const CustomAttributes = [
      { ObjectIdentifier: '1.3.6.1.4.1.37244.1.1', Value: 'DEDEDEDE00010001' },
      { ObjectIdentifier: '2.5.4.3', Value: 'node' },
    ];
    expect(await textOf({ Subject: { CustomAttributes } })).toContain(
      'Subject: 1.3.6.1.4.1.37244.1.1 = DEDEDEDE00010001, CN = node',
    );
  });
});

describe('ApiPassthrough is refused', () => {
  const extensions = (more: Extensions): ApiPassthrough => ({ Extensions: more });
  const names = (...SubjectAlternativeNames: Name[]) => extensions({ SubjectAlternativeNames });
  test.each<[string, ApiPassthrough, string, string]>([
    [
      'for a name of two kinds',
      names({ DnsName: 'x', IpAddress: '192.0.2.1' }),
      'InvalidArgsException',
      'exactly one member',
    ],
    ['for a name of none', names({}), 'InvalidArgsException', 'exactly one member'],
    ['for a DNS name of other characters', names({ DnsName: 'ü.example.com' }), 'InvalidArgsException', 'ASCII'],
    ['for an address that is none', names({ IpAddress: '192.0.2.256' }), 'InvalidArgsException', 'IP address'],
    ['for an empty directory name', names({ DirectoryName: {} }), 'InvalidArgsException', 'subject'],
    ['for an OID that is none', names({ RegisteredId: '3.1' }), 'ValidationException', 'registeredId'],
    ['for a long name', names({ DnsName: 'x'.repeat(254) }), 'ValidationException', 'dnsName'],
    ['for no key usage', extensions({ KeyUsage: {} }), 'InvalidArgsException', 'KeyUsage'],
    ['for no purpose', extensions({ ExtendedKeyUsage: [{}] }), 'InvalidArgsException', 'ExtendedKeyUsage'],
    [
      'for a purpose said twice',
      extensions({
        ExtendedKeyUsage: [{ ExtendedKeyUsageType: 'SERVER_AUTH', ExtendedKeyUsageObjectIdentifier: '1.2.3' }],
      }),
      'InvalidArgsException',
      'ExtendedKeyUsage',
    ],
    [
      'for an extension passed twice',
      extensions({
        KeyUsage: { CRLSign: true },
        CustomExtensions: [{ ObjectIdentifier: '2.5.29.15', Value: 'AwIBBg==' }],
      }),
      'InvalidArgsException',
      '2.5.29.15',
    ],
    [
      'for a policy without an OID',
      extensions({ CertificatePolicies: [{ CertPolicyId: undefined }] }),
      'ValidationException',
      'certPolicyId',
    ],
    [
      'for a value that is no base64',
      extensions({ CustomExtensions: [{ ObjectIdentifier: '1.2.3', Value: '?' }] }),
      'ValidationException',
      'value',
    ],
    ['for an empty subject', { Subject: {} }, 'InvalidArgsException', 'subject'],
  ])('%s', async (_, passthrough, name, words) => {
    const refused = pca.send(new IssueCertificateCommand(asked(passthrough)));
    await expect(refused).rejects.toMatchObject({ name, message: expect.stringContaining(words) as string });
  });
});

test('a malformed extension fails the issuance after the answer: GetCertificate and the events say so', async () => {
  const CustomExtensions = [{ ObjectIdentifier: '2.5.29.17', Value: Buffer.from('30ff', 'hex').toString('base64') }];
  const { CertificateArn = '' } = await pca.send(
    new IssueCertificateCommand(asked({ Extensions: { CustomExtensions } })),
  );
  const get = new GetCertificateCommand({ CertificateAuthorityArn: root, CertificateArn });
  await stage.bench.advance(1);
  await expect(pca.send(get)).rejects.toMatchObject({ name: 'RequestFailedException' });
  const events = await stage.typed('ACM Private CA Certificate Issuance');
  expect(events.filter(({ resources }) => resources.includes(CertificateArn))).toMatchObject([
    { record: { result: 'failure' } },
  ]);
  const records = await stage.named('IssueCertificateDetails');
  const failed = records
    .map(({ record }) => record['serviceEventDetails'] as Record<string, unknown>)
    .filter(({ status }) => status === 'FAILED');
  expect(failed).toHaveLength(1);
  expect(failed[0]).toHaveProperty('statusReason');
  expect(failed[0]).not.toHaveProperty('notAfter');
});
