import { type CertificateSummary, type KeyAlgorithm, SearchCertificatesCommand } from '@aws-sdk/client-acm';
import { ALL_KEY_TYPES, describe as described, importable, imported, listed } from './kit/certificates.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { foreignAuthority } from './kit/openssl.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const by = foreignAuthority();
const all = { Includes: { keyTypes: ALL_KEY_TYPES } };
const arnsOf = (summaries: readonly CertificateSummary[]) => summaries.map(({ CertificateArn }) => CertificateArn);

describe('an import with a key of', () => {
  test.each<[KeyAlgorithm, string, boolean]>([
    ['RSA_1024', 'rsa:1024', true],
    ['RSA_2048', 'rsa:2048', true],
    ['RSA_3072', 'rsa:3072', false],
    ['RSA_4096', 'rsa:4096', false],
    ['EC_prime256v1', 'prime256v1', false],
    ['EC_secp384r1', 'secp384r1', false],
    ['EC_secp521r1', 'secp521r1', false],
  ])('%s is described, listed by its type, and found; listed by default: %s %s', async (type, key, byDefault) => {
    const acm = bench.acm(freshAccount());
    const arn = await imported(acm, importable({ by, key }));
    expect(await described(acm, arn)).toMatchObject({ KeyAlgorithm: type.replace('_', '-'), Status: 'ISSUED' });
    expect(arnsOf(await listed(acm))).toEqual(byDefault ? [arn] : []);
    expect(arnsOf(await listed(acm, { Includes: { keyTypes: [type] } }))).toEqual([arn]);
    const others = ALL_KEY_TYPES.filter((each) => each !== type);
    expect(await listed(acm, { Includes: { keyTypes: others } })).toEqual([]);
    const { Results } = await acm.send(new SearchCertificatesCommand({}));
    expect(Results?.map(({ CertificateArn }) => CertificateArn)).toEqual([arn]);
  });
});

test.each(['rsa:1536', 'brainpoolP256r1', 'secp224r1'])('an import with a key of %s is refused', async (key) => {
  await expect(imported(bench.acm(freshAccount()), importable({ by, key }))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining('key algorithm') as string,
  });
});

describe('an import that names no domain', () => {
  const extensions = ['keyUsage=digitalSignature'];
  const nameless: [string, Parameters<typeof importable>[0]][] = [
    ['without subject and alternative names', { subject: [], extensions }],
    ['with a common name that is a person’s', { subject: ['CN=Erika Mustermann'], extensions }],
    ['with a common name of one label', { subject: ['CN=server'], extensions }],
    ['for an address', { subject: ['CN=192.0.2.1'], extensions: ['subjectAltName=IP:192.0.2.1'] }],
    ['for a URI', { subject: ['O=Example'], extensions: ['subjectAltName=URI:spiffe://example.com/workload'] }],
    ['for an e-mail address', { subject: ['O=Example'], extensions: ['subjectAltName=email:a@example.com'] }],
  ];

  test.each(nameless)('%s is described without one', async (_, wish) => {
    const acm = bench.acm(freshAccount());
    const arn = await imported(acm, importable({ by, key: 'rsa', ...wish }));
    const detail = await described(acm, arn);
    expect(detail).toMatchObject({ Status: 'ISSUED', Type: 'IMPORTED' });
    expect(detail).not.toHaveProperty('DomainName');
    expect(detail).not.toHaveProperty('SubjectAlternativeNames');
  });

  test.each(nameless)('%s is missing in a listing by default, even with an RSA key', async (_, wish) => {
    const acm = bench.acm(freshAccount());
    const arn = await imported(acm, importable({ by, key: 'rsa', ...wish }));
    expect(await listed(acm)).toEqual([]);
    expect(await listed(acm, { Includes: { keyUsage: ['ANY', 'DIGITAL_SIGNATURE'] } })).toEqual([]);
    const [summary] = await listed(acm, { Includes: { keyTypes: ['RSA_2048'] } });
    expect(summary).toMatchObject({ CertificateArn: arn, HasAdditionalSubjectAlternativeNames: false });
    expect(summary).not.toHaveProperty('DomainName');
    expect(summary).not.toHaveProperty('SubjectAlternativeNameSummaries');
  });

  test('can be replaced by another without, or with one', async () => {
    const acm = bench.acm(freshAccount());
    const arn = await imported(acm, importable({ by, subject: [], extensions }));
    await imported(acm, importable({ by, subject: ['CN=Somebody'], extensions }), arn);
    expect(await described(acm, arn)).toMatchObject({ Subject: 'CN=Somebody' });
    await imported(acm, importable({ by, extensions }), arn);
    expect(await described(acm, arn)).toMatchObject({ DomainName: 'imported.example.com' });
  });
});

test('a certificate with an address beside a domain as common name is listed by that domain', async () => {
  const acm = bench.acm(freshAccount());
  await imported(acm, importable({ by, key: 'rsa', extensions: ['subjectAltName=IP:192.0.2.1'] }));
  expect(await listed(acm)).toMatchObject([
    { DomainName: 'imported.example.com', SubjectAlternativeNameSummaries: ['imported.example.com'] },
  ]);
});

test('of more than a hundred names a summary shows the first hundred and says that there are more', async () => {
  const acm = bench.acm(freshAccount());
  const names = Array.from({ length: 101 }, (_, index) => `n${index}.example.com`);
  const subjectAltName = `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}`;
  await imported(acm, importable({ by, extensions: [subjectAltName] }));
  await imported(acm, importable({ by, extensions: [subjectAltName.replace(/,[^,]*$/, '')] }));
  const [more, exact] = await listed(acm, all);
  expect(more).toMatchObject({
    HasAdditionalSubjectAlternativeNames: true,
    SubjectAlternativeNameSummaries: names.slice(0, 100),
  });
  expect(exact).toMatchObject({ HasAdditionalSubjectAlternativeNames: false });
});

describe('an ACME client’s certificate', () => {
  test('is listed only when its origin is asked for, and found by every search', async () => {
    const account = freshAccount();
    const acm = bench.acm(account);
    const own = await imported(acm, importable({ by, key: 'rsa' }));
    const wish = { accountId: account, region: 'eu-west-1', domainName: 'acme.example.com', keyAlgorithm: 'RSA_2048' };
    const { certificateArn } = (await bench.admin('POST', '/certificates/acme', wish)).body as {
      certificateArn: string;
    };
    expect(arnsOf(await listed(acm))).toEqual([own]);
    expect(arnsOf(await listed(acm, all))).toEqual([own]);
    expect(arnsOf(await listed(acm, { CertificateKeyPairOrigins: ['ACME'] }))).toEqual([certificateArn]);
    expect(
      arnsOf(await listed(acm, { CertificateKeyPairOrigins: ['ACME', 'AWS_MANAGED', 'CUSTOMER_PROVIDED'] })),
    ).toEqual([own, certificateArn]);
    const { Results } = await acm.send(new SearchCertificatesCommand({}));
    expect(Results?.map(({ CertificateArn }) => CertificateArn)).toEqual([own, certificateArn]);
  });

  test('with an EC key needs its type and its origin', async () => {
    const account = freshAccount();
    const acm = bench.acm(account);
    const wish = { accountId: account, region: 'eu-west-1', domainName: 'acme.example.com' };
    await bench.admin('POST', '/certificates/acme', wish);
    expect(await listed(acm, { CertificateKeyPairOrigins: ['ACME'] })).toEqual([]);
    expect(await listed(acm, { ...all, CertificateKeyPairOrigins: ['ACME'] })).toHaveLength(1);
  });
});
