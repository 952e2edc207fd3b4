import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { describeByAcm, exportFromAcm, requestPrivateCertificate } from '../../local/story/certificate.ts';
import { recordsDelivered, useCertificate } from '../../local/story/emulator-admin.ts';
import { fileOf, newCsr, openssl } from '../emulator/kit/openssl.ts';
import { guardedAuthority } from './kit/authorities.ts';
import { type IssuedDirectly, importedCertificate, issueDirectly, LOAD_BALANCER } from './kit/certificates.ts';
import { endedAbout } from './kit/executions.ts';
import { certificateFindingOf } from './kit/findings.ts';
import { type Guard, hubGuard, ofCertificates } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import {
  acmCertificate,
  issuanceFor,
  issuancesFor,
  reissue,
  reissued,
  renewInAcm,
  replacedBy,
  serialOf,
  setRoute,
  tagCertificate,
  toldOf,
} from './kit/reissue.ts';
import { isSecret, secretOf } from './kit/secrets.ts';

const SITE = { subject: ['CN=www.example.com', 'O=Example'], names: 'DNS:www.example.com,DNS:example.com' };
let guard: Guard;
let inbox: AlertInbox;
let authority: string;

beforeAll(async () => {
  guard = hubGuard();
  [inbox, authority] = await Promise.all([subscribe(guard), guardedAuthority(guard)]);
});

/** Whether a PEM is of the same subject and names as another one, and a certificate of its own. */
function expectReplaced(before: string, now: string): X509Certificate {
  const [old, fresh] = [new X509Certificate(before), new X509Certificate(now)];
  expect(fresh.subject).toBe(old.subject);
  expect(fresh.subjectAltName).toBe(old.subjectAltName);
  expect(fresh.serialNumber).not.toBe(old.serialNumber);
  return fresh;
}

const publicKeyOf = (pem: string): string => createPublicKey(pem).export({ type: 'spki', format: 'pem' }).toString();

test('secret: a fresh key and certificate become the secret’s current version, and it is told, once', async () => {
  const { arn, pem } = await issueDirectly(guard.pki, authority, 20, SITE);
  const asked = { certificateArn: arn, strategy: 'secret', deliver: { secret: 'journey/secret' } };
  expect(await reissued(guard, asked)).toMatchObject({ next: 'finish' });
  const { certificate, privateKey, certificateChain } = await secretOf(guard, 'journey/secret');
  const now = expectReplaced(pem, certificate);
  expect(now.checkPrivateKey(createPrivateKey(privateKey?.reveal() ?? ''))).toBe(true);
  expect(publicKeyOf(certificate)).not.toBe(publicKeyOf(pem));
  expect(certificateChain).toContain('BEGIN CERTIFICATE');
  const issuance = await issuanceFor(guard, arn);
  const serial = serialOf(certificate);
  expect(issuance).toMatchObject({ state: 'finished', attempt: 1, deliveries: 1, proof: { serial } });
  const told = await toldOf(inbox, issuance, 'replaced');
  for (const each of [serialOf(pem), serial]) expect(told.text).toContain(each);

  expect(await reissued(guard, asked)).toMatchObject({ next: 'finish' });
  expect((await secretOf(guard, 'journey/secret')).certificate).toBe(certificate);
});

test('acm-import: the same ARN holds a new certificate of a fresh key', async () => {
  const arn = await importedCertificate(guard.pki, authority, 20, SITE);
  const before = await acmCertificate(guard, arn);
  await reissued(guard, { certificateArn: arn, strategy: 'acm-import' });
  const now = expectReplaced(before.toString(), (await acmCertificate(guard, arn)).toString());
  expect(publicKeyOf(now.toString())).not.toBe(publicKeyOf(before.toString()));
  const issuance = await issuanceFor(guard, arn);
  expect(issuance).toMatchObject({ state: 'finished', proof: { serial: serialOf(now.toString()) } });
  expect(issuance.wayBack).toBeUndefined(); // ACM gives out no key that was imported
});

/** The key stays on the device: whoever reads the secret gets the certificate only. */
async function expectPublishedAlone({ pem }: IssuedDirectly, secret: string): Promise<void> {
  const { certificate, certificateChain, fields } = await secretOf(guard, secret);
  expect(publicKeyOf(expectReplaced(pem, certificate).toString())).toBe(publicKeyOf(pem));
  expect(certificateChain).toContain('BEGIN CERTIFICATE');
  expect(fields.toSorted()).toEqual(['certificate', 'certificateChain']);
}

test('same-key: the device’s CSR is known from the record of the issuance', async () => {
  const device = await issueDirectly(guard.pki, authority, 20);
  await recordsDelivered(guard.emulatorUrl);
  await endedAbout(ofCertificates(guard), device.arn, 1);
  await reissued(guard, { certificateArn: device.arn, strategy: 'same-key' });
  await expectPublishedAlone(device, `renewguard/published/${serialOf(device.pem)}`);
  expect(await issuanceFor(guard, device.arn)).toMatchObject({ state: 'finished' });
});

test('same-key: the device’s CSR is handed in', async () => {
  const device = await issueDirectly(guard.pki, authority, 20);
  const deliver = { secret: 'journey/same-key', csr: device.csr };
  await reissued(guard, { certificateArn: device.arn, strategy: 'same-key', deliver });
  await expectPublishedAlone(device, 'journey/same-key');
});

