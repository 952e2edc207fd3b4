import {
  AddTagsToCertificateCommand,
  ImportCertificateCommand,
  ListTagsForCertificateCommand,
  RemoveTagsFromCertificateCommand,
} from '@aws-sdk/client-acm';
import { activeRoot } from './kit/authorities.ts';
import { describe as described, importable, imported, listed, requested } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { fileOf, foreignAuthority, foreignlySigned, newCsr, openssl } from './kit/openssl.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const by = foreignAuthority('Foreign');
const usages = (keyUsage: string, extended: string, name = 'imported.example.com') => [
  `subjectAltName=DNS:${name}`,
  `keyUsage=critical,${keyUsage}`,
  `extendedKeyUsage=${extended}`,
];
const usual = usages('digitalSignature,keyEncipherment', 'serverAuth,clientAuth');

test('an imported certificate is ISSUED, IMPORTED, not eligible and described from its own content', async () => {
  const acm = bench.acm(freshAccount());
  const arn = await imported(acm, importable({ by }));
  expect(await described(acm, arn)).toMatchObject({
    Status: 'ISSUED',
    Type: 'IMPORTED',
    DomainName: 'imported.example.com',
    SubjectAlternativeNames: ['imported.example.com'],
    Subject: 'CN=imported.example.com',
    Issuer: 'Foreign',
    KeyAlgorithm: 'EC-prime256v1',
    RenewalEligibility: 'INELIGIBLE',
    CertificateKeyPairOrigin: 'CUSTOMER_PROVIDED',
    ImportedAt: expect.any(Date) as Date,
  });
});

test('a certificate without usage extensions is shown with usage ANY and extended usage NONE', async () => {
  const acm = bench.acm(freshAccount());
  await imported(acm, importable({ by, extensions: ['subjectAltName=DNS:a.example.com'] }));
  expect(await listed(acm, { Includes: { keyTypes: ['EC_prime256v1'] } })).toMatchObject([
    { KeyUsages: ['ANY'], ExtendedKeyUsages: ['NONE'] },
  ]);
});

/** An RSA certificate that an EC key signed. */
function otherFamily() {
  const { csr, key } = newCsr({ key: 'rsa' });
  return {
    Certificate: Buffer.from(foreignlySigned(csr, by, usual)),
    PrivateKey: Buffer.from(key),
    CertificateChain: Buffer.from(by.pem),
  };
}

test('an OCSP URL of a thousand characters is not too long', async () => {
  const url = `http://ocsp.example.com/${'a'.repeat(976)}`;
  const extensions = [...usual, `authorityInfoAccess=OCSP;URI:${url}`];
  await expect(imported(bench.acm(freshAccount()), importable({ by, extensions }))).resolves.toContain('certificate/');
});

describe('an import is refused', () => {
  const good = importable({ by });
  const encrypted = openssl('pkcs8', '-topk8', '-in', fileOf(good.PrivateKey.toString()), '-passout', 'pass:word');
  test.each([
    [
      'when the key is of another certificate',
      { ...good, PrivateKey: Buffer.from(newCsr().key) },
      'private key does not match',
    ],
    [
      'when something stands behind the key',
      { ...good, PrivateKey: Buffer.from(`${good.PrivateKey.toString()}more`) },
      'private key',
    ],
    ['when the key is encrypted', { ...good, PrivateKey: Buffer.from(encrypted) }, 'private key'],
    ['when the certificate is DER', { ...good, Certificate: Buffer.from([0x30, 0x03, 1, 2, 3]) }, 'PEM'],
    [
      'when there are two certificates',
      { ...good, Certificate: Buffer.concat([good.Certificate, good.CertificateChain]) },
      'more than one certificate',
    ],
    [
      'when the chain is of another CA',
      { ...good, CertificateChain: Buffer.from(foreignAuthority().pem) },
      'Could not validate the certificate with the certificate chain.',
    ],
    ['when the chain is rubbish', { ...good, CertificateChain: Buffer.from('rubbish') }, 'chain'],
    ['when the CA signs with another family of keys', otherFamily(), 'another family'],
    [
      'when the OCSP URL has more than 1,000 characters',
      importable({
        by,
        extensions: [...usual, `authorityInfoAccess=OCSP;URI:http://ocsp.example.com/${'a'.repeat(978)}`],
      }),
      'OCSP',
    ],
  ])('%s', async (_, input, words) => {
    const refused = imported(bench.acm(freshAccount()), input);
    await expect(refused).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(words) as string,
    });
  });

  test('when the certificate has expired, or is not valid yet', async () => {
    const late = await startBench({ now: new Date(Date.now() + 100 * DAY * 1000) });
    const early = await startBench({ now: new Date(Date.now() - 100 * DAY * 1000) });
    try {
      await expect(imported(late.acm(freshAccount()), good)).rejects.toMatchObject({
        message: expect.stringContaining('expired') as string,
      });
      await expect(imported(early.acm(freshAccount()), good)).rejects.toMatchObject({
        message: expect.stringContaining('not valid yet') as string,
      });
    } finally {
      await Promise.all([late.stop(), early.stop()]);
    }
  });
});

