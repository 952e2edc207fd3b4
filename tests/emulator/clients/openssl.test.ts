import { execFileSync } from 'node:child_process';
import { UpdateCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import {
  activeRoot,
  activeSubordinate,
  chainOf,
  csrOf,
  issuance,
  issued,
  pendingAuthority,
  signingFor,
} from '../kit/authorities.ts';
import { objectIn, preparedBucket } from '../kit/buckets.ts';
import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { certificateText, fileOf, newCsr, openssl, verifies } from '../kit/openssl.ts';
import { crlOn, crlText, revoke, serialOf, signedBy } from '../kit/revocation.ts';

const KEYS = ['RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1'] as const;

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

/** What `openssl req -verify` says of a CSR. */
const verified = (csr: string): string =>
  execFileSync('sh', ['-c', 'openssl req -in "$0" -noout -verify 2>&1', fileOf(csr)], { encoding: 'utf8' });

describe.each(KEYS)('a CA with a key of %s', (key) => {
  test('has a CSR that openssl req verifies, and a root certificate, a subordinate and a leaf that openssl verify accepts', async () => {
    const pca = bench.pca(freshAccount());
    const root = await activeRoot(pca, { key });
    expect(verified(await csrOf(pca, root))).toContain('verify OK');
    const below = await activeSubordinate(pca, root, { key, parentKey: key });
    const leafKey = key.startsWith('RSA') ? 'rsa' : 'ec';
    const leaf = await issued(
      pca,
      issuance(below, { Csr: Buffer.from(newCsr({ key: leafKey }).csr), SigningAlgorithm: signingFor(key) }),
    );
    const { certificate } = await chainOf(pca, root);
    expect(verifies(certificate, '', certificate)).toBe('OK');
    expect(verifies(leaf.Certificate ?? '', leaf.CertificateChain ?? '', certificate)).toBe('OK');
    expect(certificateText(leaf.Certificate ?? '')).toContain('X509v3 Authority Key Identifier');
    expect(certificateText(certificate)).toContain('CA:TRUE');
  });
});

test.each(['RSA_2048', 'EC_prime256v1'] as const)(
  'the list of a CA with %s keys is one that openssl crl verifies, and openssl verify refuses what it revokes',
  async (key) => {
    const account = freshAccount();
    const pca = bench.pca(account);
    const s3 = bench.s3(account);
    const bucket = await preparedBucket(s3);
    const root = await activeRoot(pca, { key });
    const on = { CrlConfiguration: crlOn(bucket) };
    await pca.send(
      new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: root, RevocationConfiguration: on }),
    );
    const wish = { SigningAlgorithm: signingFor(key) };
    const [revoked, kept] = [await issued(pca, issuance(root, wish)), await issued(pca, issuance(root, wish))];
    await revoke(pca, root, serialOf(revoked.arn));
    await bench.advance(3600);
    const list = await objectIn(s3, bucket, `crl/${serialOf(root)}.crl`);
    const { certificate } = await chainOf(pca, root);
    expect(signedBy(list, certificate)).toBe(true);
    expect(crlText(list)).toContain('X509v3 CRL Number');
    const pem = execFileSync('openssl', ['crl', '-inform', 'DER'], { input: list, encoding: 'utf8' });
    const checked = (leaf = '') =>
      openssl(
        'verify',
        '-crl_check',
        '-CRLfile',
        fileOf(pem),
        '-CAfile',
        fileOf(certificate),
        '-attime',
        at,
        fileOf(leaf),
      );
    const at = String(Math.floor(Date.now() / 1000) + 3700);
    expect(checked(kept.Certificate)).toContain('OK');
    expect(() => checked(revoked.Certificate)).toThrow('certificate revoked');
  },
);

test('the CSR of a CA says its subject and its key usages to openssl req -text', async () => {
  const pca = bench.pca(freshAccount());
  const text = openssl('req', '-in', fileOf(await csrOf(pca, await pendingAuthority(pca))), '-noout', '-text');
  expect(text).toMatch(/Subject: .*Example GmbH.*Test CA/);
  expect(text).toContain('id-ecPublicKey');
});
