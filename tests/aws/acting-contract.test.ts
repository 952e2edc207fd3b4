import { createPublicKey, X509Certificate } from 'node:crypto';
import { CertificateActor } from '../../core/aws/acm-actor.ts';
import { AuditReports } from '../../core/aws/audit-reports.ts';
import { AuthorityIssuer } from '../../core/aws/issuer.ts';
import type { CertificateRequest } from '../../core/domain/reissue/issuance.ts';
import { SecretText } from '../../core/pki/secret-text.ts';
import type { AcmActor, CertificatePem, Issuer } from '../../core/reissue/ports.ts';
import { nameOf } from '../../local/pki-emulator/src/x509/names.ts';
import { writeRequest } from '../../local/pki-emulator/src/x509/requests.ts';
import { subjectAlternativeName } from '../../local/pki-emulator/src/x509/extension.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { CERTIFICATE_ARN } from '../builders/certificates.ts';
import { keyPem, newKey, type KeyFamily } from '../builders/private-authority.ts';
import { activeRoot, template } from '../emulator/kit/authorities.ts';
import { preparedBucket } from '../emulator/kit/buckets.ts';
import { imported } from '../emulator/kit/certificates.ts';
import { type Bench, DAY, startBench } from '../emulator/kit/emulator.ts';
import { verifies } from '../emulator/kit/openssl.ts';
import { FakeAcm } from '../fakes/fake-acm.ts';
import { FakeIssuer } from '../fakes/fake-issuer.ts';
import { MovableClock } from '../fakes/movable-clock.ts';
import { accountOf } from './acting.ts';

/** AWS Private CA and ACM with a CA, and a clock that can be moved. */
interface Place {
  readonly issuer: Issuer;
  readonly acm: AcmActor;
  readonly authorityArn: string;
  now(): Promise<Date>;
  forward(seconds: number): Promise<void>;
  /** Lets somebody import a certificate. @returns its ARN */
  imported(pem: CertificatePem, key: string): Promise<string>;
}

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

let accounts = 0;

async function emulated(): Promise<Place> {
  const account = String(700_000_000_000 + ++accounts);
  const own = accountOf(bench, account);
  const client = bench.s3(account);
  const now = async () => new Date(((await bench.admin('GET', '/clock')).body as { now: string }).now);
  const reports = new AuditReports({ client, name: await preparedBucket(client) }, { now });
  return {
    issuer: new AuthorityIssuer(own, reports),
    acm: new CertificateActor(own),
    authorityArn: await activeRoot(bench.pca(account)),
    now,
    forward: (seconds) => bench.advance(seconds),
    imported: ({ certificate, chain }, key) =>
      imported(bench.acm(account), {
        Certificate: Buffer.from(certificate),
        CertificateChain: Buffer.from(chain),
        PrivateKey: Buffer.from(key),
      }),
  };
}

async function faked(): Promise<Place> {
  const clock = new MovableClock();
  const issuer = new FakeIssuer(clock);
  const acm = new FakeAcm(clock, issuer);
  await issuer.add();
  return {
    issuer,
    acm,
    authorityArn: AUTHORITY_ARN,
    now: () => clock.now(),
    forward: (seconds) => Promise.resolve(clock.forward(seconds)),
    imported: async (pem, key) => (await acm.addImported(pem, key)).arn,
  };
}

const TOKEN = 'abcdef0123456789abcdef0123456789abcd';

/** A CSR with its key. */
async function asked(names: readonly string[] = ['www.example.com'], family: KeyFamily = 'ECDSA') {
  const privateKey = newKey(family);
  const algorithm = family === 'RSA' ? 'SHA256WITHRSA' : 'SHA256WITHECDSA';
  const san = subjectAlternativeName(names.map((value) => ({ kind: 'dns', value })));
  const { pem: csr } = await writeRequest(nameOf({ CommonName: names[0] ?? '' }), { privateKey, algorithm }, [san]);
  return { csr, key: keyPem(privateKey), publicKey: createPublicKey(privateKey) };
}