describe('a reimport', () => {
  test('keeps ARN, tags and users, and changes what the certificate says', async () => {
    const acm = bench.acm(freshAccount());
    const first = importable({ by });
    const arn =
      (await acm.send(new ImportCertificateCommand({ ...first, Tags: [{ Key: 'team', Value: 'x' }] })))
        .CertificateArn ?? '';
    const user = 'arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/x/1';
    await bench.admin('POST', '/certificates/in-use', { certificateArn: arn, inUseBy: [user] });
    const before = await described(acm, arn);
    expect(await imported(acm, importable({ by, days: 200 }), arn)).toBe(arn);
    const after = await described(acm, arn);
    expect(after.Serial).not.toBe(before.Serial);
    expect(after).toMatchObject({ CreatedAt: before.CreatedAt, InUseBy: [user] });
    expect(after.NotAfter?.getTime()).toBeGreaterThan(before.NotAfter?.getTime() ?? 0);
    expect((await acm.send(new ListTagsForCertificateCommand({ CertificateArn: arn }))).Tags).toEqual([
      { Key: 'team', Value: 'x' },
    ]);
  });

  test.each([
    ['another key type', importable({ by, key: 'rsa' }), 'ValidationException'],
    [
      'no common name left',
      importable({ by, extensions: usages('digitalSignature,keyEncipherment', 'serverAuth', 'other.example.com') }),
      'ValidationException',
    ],
    [
      'less key usage',
      importable({ by, extensions: usages('keyEncipherment', 'serverAuth,clientAuth') }),
      'ValidationException',
    ],
    [
      'no key usage extension any more',
      importable({ by, extensions: usual.filter((line) => !line.startsWith('keyUsage')) }),
      'ValidationException',
    ],
    [
      'less extended key usage',
      importable({ by, extensions: usages('digitalSignature,keyEncipherment', 'clientAuth') }),
      'ValidationException',
    ],
  ])('with %s is refused', async (_, changed, name) => {
    const acm = bench.acm(freshAccount());
    const arn = await imported(acm, importable({ by, extensions: usual }));
    await expect(imported(acm, changed, arn)).rejects.toMatchObject({ name });
  });

  test('may lose client authentication, and key encipherment of an ECDSA key', async () => {
    const acm = bench.acm(freshAccount());
    const arn = await imported(acm, importable({ by, extensions: usual }));
    await expect(
      imported(acm, importable({ by, extensions: usages('digitalSignature', 'serverAuth') }), arn),
    ).resolves.toBe(arn);
  });

  test('with tags is refused', async () => {
    const acm = bench.acm(freshAccount());
    const first = importable({ by });
    const arn = await imported(acm, first);
    const command = new ImportCertificateCommand({ ...first, CertificateArn: arn, Tags: [{ Key: 'a' }] });
    await expect(acm.send(command)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'Tagging is not permitted on re-import.',
    });
  });

  test('of a certificate that ACM issued, or that is not there, is refused', async () => {
    const account = freshAccount();
    const acm = bench.acm(account);
    const { CertificateArn = '' } = await requested(acm, {
      CertificateAuthorityArn: await activeRoot(bench.pca(account)),
    });
    await expect(imported(acm, importable({ by }), CertificateArn)).rejects.toMatchObject({
      name: 'ValidationException',
    });
    const missing = CertificateArn.replace(/.{12}$/, '000000000000');
    await expect(imported(acm, importable({ by }), missing)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });
});

test('tags of a certificate are added, listed and removed', async () => {
  const acm = bench.acm(freshAccount());
  const CertificateArn = await imported(acm, importable({ by }));
  await acm.send(new AddTagsToCertificateCommand({ CertificateArn, Tags: [{ Key: 'a', Value: '1' }, { Key: 'b' }] }));
  await acm.send(new RemoveTagsFromCertificateCommand({ CertificateArn, Tags: [{ Key: 'b' }] }));
  expect((await acm.send(new ListTagsForCertificateCommand({ CertificateArn }))).Tags).toEqual([
    { Key: 'a', Value: '1' },
  ]);
});
