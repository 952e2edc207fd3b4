import { createPrivateKey, X509Certificate } from 'node:crypto';
import { guardedAuthority } from './kit/authorities.ts';
import { importedCertificate, issueDirectly } from './kit/certificates.ts';
import { type Guard, hubGuard } from './kit/guard.ts';
import { acmCertificate, issuanceFor, reissued, secretOf } from './kit/reissue.ts';

let guard: Guard;
let authority: string;

beforeAll(async () => {
  guard = hubGuard();
  authority = await guardedAuthority(guard);
});

test('secret: a fresh key and certificate become the secret’s current version, and the old one is marked', async () => {
  const { arn, pem, key } = await issueDirectly(guard.pki, authority, 20);
  const old = new X509Certificate(pem);
  const outcome = await reissued(guard, {
    certificateArn: arn,
    strategy: 'secret',
    deliver: { secret: 'journey/secret' },
  });
  expect(outcome).toMatchObject({ next: 'finish' });
  const { certificate = '', privateKey = '', certificateChain } = await secretOf(guard, 'journey/secret');
  const now = new X509Certificate(certificate);
  expect(now.subject).toBe(old.subject);
  expect(now.serialNumber).not.toBe(old.serialNumber);
  expect(now.checkPrivateKey(createPrivateKey(privateKey))).toBe(true);
  expect(privateKey.trim()).not.toBe(key.trim());
  expect(certificateChain).toContain('BEGIN CERTIFICATE');
  const issuance = await issuanceFor(guard, arn);
  expect(issuance).toMatchObject({
    state: 'finished',
    attempt: 1,
    deliveries: 1,
    proof: { serial: now.serialNumber.toLowerCase() },
  });
  expect(
    await reissued(guard, { certificateArn: arn, strategy: 'secret', deliver: { secret: 'journey/secret' } }),
  ).toMatchObject({ next: 'finish' });
  expect((await secretOf(guard, 'journey/secret')).certificate).toBe(certificate);
});

test('acm-import: the same ARN holds a new certificate of a fresh key', async () => {
  const arn = await importedCertificate(guard.pki, authority, 20);
  const before = await acmCertificate(guard, arn);
  await reissued(guard, { certificateArn: arn, strategy: 'acm-import' });
  const after = await acmCertificate(guard, arn);
  expect(after.subject).toBe(before.subject);
  expect(after.serialNumber).not.toBe(before.serialNumber);
  expect(await issuanceFor(guard, arn)).toMatchObject({ state: 'finished' });
});
