import fc from 'fast-check';
import { acmOperations } from '../../local/pki-emulator/src/acm/operations.ts';
import { authorityOperations } from '../../local/pki-emulator/src/acm-pca/operations.ts';
import { activeRoot, chainOf, csrOf, issuance, issued, template } from './kit/authorities.ts';
import { anything } from './kit/anything.ts';
import { imported, importable, requested } from './kit/certificates.ts';
import { type Bench, startBench } from './kit/emulator.ts';
import { newCsr } from './kit/openssl.ts';
import { sharingPolicy } from './kit/policies.ts';

import { type PREFIX, wire, type WireAnswer } from './kit/wire.ts';

const ACCOUNT = '111122223333';

let bench: Bench;
/** Values that a member takes at its best; the fuzz mixes them with everything else. */
let typical: Record<string, unknown[]>;

const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');

beforeAll(async () => {
  bench = await startBench();
  const pca = bench.pca(ACCOUNT);
  const acm = bench.acm(ACCOUNT);
  const root = await activeRoot(pca);
  const material = importable();
  const leaf = await issued(pca, issuance(root));
  typical = {
    CertificateAuthorityArn: [root],
    ResourceArn: [root],
    CertificateArn: [
      (await requested(acm, { CertificateAuthorityArn: root })).CertificateArn,
      await imported(acm, material),
      leaf.arn,
    ],
    Csr: [base64(newCsr().csr), base64(await csrOf(pca, root))],
    Certificate: [base64(material.Certificate), base64((await chainOf(pca, root)).certificate)],
    CertificateChain: [base64(material.CertificateChain)],
    PrivateKey: [base64(material.PrivateKey)],
    Passphrase: [base64('passphrase')],
    Validity: [
      { Type: 'DAYS', Value: 30 },
      { Type: 'END_DATE', Value: 991_231_235_959 },
      { Type: 'ABSOLUTE', Value: Number.MAX_SAFE_INTEGER },
    ],
    ValidityNotBefore: [{ Type: 'ABSOLUTE', Value: 1 }],
    SigningAlgorithm: ['SHA256WITHECDSA', 'SHA512WITHECDSA', 'SHA256WITHRSA', 'SHA256WITHRSA_PSS'],
    TemplateArn: ['BlankEndEntityCertificate_APICSRPassthrough', 'EndEntityCertificate', 'RootCACertificate'].map(
      (name) => template(name),
    ),
    ApiPassthrough: [
      {
        Extensions: {
          SubjectAlternativeNames: [{ DnsName: 'ü' }],
          CustomExtensions: [{ ObjectIdentifier: '1.9.9', Value: 'AAAA' }],
        },
      },
      {
        Extensions: {
          KeyUsage: {},
          ExtendedKeyUsage: [{ ExtendedKeyUsageObjectIdentifier: '2.39.999999999999999999999999' }],
        },
      },
      {
        Extensions: {
          SubjectAlternativeNames: [{ IpAddress: '::1' }, { Rfc822Name: 'ü' }, { UniformResourceIdentifier: ' ' }],
        },
      },
      {
        Extensions: { CustomExtensions: [{ ObjectIdentifier: '2.5.29.17', Value: 'AAAA' }] },
        Subject: { CommonName: '#', SerialNumber: '' },
      },
      { Subject: { CustomAttributes: [{ ObjectIdentifier: '0.9', Value: '#00' }] } },
    ],
    CertificateAuthorityConfiguration: [
      { KeyAlgorithm: 'EC_prime256v1', SigningAlgorithm: 'SHA256WITHECDSA', Subject: { CommonName: '#05' } },
      {
        KeyAlgorithm: 'EC_secp521r1',
        SigningAlgorithm: 'SHA512WITHECDSA',
        Subject: { CustomAttributes: [{ ObjectIdentifier: '0.9', Value: 'x' }] },
      },
    ],
    CertificateAuthorityType: ['ROOT', 'SUBORDINATE'],
    Tags: [[{ Key: 'a', Value: 'b' }], [{ Key: 'c' }]],
    Principal: ['acm.amazonaws.com'],
    Actions: [['IssueCertificate'], ['GetCertificate', 'ListPermissions']],
    SourceAccount: ['999999999999'],
    Policy: [JSON.stringify(sharingPolicy(root, { AWS: '999999999999' })), '{"Version":"2012-10-17","Statement":[]}'],
    Status: ['ACTIVE', 'DISABLED'],
    CertificateSerial: [leaf.arn.split('/').at(-1)],
    RevocationReason: ['SUPERSEDED'],
    DomainName: ['www.example.com'],
    SubjectAlternativeNames: [['a.example.com']],
    KeyAlgorithm: ['EC_prime256v1'],
    ValidationMethod: ['DNS'],
    Options: [{ Export: 'ENABLED' }],
    Includes: [{ keyTypes: ['EC_prime256v1'], keyUsage: ['ANY'] }],
    CertificateStatuses: [['ISSUED']],
    CertificateKeyPairOrigins: [['ACME'], ['AWS_MANAGED', 'CUSTOMER_PROVIDED']],
    FilterStatement: [
      { Filter: { AcmCertificateMetadataFilter: { Type: 'PRIVATE' } } },
      { Not: { Filter: { X509AttributeFilter: { NotAfter: { Start: 1, End: 1e300 } } } } },
      {
        And: [
          {
            Filter: {
              X509AttributeFilter: { Subject: { CommonName: { Value: '$', ComparisonOperator: 'CONTAINS' } } },
            },
          },
          { Or: [{ Filter: { CertificateArn: leaf.arn } }, { Filter: {} }] },
        ],
      },
    ],
    SortBy: ['CREATED_AT', 'NOT_AFTER', 'COMMON_NAME', 'RENEWAL_STATUS'],
    SortOrder: ['ASCENDING', 'DESCENDING'],
    NextToken: [Buffer.from('["x",1e999,1]').toString('base64url'), Buffer.from('[[],{},null]').toString('base64url')],
    MaxResults: [1, 1000],
    MaxItems: [1, 1000],
    IdempotencyToken: ['token'],
    ExpiryEvents: [{ DaysBeforeExpiry: 10 }],
    ResourceOwner: ['OTHER_ACCOUNTS'],
    PermanentDeletionTimeInDays: [7],
    RevocationConfiguration: [{ CrlConfiguration: { Enabled: false } }],
    UsageMode: ['SHORT_LIVED_CERTIFICATE'],
  };
});
afterAll(() => bench.stop());

