import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { inspect } from 'node:util';
import { CertificateActor } from '../../core/aws/acm-actor.ts';
import { SecretText } from '../../core/pki/secret-text.ts';
import type { CertificatePem } from '../../core/reissue/ports.ts';
import { activeRoot } from '../emulator/kit/authorities.ts';
import { importable, imported, type Importable } from '../emulator/kit/certificates.ts';
import { type Bench, freshAccount, startBench } from '../emulator/kit/emulator.ts';
import { foreignAuthority } from '../emulator/kit/openssl.ts';
import { AUTHORITY_ARN, STRANGER } from '../builders/accounts.ts';
import { CERTIFICATE_ARN } from '../builders/certificates.ts';
import { failure, output, reset, StubAws } from '../fakes/stub-aws.ts';
import { accountOf, stubbedAccount } from './acting.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());
afterEach(() => bench.admin('DELETE', '/faults'));

function acting() {
  const account = freshAccount();
  const acm = bench.acm(account);
  return { account, acm, actor: new CertificateActor(accountOf(bench, account)) };
}

const pemOf = ({ Certificate, CertificateChain }: Importable): CertificatePem => ({
  certificate: Certificate.toString(),
  chain: CertificateChain.toString(),
});
const keyOf = ({ PrivateKey }: Importable) => new SecretText(PrivateKey.toString());
const now = async () => ((await bench.admin('GET', '/clock')).body as { now: string }).now;

async function issuedBy(actor: CertificateActor, arn: string): Promise<CertificatePem> {
  for (;;) {
    const pem = await actor.acmPem(arn);
    if (pem !== undefined) return pem;
  }
}

const plain = (serial: string) => serial.replace(/^(00)+(?=..)/, '');
const serialIn = (pem: string) => new X509Certificate(pem).serialNumber.toLowerCase();

/** The parts of a key that nobody may see. */
const secretParts = (key: string): readonly string[] => [
  ...key.split('\n').filter((line) => line.length > 16 && !line.startsWith('-----')),
  Buffer.from(key).toString('base64'),
];

function expectNothingSaid(error: unknown, key: string): void {
  const said = [inspect(error, { depth: 9, showHidden: true }), JSON.stringify(error), String((error as Error).stack)];
  for (const part of secretParts(key)) for (const text of said) expect(text.includes(part)).toBe(false);
}

describe('importing into an ARN', () => {
  test('replaces certificate, chain and key, and keeps the ARN', async () => {
    const { acm, actor } = acting();
    const by = foreignAuthority();
    const arn = await imported(acm, importable({ by }));
    const next = importable({ by });
    await actor.importInto(arn, pemOf(next), keyOf(next));
    expect(await actor.acmStanding(arn)).toMatchObject({ kind: 'imported', serial: serialIn(pemOf(next).certificate) });
    expect((await actor.acmPem(arn))?.certificate.trim()).toBe(pemOf(next).certificate.trim());
  });

  test('is done without a chain where there is none', async () => {
    const { acm, actor } = acting();
    const by = foreignAuthority();
    const arn = await imported(acm, importable({ by }));
    const next = importable({ by });
    await actor.importInto(arn, { ...pemOf(next), chain: '\n' }, keyOf(next));
    expect((await actor.acmPem(arn))?.chain).toBe('');
  });

  test.each<[string, () => Importable, RegExp]>([
    ['another type of key', () => importable({ key: 'rsa' }), /key type and size must stay EC_prime256v1/],
    ['usages that are gone', () => importable({ extensions: ['subjectAltName=DNS:imported.example.com'] }), /usages/],
    ['no name that stays', () => importable({ extensions: ['subjectAltName=DNS:x.example.com'] }), /domain name/],
    ['the key of another', () => ({ ...importable(), PrivateKey: importable().PrivateKey }), /private key/],
  ])('is refused with %s, with ACM’s own reason, and without the key', async (_, made, reason) => {
    const { acm, actor } = acting();
    const arn = await imported(acm);
    const next = made();
    const error: unknown = await actor.importInto(arn, pemOf(next), keyOf(next)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'DeliveryRefused', message: expect.stringMatching(reason) as string });
    expect((error as Error).message).toContain(arn);
    expectNothingSaid(error, next.PrivateKey.toString());
  });

  test('is refused where the certificate was deleted, was not imported, or is none of ACM', async () => {
    const { account, acm, actor } = acting();
    const next = importable();
    const into = (arn: string) => actor.importInto(arn, pemOf(next), keyOf(next));
    const refused = { name: 'DeliveryRefused' };
    await expect(into(CERTIFICATE_ARN.replace(/\d{12}/, account))).rejects.toMatchObject(refused);
    await expect(into(`${AUTHORITY_ARN}/certificate/ab`)).rejects.toMatchObject(refused);
    await expect(into('')).rejects.toMatchObject({ name: 'InvalidInput' });
    expect(acm).toBeDefined();
  });

  test.each([
    ['ConflictException', 'DeliveryRefused'],
    ['LimitExceededException', 'DeliveryRefused'],
    ['ThrottlingException', 'AwsUnavailable'],
    ['AccessDeniedException', 'AwsRefused'],
  ])('answers %s with %s', async (error, name) => {
    const { account, acm, actor } = acting();
    const arn = await imported(acm);
    await bench.admin('POST', '/faults', { service: 'acm', operation: 'ImportCertificate', account, error });
    const next = importable();
    await expect(actor.importInto(arn, pemOf(next), keyOf(next))).rejects.toMatchObject({ name });
  });
});

