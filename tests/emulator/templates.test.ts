import { activeRoot, chainOf, csrOf, issuance, issued, template } from './kit/authorities.ts';
import { preparedBucket } from './kit/buckets.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { certificateText, newCsr, verifies } from './kit/openssl.ts';
import { crlOn } from './kit/revocation.ts';

let bench: Bench;
let pca: ReturnType<Bench['pca']>;
let root: string;
beforeAll(async () => {
  bench = await startBench();
  const account = freshAccount();
  pca = bench.pca(account);
  const CrlConfiguration = crlOn(await preparedBucket(bench.s3(account)));
  const RevocationConfiguration = { CrlConfiguration, OcspConfiguration: { Enabled: true } };
  root = await activeRoot(pca, { RevocationConfiguration });
});
afterAll(() => bench.stop());

const ALL = ['', '_CSRPassthrough', '_APIPassthrough', '_APICSRPassthrough'];
const PASSING = ALL.slice(1);
const API = ['_APIPassthrough'];

interface Expected {
  readonly constraints: string;
  readonly usage?: string;
  readonly purposes?: string;
}

const CA = 'Digital Signature, Certificate Sign, CRL Sign';
const TLS = 'Digital Signature, Key Encipherment';
const authority = (pathLength?: number, usage?: string): Expected => ({
  constraints: `critical|CA:TRUE${pathLength === undefined ? '' : `, pathlen:${pathLength}`}`,
  ...(usage ? { usage: `critical|${usage}` } : {}),
});
const leaf = (usage: string, purposes: string): Expected => ({
  constraints: '|CA:FALSE',
  usage: `critical|${usage}`,
  purposes,
});

/** The templates of the user guide ("Template definitions"): name, varieties, what each fixes as openssl prints it. */
const TEMPLATES: [name: string, varieties: readonly string[], fixed: Expected][] = [
  ['RootCACertificate', ['', '_APIPassthrough'], authority(undefined, CA)],
  ['BlankRootCACertificate', API, authority()],
  ...[0, 1, 2, 3].flatMap((length): typeof TEMPLATES => [
    [`BlankRootCACertificate_PathLen${length}`, API, authority(length)],
    [`SubordinateCACertificate_PathLen${length}`, ALL, authority(length, CA)],
    [`BlankSubordinateCACertificate_PathLen${length}`, PASSING, authority(length)],
  ]),
  ['EndEntityCertificate', ALL, leaf(TLS, '|TLS Web Server Authentication, TLS Web Client Authentication')],
  ['EndEntityClientAuthCertificate', ALL, leaf(TLS, '|TLS Web Client Authentication')],
  ['EndEntityServerAuthCertificate', ALL, leaf(TLS, '|TLS Web Server Authentication')],
  ['CodeSigningCertificate', ALL, leaf('Digital Signature', 'critical|Code Signing')],
  ['OCSPSigningCertificate', ALL, leaf('Digital Signature', 'critical|OCSP Signing')],
  ['BlankEndEntityCertificate', PASSING, { constraints: '|CA:FALSE' }],
  ['BlankEndEntityCertificate_CriticalBasicConstraints', PASSING, { constraints: 'critical|CA:FALSE' }],
];

/** `critical|value` of an extension, as openssl prints it. */
function extensionIn(text: string, name: string): string | undefined {
  const [, critical, value] = new RegExp(`X509v3 ${name}: ?(critical)?\\s*\\n\\s+(.+)`).exec(text) ?? [];
  return value === undefined ? undefined : `${critical ?? ''}|${value.trim()}`;
}

/** What openssl says of a certificate below the root, or of another one of the root itself. */
async function verdictOn(pem = ''): Promise<string> {
  const { certificate } = await chainOf(pca, root);
  return verifies(pem, '', isSelfSigned(pem) ? pem : certificate);
}

const isSelfSigned = (pem: string): boolean =>
  /Subject: (.+)/.exec(certificateText(pem))?.[1] === /Issuer: (.+)/.exec(certificateText(pem))?.[1];

const asking = [
  'keyUsage=critical,keyAgreement',
  'extendedKeyUsage=emailProtection',
  'basicConstraints=critical,CA:TRUE,pathlen:7',
  '1.2.3.4=ASN1:UTF8:of the CSR',
];
const csr = Buffer.from(newCsr({ names: 'DNS:csr.example.com', extensions: asking }).csr);
const ApiPassthrough = {
  Subject: { CommonName: 'of the API' },
  Extensions: {
    KeyUsage: { NonRepudiation: true },
    CustomExtensions: [{ ObjectIdentifier: '1.2.3.5', Value: 'BQA=', Critical: false }],
  },
};