const operations = [acmOperations, authorityOperations].flatMap(({ name, operations: all }) =>
  all.map((each) => ({ service: name as keyof typeof PREFIX, operation: each.name, members: each.members })),
);

/** Mostly what a member takes, sometimes what another takes, sometimes anything. */
const valueOf = (member: string): fc.Arbitrary<unknown> =>
  fc.tuple(fc.nat({ max: 1000 }), fc.integer({ min: 0, max: 99 }), anything()).map(([at, luck, other]) => {
    const fitting = typical[member] ?? [];
    const all = Object.values(typical).flat();
    if (luck < 90 && fitting.length > 0) return fitting[at % fitting.length];
    return luck < 95 ? all[at % all.length] : other;
  });

/** A call with members of its operation, now and then one that is not. */
const call = fc.constantFrom(...operations).chain(({ members, ...target }) =>
  fc.record({
    target: fc.constant(target),
    input: fc
      .tuple(...members.map((name) => fc.tuple(fc.constant(name), valueOf(name), fc.integer({ min: 0, max: 99 }))))
      .map((chosen) => Object.fromEntries(chosen.filter(([, , luck]) => luck < 80)) as Record<string, unknown>),
    stranger: fc.constantFrom(...Array<undefined>(20).fill(undefined), '__proto__', 'toString', 'Colour'),
  }),
);

