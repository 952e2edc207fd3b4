import {
  type ACMPCAClient,
  GetCertificateCommand,
  RevokeCertificateCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { activeRoot, chainOf, issuance, issued } from './kit/authorities.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { fileOf, openssl } from './kit/openssl.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

const revoke = (pca: ACMPCAClient, arn: string, CertificateSerial: string) =>
  pca.send(
    new RevokeCertificateCommand({
      CertificateAuthorityArn: arn,
      CertificateSerial,
      RevocationReason: 'KEY_COMPROMISE',
    }),
  );

async function withLeaf(days = 30) {
  const pca = bench.pca(freshAccount());
  const arn = await activeRoot(pca);
  const leaf = await issued(pca, issuance(arn, { Validity: { Type: 'DAYS', Value: days } }));
  return { pca, arn, leaf, serial: leaf.arn.split('/').at(-1) ?? '' };
}

test.each([
  ['plain hex', (serial: string) => serial],
  ['hex with colons', (serial: string) => serial.match(/../g)?.join(':') ?? ''],
  ['upper-case hex', (serial: string) => serial.toUpperCase()],
])('a certificate is revoked by its serial as %s, once', async (_, written) => {
  const { pca, arn, leaf, serial } = await withLeaf();
  await revoke(pca, arn, written(serial));
  await expect(revoke(pca, arn, serial)).rejects.toMatchObject({ name: 'RequestAlreadyProcessedException' });
  const get = new GetCertificateCommand({ CertificateAuthorityArn: arn, CertificateArn: leaf.arn });
  expect((await pca.send(get)).Certificate).toBe(leaf.Certificate);
});

test('a self-signed root is not revoked, in the words of the service', async () => {
  const { pca, arn } = await withLeaf();
  const { certificate } = await chainOf(pca, arn);
  const serial = openssl('x509', '-in', fileOf(certificate), '-noout', '-serial').trim().replace('serial=', '');
  await expect(revoke(pca, arn, serial)).rejects.toMatchObject({
    name: 'InvalidRequestException',
    message: 'Self-signed certificate can not be revoked',
  });
});

test('an expired certificate is not revoked', async () => {
  const { pca, arn, serial } = await withLeaf(1);
  await bench.advance(2 * DAY);
  await expect(revoke(pca, arn, serial)).rejects.toMatchObject({ name: 'InvalidRequestException' });
});

test('a serial that the CA did not give is not found, and one that is no hex is invalid', async () => {
  const { pca, arn } = await withLeaf();
  await expect(revoke(pca, arn, 'abcdef')).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  await expect(revoke(pca, arn, 'hello')).rejects.toMatchObject({ name: 'ValidationException' });
});

test('a DISABLED CA revokes, an EXPIRED one does not', async () => {
  const { pca, arn, serial } = await withLeaf();
  await pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: arn, Status: 'DISABLED' }));
  await expect(revoke(pca, arn, serial)).resolves.toBeDefined();
  await bench.advance(3651 * DAY);
  await expect(revoke(pca, arn, serial)).rejects.toMatchObject({ name: 'InvalidStateException' });
});