describe('requesting through ACM', () => {
  const names = ['www.example.com', 'api.example.com'];
  const wish = { names, keyType: 'EC_prime256v1', token: 'a'.repeat(32), tags: { 'renewguard:intent': 'i1' } };
  const requesting = async () => {
    const { account, ...more } = acting();
    return { account, ...more, authorityArn: await activeRoot(bench.pca(account)) };
  };

  test('gets one certificate for a token, with the names, the first of them in front', async () => {
    const { actor, authorityArn } = await requesting();
    const arn = await actor.requestCertificate({ ...wish, authorityArn });
    expect(await actor.requestCertificate({ ...wish, authorityArn })).toBe(arn);
    const { certificate, chain } = await issuedBy(actor, arn);
    expect(new X509Certificate(certificate).subjectAltName).toBe('DNS:www.example.com, DNS:api.example.com');
    expect(chain).not.toBe('');
    expect(await actor.acmStanding(arn)).toEqual({
      kind: 'private',
      status: 'ISSUED',
      serial: plain(serialIn(certificate)),
      keyType: 'EC_prime256v1',
      eligibility: 'INELIGIBLE',
      inUseBy: [],
    });
  });

  test('is found again by its tag, when the token is forgotten, and among others of the same name', async () => {
    const { account, actor, authorityArn } = await requesting();
    const beside = CERTIFICATE_ARN.replace(/\d{12}/, account);
    const since = await now();
    expect(await actor.requestedCertificate('i1', beside, names[0]!, since)).toBeUndefined();
    const other = { ...wish, authorityArn, token: 'b'.repeat(32), tags: { 'renewguard:intent': 'i2' } };
    await actor.requestCertificate(other);
    const arn = await actor.requestCertificate({ ...wish, authorityArn });
    await actor.requestCertificate({ ...other, token: 'c'.repeat(32) });
    await bench.advance(2 * 3600);
    expect(await actor.requestedCertificate('i1', beside, names[0]!, since)).toBe(arn);
    expect(await actor.requestedCertificate('i1', beside, 'elsewhere.example.com', since)).toBeUndefined();
    expect(await actor.requestedCertificate('i3', beside, names[0]!, since)).toBeUndefined();
    expect(await actor.requestedCertificate('i1', beside, names[0]!, await now())).toBeUndefined();
  });

  test('is not possible with no name, or with more than ACM takes', async () => {
    const { account, actor } = acting();
    const authorityArn = AUTHORITY_ARN.replace(/\d{12}/, account);
    for (const many of [[], Array.from({ length: 101 }, (_, index) => `${index}.example.com`)])
      await expect(actor.requestCertificate({ ...wish, authorityArn, names: many })).rejects.toMatchObject({
        name: 'DeliveryRefused',
        message: expect.stringContaining(`not ${many.length}`) as string,
      });
  });

  test('of a kind of key that ACM does not issue is refused with its reason', async () => {
    const { actor, authorityArn } = await requesting();
    await expect(actor.requestCertificate({ ...wish, authorityArn, keyType: 'RSA_4096' })).rejects.toMatchObject({
      name: 'DeliveryRefused',
      message: expect.stringContaining('RSA_4096') as string,
    });
  });

  test('that ACM could not issue has no certificate to give: it says why not', async () => {
    const { actor, authorityArn } = await requesting();
    const arn = await actor.requestCertificate({ ...wish, authorityArn, keyType: 'RSA_2048' });
    await expect(issuedBy(actor, arn)).rejects.toMatchObject({ name: 'DeliveryRefused' });
    expect(await actor.acmStanding(arn)).toMatchObject({ status: 'FAILED' });
  });
});