const refused = (name: string) => ({ name });

describe.each([
  ['the emulator, through the adapters', emulated],
  ['the fakes', faked],
])('with %s', (_, placeOf) => {
  let place: Place;
  let issuer: Issuer;
  let acm: AcmActor;
  let authorityArn: string;
  beforeEach(async () => {
    place = await placeOf();
    ({ issuer, acm, authorityArn } = place);
  });

  const request = async (different: Partial<CertificateRequest> = {}): Promise<CertificateRequest> => ({
    authorityArn,
    templateArn: template('EndEntityCertificate'),
    signingAlgorithm: 'SHA256WITHECDSA',
    notAfter: Math.floor((await place.now()).getTime() / 1000) + 30 * DAY,
    ...different,
  });

  async function issued(arn: string): Promise<CertificatePem> {
    for (;;) {
      const pem = await issuer.issuedPem(authorityArn, arn);
      if (pem !== undefined) return pem;
    }
  }

  async function held(arn: string): Promise<CertificatePem> {
    for (;;) {
      const pem = await acm.acmPem(arn);
      if (pem !== undefined) return pem;
    }
  }

  /** A certificate of the CA with its key. */
  async function made(names?: readonly string[], family?: KeyFamily) {
    const { csr, key } = await asked(names, family);
    return { key, pem: await issued(await issuer.issueCertificate(await request(), csr, TOKEN)) };
  }

  const serialOf = (pem: string) => new X509Certificate(pem).serialNumber.toLowerCase();

  describe('a private CA', () => {
    test('issues what the CSR asks for, until the second that is asked for, under itself', async () => {
      const { csr, publicKey } = await asked(['www.example.com', 'api.example.com']);
      const wanted = await request();
      const arn = await issuer.issueCertificate(wanted, csr, TOKEN);
      expect(arn).toMatch(new RegExp(`^${authorityArn}/certificate/[0-9a-f]{32}$`));
      const { certificate, chain } = await issued(arn);
      const read = new X509Certificate(certificate);
      expect(read.publicKey.equals(publicKey)).toBe(true);
      expect(read.subjectAltName).toBe('DNS:www.example.com, DNS:api.example.com');
      expect(Date.parse(read.validTo) / 1000).toBe(wanted.notAfter);
      expect(parseInt(arn.slice(-32), 16)).toBe(parseInt(read.serialNumber, 16));
      const own = await issuer.authorityCertificate(authorityArn);
      expect(own.chain).toBe('');
      expect(chain.trim()).toBe(own.certificate.trim());
      expect(verifies(certificate, '', own.certificate, await place.now())).toBe('OK');
    });

    test('remembers a token for five minutes, and only for the same request', async () => {
      const { csr } = await asked();
      const wanted = await request();
      const first = await issuer.issueCertificate(wanted, csr, TOKEN);
      await place.forward(299);
      expect(await issuer.issueCertificate(wanted, csr, TOKEN)).toBe(first);
      const another = { ...wanted, notAfter: wanted.notAfter - 60 };
      expect(await issuer.issueCertificate(another, csr, TOKEN)).not.toBe(first);
      await place.forward(2);
      expect(await issuer.issueCertificate(wanted, csr, TOKEN)).not.toBe(first);
    });

    test('issues once for equal requests at the same moment', async () => {
      const { csr } = await asked();
      const wanted = await request();
      const arns = await Promise.all(Array.from({ length: 5 }, () => issuer.issueCertificate(wanted, csr, TOKEN)));
      expect(new Set(arns).size).toBe(1);
    });

    test.each<[string, Partial<CertificateRequest>]>([
      ['beyond its end', { notAfter: 4_000_000_000 }],
      ['in the past', { notAfter: 1_000_000_000 }],
      ['by no template', { templateArn: template('NoSuch') }],
      ['signed in another way', { signingAlgorithm: 'SHA256WITHRSA' }],
    ])('issues nothing %s', async (__, different) => {
      const { csr } = await asked();
      const wanted = await request(different);
      await expect(issuer.issueCertificate(wanted, csr, TOKEN)).rejects.toMatchObject(refused('AuthorityCannotIssue'));
    });

    test('issues nothing for what is no CSR, and nothing of a CA that isn’t there', async () => {
      const { csr } = await asked();
      const wanted = await request();
      await expect(issuer.issueCertificate(wanted, 'none', TOKEN)).rejects.toMatchObject(refused('CsrRefused'));
      const never = { ...wanted, authorityArn: authorityArn.replace(/.{12}$/, '000000000000') };
      await expect(issuer.issueCertificate(never, csr, TOKEN)).rejects.toMatchObject(refused('AuthorityCannotIssue'));
      const missing = `${authorityArn}/certificate/${'0'.repeat(32)}`;
      await expect(issuer.issuedPem(authorityArn, missing)).rejects.toMatchObject(refused('AuthorityCannotIssue'));
    });

    test('revokes once, needs it no more after the end, and never what it did not issue', async () => {
      const since = (await place.now()).toISOString();
      const { csr } = await asked();
      const arn = await issuer.issueCertificate(await request(), csr, TOKEN);
      const serial = serialOf((await issued(arn)).certificate);
      for (let time = 0; time < 2; time++) await issuer.revokeCertificate(authorityArn, serial);
      await place.forward(400);
      const rows = await issuer.issuedSince(authorityArn, since);
      expect(rows?.find(({ certificateArn }) => certificateArn === arn)).toMatchObject({
        serial,
        revokedAt: expect.any(String) as string,
      });
      await expect(issuer.revokeCertificate(authorityArn, 'abcdef')).rejects.toMatchObject(refused('AwsRefused'));
      await place.forward(31 * DAY);
      await expect(issuer.revokeCertificate(authorityArn, serial)).resolves.toBeUndefined();
    });

    test('reports what it issued, five minutes later, and is asked for a report once in half an hour', async () => {
      const { csr } = await asked();
      await place.forward(60);
      const since = (await place.now()).toISOString();
      const arn = await issuer.issueCertificate(await request(), csr, TOKEN);
      await issued(arn);
      expect(await issuer.issuedSince(authorityArn, since)).toBeUndefined();
      await place.forward(301);
      for (let time = 0; time < 2; time++)
        expect(await issuer.issuedSince(authorityArn, since)).toMatchObject([
          { certificateArn: arn, templateArn: template('EndEntityCertificate') },
        ]);
      const later = (await place.now()).toISOString();
      await place.forward(301);
      expect(await issuer.issuedSince(authorityArn, later)).toBeUndefined();
      await place.forward(1800);
      expect(await issuer.issuedSince(authorityArn, later)).toEqual([]);
    });
  });

  describe('ACM', () => {
    test('takes an import into an ARN, of the same kind of key', async () => {
      const [one, two] = [await made(), await made()];
      const arn = await place.imported(one.pem, one.key);
      expect(await acm.acmStanding(arn)).toMatchObject({
        kind: 'imported',
        status: 'ISSUED',
        keyType: 'EC_prime256v1',
      });
      await acm.importInto(arn, two.pem, new SecretText(two.key));
      expect(await acm.acmStanding(arn)).toMatchObject({ serial: serialOf(two.pem.certificate) });
      expect((await held(arn)).certificate.trim()).toBe(two.pem.certificate.trim());
    });

    test('tells every ARN under which it holds a certificate, by the serial number', async () => {
      const [one, two] = [await made(), await made()];
      const arns = [await place.imported(one.pem, one.key), await place.imported(one.pem, one.key)];
      const other = await place.imported(two.pem, two.key);
      const found = await acm.certificatesWithSerial(serialOf(one.pem.certificate), other);
      expect(found.toSorted()).toEqual(arns.toSorted());
      expect(await acm.certificatesWithSerial('abc', other)).toEqual([]);
    });

    test('takes no key of another certificate, no other kind of key, no other names, and nothing that is over', async () => {
      const one = await made();
      const arn = await place.imported(one.pem, one.key);
      const into = ({ pem, key }: { pem: CertificatePem; key: string }) =>
        acm.importInto(arn, pem, new SecretText(key));
      const two = await made();
      const attempts = [
        { pem: two.pem, key: one.key },
        await made(['www.example.com'], 'RSA'),
        await made(['elsewhere.example.com']),
      ];
      for (const attempt of attempts) await expect(into(attempt)).rejects.toMatchObject(refused('DeliveryRefused'));
      await place.forward(31 * DAY);
      await expect(into(two)).rejects.toMatchObject(refused('DeliveryRefused'));
      expect(await acm.acmStanding(arn)).toMatchObject({ serial: serialOf(one.pem.certificate), status: 'EXPIRED' });
    });

    const wish = { names: ['www.example.com', 'api.example.com'], keyType: 'EC_prime256v1', token: 'a'.repeat(32) };

    test('requests once for a token and an hour, and finds it again by its tag', async () => {
      const since = (await place.now()).toISOString();
      const wanted = { ...wish, authorityArn, tags: { 'renewguard:intent': 'i1' } };
      const arn = await acm.requestCertificate(wanted);
      await place.forward(3599);
      expect(await acm.requestCertificate(wanted)).toBe(arn);
      await place.forward(2);
      const again = await acm.requestCertificate({ ...wanted, tags: {} });
      expect(again).not.toBe(arn);
      expect(await acm.requestedCertificate('i1', arn, 'www.example.com', since)).toBe(arn);
      expect(await acm.requestedCertificate('i2', arn, 'www.example.com', since)).toBeUndefined();
      expect(await acm.requestedCertificate('i1', arn, 'api.example.com', since)).toBeUndefined();
      const now = (await place.now()).toISOString();
      expect(await acm.requestedCertificate('i1', arn, 'www.example.com', now)).toBeUndefined();
      const { certificate, chain } = await held(arn);
      expect(new X509Certificate(certificate).subjectAltName).toBe('DNS:www.example.com, DNS:api.example.com');
      expect(chain.trim()).toBe((await issuer.authorityCertificate(authorityArn)).certificate.trim());
    });

    test('exports the key, and holds the certificate for eligible from then on', async () => {
      const arn = await acm.requestCertificate({ ...wish, authorityArn, tags: {} });
      const { certificate } = await held(arn);
      expect(await acm.acmStanding(arn)).toMatchObject({ kind: 'private', eligibility: 'INELIGIBLE', inUseBy: [] });
      const exported = await acm.exportKey(arn);
      expect(exported.certificate).toBe(certificate);
      const key = createPublicKey(exported.privateKey.reveal());
      expect(key.equals(new X509Certificate(certificate).publicKey)).toBe(true);
      expect(await acm.acmStanding(arn)).toMatchObject({ eligibility: 'ELIGIBLE' });
    });

    test('exports nothing that was imported, and nothing that isn’t there', async () => {
      const one = await made();
      const arn = await place.imported(one.pem, one.key);
      const gone = CERTIFICATE_ARN.replace(PKI, arn.split(':')[4] ?? '');
      await expect(acm.exportKey(arn)).rejects.toMatchObject(refused('DeliveryRefused'));
      await expect(acm.exportKey(gone)).rejects.toMatchObject(refused('DeliveryRefused'));
      await expect(acm.importInto(gone, one.pem, new SecretText(one.key))).rejects.toMatchObject(
        refused('DeliveryRefused'),
      );
      expect(await acm.acmStanding(gone)).toBeUndefined();
      expect(await acm.acmPem(gone)).toBeUndefined();
    });
  });
});
