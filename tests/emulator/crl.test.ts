import { ExportCertificateCommand, RevokeCertificateCommand } from '@aws-sdk/client-acm';
import { UpdateCertificateAuthorityCommand } from '@aws-sdk/client-acm-pca';
import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { activeRoot, activeSubordinate, certifyRoot, chainOf, issuance, issued } from './kit/authorities.ts';
import { keysIn, objectIn, preparedBucket, putPolicy, writingPolicy } from './kit/buckets.ts';
import { requested } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import {
  crlOn,
  listing,
  numberOf,
  plain,
  crlText,
  distributionPointOf,
  revoke,
  serialOf,
  serialsIn,
  signedBy,
  update,
} from './kit/revocation.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const HALF_HOUR = 1800;

describe('a CRL', () => {
  test('is in the bucket once a certificate refers to it; until then there is a test object only', async () => {
    const { s3, bucket, key, issue } = await listing(bench);
    expect(await keysIn(s3, bucket)).toEqual(['acm-pca-permission-test-key-private']);
    const leaf = await issue();
    expect(distributionPointOf(leaf.Certificate ?? '')).toBe(`http://${bucket}.s3.eu-west-1.amazonaws.com/${key}`);
    expect(await keysIn(s3, bucket, 'crl/')).toEqual([key]);
  });

  test('is of version 2, signed by the CA, names its key, and is valid from an hour ago for the days configured', async () => {
    const { pca, root, issue, list } = await listing(bench, { ExpirationInDays: 10 });
    await issue();
    const text = crlText(await list());
    expect(text).toContain('Version 2 (0x1)');
    expect(text).toContain('Issuer: C = DE, O = Example GmbH, CN = Test CA');
    const { certificate } = await chainOf(pca, root);
    expect(signedBy(await list(), certificate)).toBe(true);
    expect(text).toMatch(/X509v3 Authority Key Identifier: \s+([0-9A-F]{2}:){19}[0-9A-F]{2}/);
    const [last, next] = ['Last', 'Next'].map((each) =>
      Date.parse(new RegExp(`${each} Update: (.+)`).exec(text)?.[1] ?? ''),
    );
    expect((next ?? NaN) - (last ?? NaN)).toBe((10 * DAY + 3600) * 1000);
    expect(text).toContain('No Revoked Certificates.');
  });

  test('is not made for a CA that another CA of the same account keeps one for', async () => {
    const { pca, s3, bucket, root, issue } = await listing(bench);
    const other = await activeRoot(pca);
    const leaf = await issued(pca, issuance(other));
    expect(distributionPointOf(leaf.Certificate ?? '')).toBeUndefined();
    await issue();
    expect(await keysIn(s3, bucket, 'crl/')).toEqual([`crl/${serialOf(root)}.crl`]);
  });

  test.each([
    ['RSA_2048', 'SHA512WITHRSA', 'sha512WithRSAEncryption'],
    ['RSA_2048', 'SHA256WITHRSA_PSS', 'rsassaPss'],
    ['EC_secp384r1', 'SHA384WITHECDSA', 'ecdsa-with-SHA384'],
  ])('of a CA with a %s key and %s is signed so', async (KeyAlgorithm, SigningAlgorithm, shown) => {
    const { pca, root, list } = await listing(bench, {}, { key: KeyAlgorithm, signing: SigningAlgorithm });
    await issued(pca, issuance(root, { SigningAlgorithm: SigningAlgorithm as 'SHA512WITHRSA' }));
    expect(crlText(await list())).toContain(`Signature Algorithm: ${shown}`);
    expect(signedBy(await list(), (await chainOf(pca, root)).certificate)).toBe(true);
  });

  test('names the subordinate that keeps it as its issuer', async () => {
    const account = freshAccount();
    const pca = bench.pca(account);
    const s3 = bench.s3(account);
    const bucket = await preparedBucket(s3);
    const parent = await activeRoot(pca);
    const RevocationConfiguration = { CrlConfiguration: crlOn(bucket) };
    const subordinate = await activeSubordinate(pca, parent, { RevocationConfiguration });
    await issued(pca, issuance(subordinate));
    const list = await objectIn(s3, bucket, `crl/${serialOf(subordinate)}.crl`);
    expect(crlText(list)).toContain('CN = Subordinate');
    expect(signedBy(list, (await chainOf(pca, subordinate)).certificate)).toBe(true);
  });

  test('is a public object when that was chosen, and anybody can read it', async () => {
    const { bucket, key, issue } = await listing(bench, { S3ObjectAcl: 'PUBLIC_READ' });
    await issue();
    const response = await fetch(`${bench.url}/${bucket}/${key}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('application/pkix-crl');
    expect(crlText(Buffer.from(await response.arrayBuffer()))).toContain('Version 2');
  });

  test('that belongs to the bucket owner alone is not read by anybody', async () => {
    const { bucket, key, issue } = await listing(bench);
    await issue();
    expect((await fetch(`${bench.url}/${bucket}/${key}`)).status).toBe(403);
  });
});

describe('a revoked certificate', () => {
  test('is in the CRL half an hour later, with the moment and the reason', async () => {
    const { pca, root, issue, list } = await listing(bench);
    const leaf = await issue();
    await revoke(pca, root, serialOf(leaf.arn), 'KEY_COMPROMISE');
    await bench.advance(HALF_HOUR - 60);
    expect(serialsIn(crlText(await list()))).toEqual([]);
    await bench.advance(60);
    const text = crlText(await list());
    expect(serialsIn(text)).toEqual([plain(leaf.arn)]);
    expect(text).toMatch(
      /Revocation Date: .+\n\s+CRL entry extensions:\n\s+X509v3 CRL Reason Code: \n\s+Key Compromise/,
    );
  });

  test.each([
    ['AFFILIATION_CHANGED', 'Affiliation Changed'],
    ['CERTIFICATE_AUTHORITY_COMPROMISE', 'CA Compromise'],
    ['SUPERSEDED', 'Superseded'],
    ['CESSATION_OF_OPERATION', 'Cessation Of Operation'],
    ['PRIVILEGE_WITHDRAWN', 'Privilege Withdrawn'],
    ['A_A_COMPROMISE', 'AA Compromise'],
  ] as const)('for %s is listed so', async (reason, shown) => {
    const { pca, root, issue, list } = await listing(bench);
    await revoke(pca, root, serialOf((await issue()).arn), reason);
    await bench.advance(HALF_HOUR);
    expect(crlText(await list())).toContain(shown);
  });

  test('without a reason has none in the list, as RFC 5280 wishes', async () => {
    const { pca, root, issue, list } = await listing(bench);
    await revoke(pca, root, serialOf((await issue()).arn));
    await bench.advance(HALF_HOUR);
    expect(serialsIn(crlText(await list()))).toHaveLength(1);
    expect(crlText(await list())).not.toContain('Reason Code');
  });

  test('through ACM is listed too', async () => {
    const { account, root, list } = await listing(bench);
    const acm = bench.acm(account);
    const { CertificateArn = '', Serial = '' } = await requested(acm, { CertificateAuthorityArn: root });
    await acm.send(new ExportCertificateCommand({ CertificateArn, Passphrase: Buffer.from('passphrase') }));
    await acm.send(new RevokeCertificateCommand({ CertificateArn, RevocationReason: 'SUPERSEDED' }));
    await bench.advance(HALF_HOUR);
    expect(serialsIn(crlText(await list()))).toEqual([Serial.replaceAll(':', '').replace(/^0+/, '')]);
  });

  test('leaves the list after its end, but is on one more', async () => {
    const { pca, root, issue, list } = await listing(bench, { ExpirationInDays: 2 });
    const leaf = await issue(1);
    await issue(30);
    await revoke(pca, root, serialOf(leaf.arn));
    await bench.advance(HALF_HOUR);
    const listed = async () => serialsIn(crlText(await list())).length;
    expect(await listed()).toBe(1);
    const before = numberOf(await list());
    await bench.advance(DAY);
    expect(numberOf(await list())).not.toBe(before);
    expect(await listed()).toBe(1);
    await bench.advance(DAY);
    expect(await listed()).toBe(0);
  });
});

describe('a CRL is made anew', () => {
  test('at half of its validity, with a higher number each time', async () => {
    const { issue, list } = await listing(bench, { ExpirationInDays: 7 });
    await issue();
    const numbers = [numberOf(await list())];
    for (let turn = 0; turn < 3; turn++) {
      await bench.advance(3.5 * DAY - 60);
      expect(numberOf(await list())).toBe(numbers.at(-1));
      await bench.advance(60);
      numbers.push(numberOf(await list()));
    }
    expect(numbers.map(Number)).toEqual([...new Set(numbers.map(Number))].sort((a, b) => a - b));
    expect(numbers).toHaveLength(4);
  });

  test('also while its CA is disabled, and not after the CA has ended', async () => {
    const { pca, root, issue, list } = await listing(bench, { ExpirationInDays: 2 }, { days: 10 });
    await issue(5);
    await pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: root, Status: 'DISABLED' }));
    const first = numberOf(await list());
    await bench.advance(DAY);
    expect(numberOf(await list())).not.toBe(first);
    await bench.advance(9 * DAY);
    const last = numberOf(await list());
    await bench.advance(5 * DAY);
    expect(numberOf(await list())).toBe(last);
  });

  test('when an ended CA gets a new certificate', async () => {
    const { pca, root, issue, list } = await listing(bench, { ExpirationInDays: 2 }, { days: 3 });
    await issue(2);
    await bench.advance(5 * DAY);
    const last = numberOf(await list());
    await certifyRoot(pca, root, 100);
    await bench.advance(60);
    expect(Number(numberOf(await list()))).toBeGreaterThan(Number(last));
  });

  test('in another bucket, from when the CA is told; certificates issued before name the old one', async () => {
    const { pca, s3, root, key, bucket, issue } = await listing(bench);
    const before = await issue();
    const other = await preparedBucket(s3);
    await update(pca, root, crlOn(other));
    expect(await keysIn(s3, other, 'crl/')).toEqual([key]);
    const after = await issue();
    expect(distributionPointOf(before.Certificate ?? '')).toContain(`//${bucket}.`);
    expect(distributionPointOf(after.Certificate ?? '')).toContain(`//${other}.`);
  });

  test('no more once CRLs are switched off', async () => {
    const { pca, root, issue, list } = await listing(bench, { ExpirationInDays: 2 });
    const leaf = await issue();
    const last = numberOf(await list());
    await update(pca, root, { Enabled: false });
    await revoke(pca, root, serialOf(leaf.arn));
    await bench.advance(3 * DAY);
    expect(numberOf(await list())).toBe(last);
    expect(distributionPointOf((await issue()).Certificate ?? '')).toBeUndefined();
  });

  test('every quarter of an hour after it could not be written', async () => {
    const { pca, s3, bucket, root, issue, list } = await listing(bench);
    const leaf = await issue();
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    await revoke(pca, root, serialOf(leaf.arn));
    await bench.advance(HALF_HOUR);
    expect(serialsIn(crlText(await list()))).toEqual([]);
    await bench.admin('POST', '/faults', { service: 's3', operation: 'PutObject', error: 'SlowDown', count: 1 });
    await putPolicy(s3, bucket, writingPolicy(bucket));
    await bench.advance(HALF_HOUR / 2);
    expect(serialsIn(crlText(await list()))).toEqual([]);
    await bench.advance(HALF_HOUR / 2);
    expect(serialsIn(crlText(await list()))).toEqual([plain(leaf.arn)]);
  });
});

test('a revoked certificate of any set is in the CRL, and no other', async () => {
  const { pca, root, issue, list } = await listing(bench, { ExpirationInDays: 365 });
  const leaves: string[] = [];
  for (let count = 0; count < 12; count++) leaves.push((await issue(200)).arn);
  const revoked = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.subarray(leaves, { maxLength: 3 }), async (chosen) => {
      for (const arn of chosen.filter((each) => !revoked.has(each))) {
        await revoke(pca, root, serialOf(arn), 'SUPERSEDED');
        revoked.add(arn);
      }
      await bench.advance(HALF_HOUR);
      expect(new Set(serialsIn(crlText(await list())))).toEqual(new Set([...revoked].map(plain)));
    }),
    { numRuns: 12 },
  );
  expect(revoked.size).toBeGreaterThan(0);
});

test('a bucket that is gone does not keep certificates from being issued', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  const s3 = bench.s3(account);
  const bucket = await preparedBucket(s3);
  const root = await activeRoot(pca, { RevocationConfiguration: { CrlConfiguration: crlOn(bucket) } });
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  const leaf = await issued(pca, issuance(root));
  expect(distributionPointOf(leaf.Certificate ?? '')).toContain(bucket);
  expect(await keysIn(s3, bucket, 'crl/')).toEqual([]);
});