describe.each(TEMPLATES)('%s', (name, varieties, fixed) => {
  const isRoot = name.includes('Root');

  test.each(varieties)('%s/V1', async (variety) => {
    const passesApi = variety.includes('API');
    const passesCsr = variety.includes('CSR') && !isRoot;
    const made = await issued(
      pca,
      issuance(root, {
        TemplateArn: template(`${name}${variety}`),
        Csr: isRoot ? Buffer.from(await csrOf(pca, root)) : csr,
        ApiPassthrough: isRoot ? { Extensions: ApiPassthrough.Extensions } : ApiPassthrough,
      }),
    );
    const text = certificateText(made.Certificate ?? '');
    expect(extensionIn(text, 'Basic Constraints')).toBe(fixed.constraints);
    const passedUsage = passesApi ? 'critical|Non Repudiation' : passesCsr ? 'critical|Key Agreement' : undefined;
    expect(extensionIn(text, 'Key Usage')).toBe(fixed.usage ?? passedUsage);
    expect(extensionIn(text, 'Extended Key Usage')).toBe(
      fixed.purposes ?? (passesCsr ? '|E-mail Protection' : undefined),
    );
    expect([text.includes('1.2.3.4'), text.includes('1.2.3.5')]).toEqual([passesCsr, passesApi]);
    expect(text.includes('CN = of the API')).toBe(passesApi && !isRoot);
    expect(text.includes('DNS:csr.example.com')).toBe(!isRoot);
    expect(extensionIn(text, 'Subject Key Identifier')).toMatch(/^\|([0-9A-F]{2}:){19}/);
    expect(extensionIn(text, 'Authority Key Identifier') === undefined).toBe(isRoot);
    expect([text.includes('CRL Distribution Points'), text.includes('OCSP - URI:')]).toEqual([!isRoot, !isRoot]);
    // A blank template leaves the usages to those who ask, who asked for none of a CA's here.
    if (!name.startsWith('Blank')) expect(await verdictOn(made.Certificate)).toBe('OK');
  });
});

test.each([
  'RootCACertificate_CSRPassthrough',
  'RootCACertificate_APICSRPassthrough',
  'BlankRootCACertificate',
  'BlankRootCACertificate_CSRPassthrough',
  'BlankSubordinateCACertificate_PathLen0',
  'SubordinateCACertificate_PathLen4',
  'BlankEndEntityCertificate',
  'BlankEndEntityCertificate_CriticalBasicConstraints',
  'MadeUpCertificate',
])('there is no template %s', async (name) => {
  const refused = issued(pca, issuance(root, { TemplateArn: template(name) }));
  await expect(refused).rejects.toMatchObject({
    name: 'InvalidArgsException',
    message: expect.stringContaining(name) as string,
  });
});

test.each([
  ['of another version', template('EndEntityCertificate').replace('V1', 'V2'), 'InvalidArgsException'],
  ['of another partition', template('EndEntityCertificate', 'aws-cn'), 'InvalidArgsException'],
  ['that is no ARN', '*****', 'ValidationException'],
])('a template %s is refused', async (_, TemplateArn, name) => {
  await expect(issued(pca, issuance(root, { TemplateArn }))).rejects.toMatchObject({ name });
});

describe('what the CA’s configuration says of revocation', () => {
  const point = {
    ObjectIdentifier: '2.5.29.31',
    Value: Buffer.from('30123010a00ea00c860a687474703a2f2f6f776e', 'hex').toString('base64'),
  };

  test('counts more than what the API passes', async () => {
    const TemplateArn = template('BlankEndEntityCertificate_APIPassthrough');
    const passing = { Extensions: { CustomExtensions: [point] } };
    const text = certificateText(
      (await issued(pca, issuance(root, { TemplateArn, ApiPassthrough: passing }))).Certificate ?? '',
    );
    expect(text).toMatch(/CRL Distribution Points: \s+Full Name:\s+URI:http:\/\/bucket-/);
    expect(text).not.toContain('http://own');
  });

  test('leaves room for the API’s where the CA omits the extension', async () => {
    const account = freshAccount();
    const client = bench.pca(account);
    const bucket = await preparedBucket(bench.s3(account));
    const CrlConfiguration = crlOn(bucket, { CrlDistributionPointExtensionConfiguration: { OmitExtension: true } });
    const omitting = await activeRoot(client, { RevocationConfiguration: { CrlConfiguration } });
    const TemplateArn = template('BlankEndEntityCertificate_APIPassthrough');
    const passing = { Extensions: { CustomExtensions: [point] } };
    const made = await issued(client, issuance(omitting, { TemplateArn, ApiPassthrough: passing }));
    expect(certificateText(made.Certificate ?? '')).toMatch(/URI:http:\/\/own/);
  });
});

test('a root’s certificate names an authority key only when the API passes one', async () => {
  const Csr = Buffer.from(await csrOf(pca, root));
  const key = { ObjectIdentifier: '2.5.29.35', Value: Buffer.from('30068004deadbeef', 'hex').toString('base64') };
  const ApiPassthrough = { Extensions: { CustomExtensions: [key] } };
  const TemplateArn = template('RootCACertificate_APIPassthrough');
  const made = await issued(pca, issuance(root, { Csr, TemplateArn, ApiPassthrough }));
  expect(extensionIn(certificateText(made.Certificate ?? ''), 'Authority Key Identifier')).toBe('|DE:AD:BE:EF');
});
