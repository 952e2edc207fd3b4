import { CreateCertificateAuthorityCommand, DeleteCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import {
  activeRoot,
  activeSubordinate,
  chainOf,
  csrOf,
  describeAuthority,
  issuance,
  issued,
  signingFor,
  template,
} from './kit/authorities.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { certificateText, fileOf, newCsr, openssl, verifies } from './kit/openssl.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

describe('the chains a CA issues', () => {
  const families = ['RSA_2048', 'RSA_3072', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'];

  test.each(families)('from a root and a subordinate with %s keys are accepted by openssl verify', async (key) => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca, { key });
    const subordinate = await activeSubordinate(pca, root, { key, parentKey: key });

    const leaf = await issued(pca, issuance(subordinate, { SigningAlgorithm: signingFor(key) }));

    const own = await chainOf(pca, root);
    expect(verifies(leaf.Certificate ?? '', leaf.CertificateChain ?? '', own.certificate)).toBe('OK');
    expect(own.chain).toBe('');
  });

  test('hold the subordinate first and the root last', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca, { name: 'The Root' });
    const subordinate = await activeSubordinate(pca, root, { name: 'The Subordinate' });
    const leaf = await issued(pca, issuance(subordinate));
    const subjects = openssl('crl2pkcs7', '-nocrl', '-certfile', fileOf(leaf.CertificateChain ?? ''));
    const printed = openssl('pkcs7', '-in', fileOf(subjects), '-print_certs', '-noout').match(/subject=.*CN = .*/g);
    expect(printed?.map((line) => line.replace(/.*CN = /, ''))).toEqual(['The Subordinate', 'The Root']);
  });

  test('can go over two subordinates when the path length leaves room', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const policy = await activeSubordinate(pca, root, { pathLength: 1, name: 'Policy CA' });
    const issuing = await activeSubordinate(pca, policy, { pathLength: 0, name: 'Issuing CA', days: 365 });
    const leaf = await issued(pca, issuance(issuing));
    const { certificate } = await chainOf(pca, root);
    expect(verifies(leaf.Certificate ?? '', leaf.CertificateChain ?? '', certificate)).toBe('OK');
  });

  test('end where the path length ends', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const last = await activeSubordinate(pca, root, { pathLength: 0 });
    await expect(activeSubordinate(pca, last, { pathLength: 0 })).rejects.toMatchObject({
      name: 'InvalidArgsException',
      message: expect.stringContaining('path length') as string,
    });
  });
});

describe('an issued certificate', () => {
  test('has the serial number that its ARN ends with', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const leaf = await issued(pca, issuance(root));
    const printed = openssl('x509', '-in', fileOf(leaf.Certificate ?? ''), '-noout', '-serial').trim();
    const serial = printed.replace('serial=', '').toLowerCase().padStart(32, '0');
    expect(leaf.arn).toBe(`${root}/certificate/${serial}`);
  });

  test('carries what EndEntityCertificate/V1 says and the alternative names of the CSR, nothing else of it', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const { csr } = newCsr({
      names: 'DNS:a.example.com,IP:192.0.2.7,email:x@example.com',
      extensions: [
        'basicConstraints=critical,CA:TRUE',
        'keyUsage=keyCertSign',
        'extendedKeyUsage=codeSigning',
        '1.2.3.4=ASN1:UTF8:odd',
      ],
    });
    const text = certificateText((await issued(pca, issuance(root, { Csr: Buffer.from(csr) }))).Certificate ?? '');
    expect(text).toContain('DNS:a.example.com, IP Address:192.0.2.7, email:x@example.com');
    expect(text).toMatch(/Basic Constraints: \n\s+CA:FALSE/);
    expect(text).toMatch(/Key Usage: critical\n\s+Digital Signature, Key Encipherment\n/);
    expect(text).toMatch(/Extended Key Usage: \n\s+TLS Web Server Authentication, TLS Web Client Authentication\n/);
    expect(text).toMatch(/Authority Key Identifier: \n\s+[0-9A-F:]{59}\n/);
    expect(text).toMatch(/Subject Key Identifier: \n\s+[0-9A-F:]{59}\n/);
    expect(text).not.toContain('1.2.3.4');
  });

  const subjects: [what: string, subject: string[], mask: string][] = [
    [
      'an unusual attribute type, two values in one RDN and an order of its own',
      ['CN=zz', '1.CN=aa', '1.2.3.4.5.6=odd', '+OU=both', 'C=DE'],
      'utf8only',
    ],
    ['Teletex strings', ['O=Example', 'CN=x'], 'MASK:0x4'],
    ['BMP strings', ['O=Example', 'CN=x'], 'MASK:0x800'],
    ['Universal strings', ['O=Example', 'CN=x'], 'MASK:0x100'],
    ['printable strings', ['C=US', 'serialNumber=12-34', 'DC=example'], 'default'],
  ];

  test.each(subjects)('keeps the subject of the CSR byte for byte: %s', async (_, subject, stringMask) => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const { csr } = newCsr({ subject, stringMask });
    const leaf = await issued(pca, issuance(root, { Csr: Buffer.from(csr) }));
    const dump = (kind: string, pem: string): string =>
      openssl(
        kind,
        '-in',
        fileOf(pem),
        '-noout',
        '-subject',
        '-nameopt',
        'dump_all,show_type,dn_rev,sep_comma_plus,oid,dump_der',
      );
    expect(dump('x509', leaf.Certificate ?? '')).toBe(dump('req', csr));
  });

  test('is valid from an hour before its issue and counted from the issue', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca);
    const before = Date.now();
    const leaf = await issued(pca, issuance(root, { Validity: { Type: 'DAYS', Value: 10 } }));
    const text = certificateText(leaf.Certificate ?? '');
    const notBefore = Date.parse(/Not Before: (.*)/.exec(text)?.[1] ?? '');
    const notAfter = Date.parse(/Not After : (.*)/.exec(text)?.[1] ?? '');
    expect(Math.abs(notBefore - (before - 3_600_000))).toBeLessThan(10_000);
    expect(notAfter - notBefore).toBe(10 * 86_400_000 + 3_600_000);
  });
});