/** CSRs that are not the device's for the same certificate again. */
const UNFIT: Readonly<Record<string, readonly [make: (device: IssuedDirectly) => string, says: string]>> = {
  'of another key': [() => newCsr({ subject: ['CN=device-7.example.com'] }).csr, 'public key'],
  'for another name': [
    ({ key }) => openssl('req', '-new', '-key', fileOf(key), '-subj', '/CN=another.example.com'),
    'the subject is CN=another.example.com',
  ],
  'with a bad signature': [({ csr }) => withBadSignature(csr), 'signature'],
};

/** The last byte of a CSR is of its signature. */
function withBadSignature(csr: string): string {
  const der = Buffer.from(csr.replaceAll(/-----[A-Z ]+-----|\s/g, ''), 'base64');
  der[der.length - 1]! ^= 1;
  const lines = der.toString('base64').replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE REQUEST-----\n${lines}\n-----END CERTIFICATE REQUEST-----\n`;
}

test.each(Object.entries(UNFIT))(
  'same-key: a CSR %s is refused, and nothing is issued or stored',
  async (_, [make, says]) => {
    const device = await issueDirectly(guard.pki, authority, 20);
    const deliver = { secret: 'journey/unfit', csr: make(device) };
    const refused = await reissue(guard, { certificateArn: device.arn, strategy: 'same-key', deliver });
    expect(refused).toMatchObject({ status: 'FAILED', error: 'CsrRefused' });
    expect(refused.cause).toContain(says);
    expect(await issuanceFor(guard, device.arn)).toMatchObject({ state: 'open', attempt: 1 });
    expect(await isSecret(guard, 'journey/unfit')).toBe(false);
  },
);

/** Renewed by ACM while a host serves a copy. */
async function renewed(name: string, route: (arn: string) => Promise<void>): Promise<string> {
  const arn = await requestPrivateCertificate(guard.pki, authority, name, 'EC_prime256v1');
  await exportFromAcm(guard.pki, arn);
  await route(arn);
  await renewInAcm(guard, arn);
  return arn;
}

/** The event of the renewal starts it. */
async function expectExported(arn: string, secret: string): Promise<void> {
  const issuance = await replacedBy(guard, arn);
  const { certificate, privateKey } = await secretOf(guard, secret);
  const now = new X509Certificate(certificate);
  expect(now.checkPrivateKey(createPrivateKey(privateKey?.reveal() ?? ''))).toBe(true);
  expect(now.serialNumber).toBe((await acmCertificate(guard, arn)).serialNumber);
  expect(await describeByAcm(guard.pki, arn)).toMatchObject({ RenewalEligibility: 'ELIGIBLE' });
  expect(issuance).toMatchObject({ strategy: 'export', proof: { serial: serialOf(certificate) } });
  expect((await toldOf(inbox, issuance, 'replaced')).text).toContain(serialOf(certificate));
  expect(await certificateFindingOf(guard, arn)).toBeUndefined(); // nobody had to do anything
}

test('export: what ACM renewed is published by itself, where a tag of the certificate says', async () => {
  const secret = 'journey/exported-by-tag';
  const arn = await renewed('tagged.example.com', (each) =>
    tagCertificate(guard, each, { 'renewguard:secret': secret }),
  );
  await expectExported(arn, secret);
});

test('export: what ACM renewed is published by itself, where a record in the table says', async () => {
  const secret = 'journey/exported-by-record';
  const arn = await renewed('recorded.example.com', (each) => setRoute(guard, each, { secret }));
  await expectExported(arn, secret);
});

test('acm-managed: a new ARN waits until the service uses it; then the old one is marked as replaced', async () => {
  const old = await importedCertificate(guard.pki, authority, 20, SITE);
  await useCertificate(guard.emulatorUrl, old, [LOAD_BALANCER]);
  const asked = { certificateArn: old, strategy: 'acm-managed' };
  const waits = await reissued(guard, asked);
  expect(waits).toMatchObject({ next: 'finish' });
  expect(waits.because).toContain(`the old ARN is still used by ${LOAD_BALANCER}`);
  const waiting = await issuanceFor(guard, old);
  const arn = waiting.issued?.certificateArn ?? '';
  expect(waiting.state).toBe('delivered');
  const { text } = await toldOf(inbox, waiting, 'adoption');
  for (const each of [LOAD_BALANCER, old, arn]) expect(text).toContain(each);

  await useCertificate(guard.emulatorUrl, old, []);
  await useCertificate(guard.emulatorUrl, arn, [LOAD_BALANCER]);
  await reissued(guard, asked);
  expectReplacedNames(await acmCertificate(guard, old), await acmCertificate(guard, arn));
  const proven = await issuanceFor(guard, old);
  expect(proven).toMatchObject({ state: 'finished', intent: waiting.intent, attempt: 1 });
  await toldOf(inbox, proven, 'replaced');
  expect(await describeByAcm(guard.pki, arn)).toMatchObject({ Type: 'PRIVATE', RenewalEligibility: 'ELIGIBLE' });
});

/** ACM asks for names only: the rest of the subject is not kept. */
function expectReplacedNames(old: X509Certificate, now: X509Certificate): void {
  const names = ({ subjectAltName = '' }: X509Certificate) => subjectAltName.split(', ').toSorted();
  expect(names(now)).toEqual(names(old));
}

test('notify: nothing is issued, and the execution says what is to be done by hand', async () => {
  const { arn } = await issueDirectly(guard.pki, authority, 20);
  const { next, because } = await reissued(guard, { certificateArn: arn });
  expect(next).toBe('finish');
  expect(because).toContain(`npx renewguard route set ${arn} --strategy secret`);
  expect(await issuancesFor(guard, arn)).toEqual([]);
});