describe('exporting', () => {
  test('gives the key of the certificate, in the clear, and makes it eligible for renewal', async () => {
    const { account, actor } = acting();
    const authorityArn = await activeRoot(bench.pca(account));
    const arn = await actor.requestCertificate({
      ...{ authorityArn, names: ['www.example.com'], keyType: 'EC_prime256v1' },
      ...{ token: 'a'.repeat(32), tags: {} },
    });
    const issued = await issuedBy(actor, arn);
    const { privateKey, ...pem } = await actor.exportKey(arn);
    expect(pem).toEqual(issued);
    const key = createPrivateKey(privateKey.reveal());
    expect(createPublicKey(key).equals(new X509Certificate(pem.certificate).publicKey)).toBe(true);
    expect(privateKey.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    expect(await actor.acmStanding(arn)).toMatchObject({ eligibility: 'ELIGIBLE' });
  });

  test('is refused of what was imported, and of what is not there', async () => {
    const { account, acm, actor } = acting();
    const refused = { name: 'DeliveryRefused' };
    await expect(actor.exportKey(await imported(acm))).rejects.toMatchObject(refused);
    await expect(actor.exportKey(CERTIFICATE_ARN.replace(/\d{12}/, account))).rejects.toMatchObject(refused);
  });
});

test('what is not there has neither standing nor certificate', async () => {
  const { account, actor } = acting();
  const arn = CERTIFICATE_ARN.replace(/\d{12}/, account);
  expect(await actor.acmStanding(arn)).toBeUndefined();
  expect(await actor.acmPem(arn)).toBeUndefined();
});

test('what is of another account is not acted on', async () => {
  const { actor } = acting();
  const foreign = CERTIFICATE_ARN.replace(/\d{12}/, STRANGER);
  const refused = { name: 'AccountNotActedOn' };
  await expect(actor.importInto(foreign, { certificate: '', chain: '' }, new SecretText(''))).rejects.toMatchObject(
    refused,
  );
  await expect(actor.exportKey(foreign)).rejects.toMatchObject(refused);
  await expect(actor.acmStanding(foreign)).rejects.toMatchObject(refused);
});

describe('with a service that answers oddly', () => {
  const stub = new StubAws();
  beforeAll(() => stub.start());
  afterAll(() => stub.stop());
  beforeEach(() => stub.clear());
  const actor = () => new CertificateActor(stubbedAccount());

  test('each export has a passphrase of its own, which no error says', async () => {
    stub.on('ExportCertificate', output({ Certificate: 'C', CertificateChain: 'D', PrivateKey: 'not a key' }));
    for (let time = 0; time < 3; time++) {
      const error: unknown = await actor()
        .exportKey(CERTIFICATE_ARN)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ name: 'DeliveryRefused' });
      const { Passphrase } = stub.calls[time]!.input as { Passphrase: string };
      const passphrase = Buffer.from(Passphrase, 'base64').toString();
      expect(passphrase).toMatch(/^[0-9a-f]{64}$/);
      expect(inspect(error, { depth: 9 })).not.toContain(passphrase);
    }
    expect(new Set(stub.calls.map(({ input }) => input['Passphrase'])).size).toBe(3);
  });

  test('an import is sent again, the same, where the answer got lost', async () => {
    stub.on('ImportCertificate', reset, output({ CertificateArn: CERTIFICATE_ARN }));
    await actor().importInto(CERTIFICATE_ARN, { certificate: 'C', chain: 'D' }, new SecretText('K'));
    const [first, second] = stub.callsOf('ImportCertificate');
    expect(second?.input).toEqual(first?.input);
    expect(first?.input).toEqual({
      CertificateArn: CERTIFICATE_ARN,
      Certificate: Buffer.from('C').toString('base64'),
      CertificateChain: Buffer.from('D').toString('base64'),
      PrivateKey: Buffer.from('K').toString('base64'),
    });
  });

  test('a certificate that is being issued is not there yet', async () => {
    stub.on('GetCertificate', failure('RequestInProgressException'));
    expect(await actor().acmPem(CERTIFICATE_ARN)).toBeUndefined();
  });

  test('a serial is told as certificates are read, and a type of key as ACM takes it', async () => {
    const Certificate = { CertificateArn: CERTIFICATE_ARN, Serial: '00:0A:bc', KeyAlgorithm: 'RSA-2048' };
    stub.on('DescribeCertificate', output({ Certificate }));
    expect(await actor().acmStanding(CERTIFICATE_ARN)).toMatchObject({ serial: '0abc', keyType: 'RSA_2048' });
  });
});