test('a CA names its subject attributes as they were given, and its certificate says the same', async () => {
  const pca = bench.pca(freshAccount());
  const root = await activeRoot(pca, { name: 'Ünïcode CA' });
  const described = await describeAuthority(pca, root);
  expect(described.CertificateAuthorityConfiguration?.Subject).toEqual({
    Country: 'DE',
    Organization: 'Example GmbH',
    CommonName: 'Ünïcode CA',
  });
  const { certificate } = await chainOf(pca, root);
  const subject = openssl(
    'x509',
    '-in',
    fileOf(certificate),
    '-noout',
    '-subject',
    '-nameopt',
    'RFC2253,-esc_msb,utf8',
  );
  expect(subject.trim()).toBe('subject=CN=Ünïcode CA,O=Example GmbH,C=DE');
});

test('a CA of another partition has ARNs and templates of that partition', async () => {
  const pca = bench.pca(freshAccount(), 'cn-north-1');
  await expect(activeRoot(pca)).rejects.toThrow('in this region with the specified security standard');
  const root = await activeRoot(pca, {
    KeyStorageSecurityStandard: 'CCPC_LEVEL_1_OR_HIGHER' as 'FIPS_140_2_LEVEL_2_OR_HIGHER',
  });
  expect(root).toMatch(/^arn:aws-cn:acm-pca:cn-north-1:/);
  const leaf = await issued(pca, issuance(root, { TemplateArn: template('EndEntityCertificate', 'aws-cn') }));
  expect(leaf.arn).toMatch(/^arn:aws-cn:/);
});

/** A CA whose keys are not waited for. */
async function created(pca: ReturnType<Bench['pca']>): Promise<string> {
  const CertificateAuthorityConfiguration = {
    KeyAlgorithm: 'EC_prime256v1',
    SigningAlgorithm: 'SHA256WITHECDSA',
    Subject: { CommonName: 'CA' },
  } as const;
  const wish = { CertificateAuthorityConfiguration, CertificateAuthorityType: 'ROOT' } as const;
  return (await pca.send(new CreateCertificateAuthorityCommand(wish))).CertificateAuthorityArn ?? '';
}

test('an account has 200 CAs in a region at most; deleted ones count until they cannot be restored', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  const made: string[] = [];
  for (let count = 0; count < 200; count++) made.push(await created(pca));
  const another = () => created(pca);
  await expect(another()).rejects.toMatchObject({ name: 'LimitExceededException' });
  await created(bench.pca(account, 'us-east-1'));
  const [first = ''] = made;
  await csrOf(pca, first);
  await pca.send(
    new DeleteCertificateAuthorityCommand({ CertificateAuthorityArn: first, PermanentDeletionTimeInDays: 7 }),
  );
  await expect(another()).rejects.toMatchObject({ name: 'LimitExceededException' });
  await bench.advance(7 * DAY);
  await another();
});
