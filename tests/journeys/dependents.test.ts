import {
  ACMClient,
  DescribeCertificateCommand,
  ExportCertificateCommand,
  ImportCertificateCommand,
  type ImportCertificateCommandInput,
} from '@aws-sdk/client-acm';
import { createPrivateKey } from 'node:crypto';
import { accounts } from '../../local/cloud/accounts.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { RAM_PERMISSIONS, shareWith, useCertificate } from '../../local/story/emulator-admin.ts';
import { grantedAuthority, unheardAuthority } from './kit/authorities.ts';
import { verify } from './kit/executions.ts';
import { type Guard, hubGuard, pkiOf } from './kit/guard.ts';

const DAY = 24 * 60 * 60 * 1000;
const { pki: owner, web } = accounts;
let guard: Guard;

beforeAll(() => {
  guard = hubGuard();
});

/** A certificate taken out of ACM, to be put in again: it is then one that ACM did not make and cannot renew. */
async function exported(acm: ACMClient, CertificateArn: string): Promise<ImportCertificateCommandInput> {
  const Passphrase = Buffer.from('a passphrase');
  const { Certificate, CertificateChain, PrivateKey } = await acm.send(
    new ExportCertificateCommand({ CertificateArn, Passphrase }),
  );
  const key = createPrivateKey({ key: PrivateKey ?? '', passphrase: Passphrase });
  return {
    Certificate: Buffer.from(Certificate ?? ''),
    CertificateChain: Buffer.from(CertificateChain ?? ''),
    PrivateKey: Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })),
  };
}

test('every certificate that ACM made from the CA depends on it, of whatever key and account, and no other does', async () => {
  const region = 'ca-central-1';
  const pki = pkiOf(guard, owner, region);
  const [arn, other] = await Promise.all([unheardAuthority(guard, region), unheardAuthority(guard, region)]);
  await shareWith(guard.emulatorUrl, arn, web, RAM_PERMISSIONS.endEntity);
  const request = (domain: string, key: 'EC_prime256v1' | 'EC_secp384r1', account: string = owner, from = arn) =>
    requestPrivateCertificate(pkiOf(guard, account, region), from, domain, key);
  const p256 = await request('p256.example.com', 'EC_prime256v1');
  const p384 = await request('p384.example.com', 'EC_secp384r1');
  const theirs = await request('theirs.example.com', 'EC_secp384r1', web);
  await request('other.example.com', 'EC_prime256v1', owner, other);
  await useCertificate(guard.emulatorUrl, p384, [
    `arn:aws:elasticloadbalancing:${region}:${owner}:loadbalancer/app/a/1`,
  ]);
  const acm = new ACMClient(pki);
  await acm.send(new ImportCertificateCommand(await exported(acm, p256)));

  const { dependents } = await verify(guard, arn);
  expect(dependents).toMatchObject({ count: 3, inUse: 1 });
  expect(dependents.soonest.map(({ certificateArn }) => certificateArn).sort()).toEqual([p256, p384, theirs].sort());
  expect(dependents.soonest.find(({ certificateArn }) => certificateArn === p256)).toMatchObject({ exported: true });

  // It is the first that ends, whose renewal ACM tries first: 60 days before.
  const { Certificate } = await acm.send(new DescribeCertificateCommand({ CertificateArn: p256 }));
  const notAfter = Certificate?.NotAfter ?? new Date(NaN);
  expect(dependents.outage).toBe(notAfter.toISOString());
  expect(dependents.firstAttempt).toBe(new Date(notAfter.getTime() - 60 * DAY).toISOString());
});

test('certificates with RSA keys depend on their RSA CA', async () => {
  const region = 'ca-west-1';
  const arn = await grantedAuthority(pkiOf(guard, owner, region), 'RSA_2048');
  await requestPrivateCertificate(pkiOf(guard, owner, region), arn, 'rsa.example.com', 'RSA_2048');
  expect(await verify(guard, arn)).toMatchObject({ verdict: 'granted', dependents: { count: 1 } });
});
