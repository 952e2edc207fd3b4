import { DeleteCertificateCommand, ExportCertificateCommand, RequestCertificateCommand } from '@aws-sdk/client-acm';
import { activeRoot } from './kit/authorities.ts';
import { describe as described, imported, listed, requested } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { fileOf, openssl } from './kit/openssl.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

const EC = { Includes: { keyTypes: ['EC_prime256v1' as const] } };
const exported = (CertificateArn: string, passphrase = 'correct horse') =>
  new ExportCertificateCommand({ CertificateArn, Passphrase: Buffer.from(passphrase) });

async function withCertificate() {
  const account = freshAccount();
  const acm = bench.acm(account);
  const root = await activeRoot(bench.pca(account));
  const { CertificateArn = '' } = await requested(acm, { CertificateAuthorityArn: root });
  return { account, acm, root, arn: CertificateArn };
}

test('an export gives certificate, chain and the key, encrypted with the passphrase', async () => {
  const { acm, arn } = await withCertificate();
  const { Certificate = '', CertificateChain = '', PrivateKey = '' } = await acm.send(exported(arn));
  expect(PrivateKey).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/);
  const file = fileOf(PrivateKey);
  expect(openssl('asn1parse', '-in', file)).toMatch(/:PBES2[\s\S]*:PBKDF2[\s\S]*:aes-256-cbc/);
  const ofKey = openssl('pkey', '-in', file, '-passin', 'pass:correct horse', '-pubout');
  expect(openssl('x509', '-in', fileOf(Certificate), '-noout', '-pubkey')).toBe(ofKey);
  expect(CertificateChain).toContain('BEGIN CERTIFICATE');
  expect(() => openssl('pkey', '-in', file, '-passin', 'pass:wrong', '-pubout')).toThrow();
});

test('an export makes a certificate eligible for renewal, with or without a permission on the CA', async () => {
  const { acm, arn } = await withCertificate();
  expect(await described(acm, arn)).toMatchObject({ RenewalEligibility: 'INELIGIBLE' });
  await acm.send(exported(arn));
  const certificate = await described(acm, arn);
  expect(certificate.RenewalEligibility).toBe('ELIGIBLE');
  expect(certificate.RenewalSummary).toBeUndefined();
  expect(await listed(acm, EC)).toMatchObject([{ Exported: true, InUse: false, RenewalEligibility: 'ELIGIBLE' }]);
});

test('being in use makes a certificate eligible, and keeps it from being deleted', async () => {
  const { acm, arn } = await withCertificate();
  const inUse = (inUseBy: string[]) => bench.admin('POST', '/certificates/in-use', { certificateArn: arn, inUseBy });
  await inUse(['arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/x/1']);
  expect(await listed(acm, EC)).toMatchObject([{ Exported: false, InUse: true, RenewalEligibility: 'ELIGIBLE' }]);
  const remove = new DeleteCertificateCommand({ CertificateArn: arn });
  await expect(acm.send(remove)).rejects.toMatchObject({ name: 'ResourceInUseException' });
  await inUse([]);
  expect(await described(acm, arn)).toMatchObject({ RenewalEligibility: 'INELIGIBLE', InUseBy: [] });
  await acm.send(remove);
  await expect(described(acm, arn)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('an expired certificate is not eligible, though exported', async () => {
  const { acm, arn } = await withCertificate();
  await acm.send(exported(arn));
  await bench.advance(396 * DAY);
  expect(await described(acm, arn)).toMatchObject({ Status: 'EXPIRED', RenewalEligibility: 'INELIGIBLE' });
});

test.each([
  ['has three bytes', 'abc'],
  ['has a #', 'pass#word'],
  ['has a $', 'pass$word'],
  ['has a %', 'pass%word'],
  ['is longer than 128 bytes', 'x'.repeat(129)],
])('an export is refused when the passphrase %s, and the passphrase is not repeated', async (_, passphrase) => {
  const { acm, arn } = await withCertificate();
  const error: unknown = await acm.send(exported(arn, passphrase)).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ name: 'ValidationException' });
  expect(String(error)).not.toContain(passphrase);
  expect((await described(acm, arn)).RenewalEligibility).toBe('INELIGIBLE');
});

test('an imported certificate and one that is not issued are not exported', async () => {
  const acm = bench.acm(freshAccount());
  await expect(acm.send(exported(await imported(acm)))).rejects.toMatchObject({ name: 'ValidationException' });
  const waiting = await acm.send(
    new RequestCertificateCommand({ DomainName: 'a.example.com', ValidationMethod: 'DNS' }),
  );
  await expect(acm.send(exported(waiting.CertificateArn ?? ''))).rejects.toMatchObject({
    name: 'RequestInProgressException',
  });
});