async function answersWell(
  service: keyof typeof PREFIX,
  operation: string,
  input: string | object,
): Promise<WireAnswer> {
  const answer = await wire(bench.url, service, operation, input);
  const wellFormed = answer.status === 200 || (answer.status === 400 && typeof answer.body['__type'] === 'string');
  if (!wellFormed) throw new Error(`${operation} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
  return answer;
}

/** What was accepted must also come to an end: keys for a CA, a signature for a certificate. */
async function settlesWell({ CertificateAuthorityArn, CertificateArn }: Record<string, unknown>): Promise<void> {
  const root = typical['CertificateAuthorityArn']?.[0];
  const [operation, input] = CertificateAuthorityArn
    ? ['GetCertificateAuthorityCsr', { CertificateAuthorityArn }]
    : ['GetCertificate', { CertificateAuthorityArn: root, CertificateArn }];
  if (!CertificateAuthorityArn && !CertificateArn) return;
  const { body } = await wire(bench.url, 'acm-pca', operation, input);
  if (body['__type'] === 'RequestFailedException') throw new Error(`${JSON.stringify(input)} failed in the end`);
}

test('no JSON body makes any operation answer 500 or hang', async () => {
  let done = 0;
  const made: Record<string, unknown>[] = [];
  await fc.assert(
    fc.asyncProperty(call, async ({ target: { service, operation }, input, stranger }) => {
      const body = stranger === undefined ? input : { ...input, [stranger]: 1 };
      const answer = await answersWell(service, operation, body);
      if (answer.status === 200) done++;
      if (service === 'acm-pca') made.push(answer.body);
    }),
    { numRuns: 800 },
  );
  // The fuzz is worth something only when some of its calls get through.
  expect(done).toBeGreaterThan(0);
  for (const body of made) await settlesWell(body);
}, 40_000);

test('no bytes in place of JSON do either', async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...operations), fc.string({ unit: 'binary' }), ({ service, operation }, input) =>
      answersWell(service, operation, input).then(() => undefined),
    ),
    { numRuns: 200 },
  );
});

test('no CSR, however broken, does', async () => {
  const der = Buffer.from(
    newCsr({ names: 'DNS:a.example.com,IP:192.0.2.1' }).csr.replace(/-----.*-----|\s/g, ''),
    'base64',
  );
  const root = typical['CertificateAuthorityArn']?.[0];
  const broken = fc.array(fc.tuple(fc.nat({ max: der.length - 1 }), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 4,
  });
  await fc.assert(
    fc.asyncProperty(broken, async (changes) => {
      const bytes = Buffer.from(der);
      for (const [at, value] of changes) bytes[at] = value;
      const pem = `-----BEGIN CERTIFICATE REQUEST-----\n${bytes.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`;
      await answersWell('acm-pca', 'IssueCertificate', {
        CertificateAuthorityArn: root,
        Csr: Buffer.from(pem).toString('base64'),
        SigningAlgorithm: 'SHA256WITHECDSA',
        Validity: { Type: 'DAYS', Value: 1 },
      });
    }),
    { numRuns: 200 },
  );
});

test('no certificate, however broken, does', async () => {
  const { Certificate, PrivateKey } = importable();
  const der = Buffer.from(Certificate.toString().replace(/-----.*-----|\s/g, ''), 'base64');
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: der.length - 1 }), fc.integer({ min: 0, max: 255 }), async (at, value) => {
      const bytes = Buffer.from(der);
      bytes[at] = value;
      const pem = Buffer.from(
        `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64')}\n-----END CERTIFICATE-----\n`,
      ).toString('base64');
      await answersWell('acm', 'ImportCertificate', { Certificate: pem, PrivateKey: PrivateKey.toString('base64') });
    }),
    { numRuns: 200 },
  );
  await answersWell('acm', 'ListCertificates', { Includes: { keyTypes: ['EC_prime256v1'] } });
});

test('no admin body makes it answer 500', async () => {
  const paths = [
    '/clock',
    '/clock/next',
    '/faults',
    '/ram/shares',
    '/certificates/in-use',
    '/certificates/public',
    '/certificates/acme',
    '/service-linked-roles',
    '/calls',
    '/deliveries',
  ];
  const members = fc.constantFrom(
    'now',
    'before',
    'advanceSeconds',
    'service',
    'certificateAuthorityArn',
    'accountId',
    'certificateArn',
    'inUseBy',
    'domainValidated',
    'region',
    'domainName',
    'keyAlgorithm',
    'exists',
    'count',
    '__proto__',
  );
  const input = fc
    .dictionary(members, anything(), { maxKeys: 4 })
    .filter((each) => typeof each['advanceSeconds'] !== 'number');
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...paths),
      fc.constantFrom('POST', 'DELETE'),
      input,
      async (path, method, given) => {
        expect((await bench.admin(method, path, given)).status).toBeLessThan(500);
      },
    ),
    { numRuns: 200 },
  );
});
