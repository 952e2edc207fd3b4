import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import fc from 'fast-check';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { KEY_USAGES } from '../../core/domain/reissue/certificate-content.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { basicConstraints, extendedKeyUsage, keyUsage } from '../../local/pki-emulator/src/x509/extension.ts';
import { generalName } from '../../local/pki-emulator/src/x509/general-names.ts';
import { anyText } from '../builders/any-text.ts';
import * as issuedPem from '../builders/issued-pem.ts';
import {
  certificatePem,
  CLIENT,
  commonName,
  der,
  dnsName,
  extension,
  madeCertificate,
  madeContent,
  names,
  OF_AUTHORITY,
  requestPem,
  SERVER,
  spkiOf,
} from '../builders/made-certificates.ts';
import { anyExtensions, anyName, generalNames } from '../builders/x509-arbitraries.ts';

const base64 = (bytes: Buffer): string => bytes.toString('base64');

describe.each(Object.keys(issuedPem) as (keyof typeof issuedPem)[])('the certificate %s', (which) => {
  const pem = issuedPem[which];
  const content = readCertificate(pem);
  const node = new X509Certificate(pem);

  test('is read as OpenSSL reads it', () => {
    expect(content).toMatchObject({
      serial: node.serialNumber.toLowerCase(),
      notBefore: new Date(node.validFrom).toISOString(),
      notAfter: new Date(node.validTo).toISOString(),
      isAuthority: node.ca,
      publicKey: base64(node.publicKey.export({ type: 'spki', format: 'der' })),
      keyType: node.publicKey.asymmetricKeyType === 'rsa' ? 'RSA_2048' : 'EC_prime256v1',
      subject: content.issuer,
    });
    expect(content.extendedKeyUsages).toEqual(node.keyUsage ?? []);
  });

  test('has all its names', () => {
    const told = node.subjectAltName?.split(/, (?=(?:[^"]*"[^"]*")*[^"]*$)/) ?? [];
    const labels = { dns: 'DNS', ip: 'IP Address', uri: 'URI', email: 'email', other: 'othername' };
    expect(content.names.map(({ kind, value }) => `${labels[kind]}:${value}`)).toEqual(
      told.map((each) => each.replace(/".*"/, (quoted) => JSON.parse(quoted) as string)),
    );
  });
});

describe('what a certificate says', () => {
  test('is read byte for byte, however odd', async () => {
    await fc.assert(
      fc.asyncProperty(anyName, anyName, anyExtensions, async (subject, issuer, extensions) => {
        const content = await madeContent({ subject, issuer, extensions });
        expect(content).toMatchObject({ subject: base64(subject), issuer: base64(issuer), serial: '0a1b2c' });
        expect(content.extensions).toEqual(
          extensions.map(({ type, critical, value }) => ({ oid: type, critical, value: base64(value) })),
        );
      }),
      { numRuns: 150 },
    );
  });

  test('names of each kind', async () => {
    const uri = 'spiffe://example.com/ns/web';
    const all = [
      generalName({ kind: 'dns', value: '*.example.com' }),
      generalName({ kind: 'ip', value: '192.0.2.1' }),
      generalName({ kind: 'ip', value: '2001:db8::1:0:0:1' }),
      generalName({ kind: 'ip', value: '::' }),
      generalName({ kind: 'uri', value: uri }),
      generalName({ kind: 'email', value: 'a@example.com' }),
    ];
    const upn = generalName({ kind: 'other', type: '1.3.6.1.4.1.311.20.2.3', value: der.utf8String('a@example.com') });
    const network = der.element(0x87, Buffer.alloc(8));
    const { names: read } = await madeContent({ extensions: [names(...all, upn, network)] });
    expect(read).toEqual([
      { kind: 'dns', value: '*.example.com' },
      { kind: 'ip', value: '192.0.2.1' },
      { kind: 'ip', value: '2001:db8::1:0:0:1' },
      { kind: 'ip', value: '::' },
      { kind: 'uri', value: uri },
      { kind: 'email', value: 'a@example.com' },
      { kind: 'other', value: base64(upn) },
      { kind: 'other', value: base64(network) },
    ]);
  });

  test('names that differ are never the same in text', async () => {
    await fc.assert(
      fc.asyncProperty(generalNames, generalNames, async (some, others) => {
        const { names: read } = await madeContent({ extensions: [names(some, others)] });
        expect(JSON.stringify(read[0]) === JSON.stringify(read[1])).toBe(some.equals(others));
      }),
    );
  });

  test('each key usage by its bit, and every purpose', async () => {
    for (const [bit, usage] of KEY_USAGES.entries())
      expect((await madeContent({ extensions: [keyUsage(1 << bit)] })).keyUsages).toEqual([usage]);
    const { keyUsages, extendedKeyUsages } = await madeContent({
      extensions: [keyUsage(511), extendedKeyUsage([CLIENT, SERVER, '1.3.6.1.4.1.99999.1'])],
    });
    expect(keyUsages).toEqual(KEY_USAGES);
    expect(extendedKeyUsages).toEqual([CLIENT, SERVER, '1.3.6.1.4.1.99999.1']);
  });

  test('whether it is a CA’s', async () => {
    expect(await madeContent({ extensions: OF_AUTHORITY })).toMatchObject({ isAuthority: true });
    expect(await madeContent({ extensions: [basicConstraints(false, undefined, true)] })).toMatchObject({
      isAuthority: false,
    });
    expect(await madeContent({ extensions: [] })).toMatchObject({ isAuthority: false, names: [], keyUsages: [] });
  });

  test.each([
    ['0', '00'],
    ['0a', '0a'],
    ['00ff', 'ff'],
    ['7f0000', '7f0000'],
    ['ff'.repeat(20), 'ff'.repeat(20)],
    ['000abc', '0abc'],
  ])('the serial %s as whole bytes: %s', async (serial, read) => {
    expect((await madeContent({ serial: serial.length % 2 === 1 ? `0${serial}` : serial })).serial).toBe(read);
  });

  test.each([
    ['1950-01-01T00:00:00.000Z', '2049-12-31T23:59:59.000Z'],
    ['2050-01-01T00:00:00.000Z', '9999-12-31T23:59:59.000Z'],
    ['2028-02-29T12:30:45.000Z', '2050-01-01T00:00:00.000Z'],
  ])('from when and until when: %s, %s', async (notBefore, notAfter) => {
    expect(await madeContent({ notBefore, notAfter })).toMatchObject({ notBefore, notAfter });
  });

  const bits = der.bitString(Buffer.from([1]));
  const algorithm = (oid: string) => der.sequence(der.sequence(der.oid(oid)), bits);
  test.each<[string, () => Buffer]>([
    ['RSA_1024', () => spkiOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey)],
    ['RSASSA-PSS_1024', () => spkiOf(generateKeyPairSync('rsa-pss', { modulusLength: 1024 }).privateKey)],
    ['EC_prime256v1', () => spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey)],
    ['EC_secp384r1', () => spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-384' }).privateKey)],
    ['EC_secp521r1', () => spkiOf(generateKeyPairSync('ec', { namedCurve: 'P-521' }).privateKey)],
    ['EC_secp256k1', () => spkiOf(generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey)],
    ['ED25519', () => spkiOf(generateKeyPairSync('ed25519').privateKey)],
    ['ED448', () => spkiOf(generateKeyPairSync('ed448').privateKey)],
    ['ML_DSA_65', () => algorithm('2.16.840.1.101.3.4.3.18')],
    ['1.2.3.4', () => algorithm('1.2.3.4')],
  ])('the type of its key: %s', async (keyType, spki) => {
    const key = spki();
    expect(await madeContent({ spki: key })).toMatchObject({ keyType, publicKey: base64(key) });
  });
});

describe('a certificate is refused', () => {
  const some = [names(dnsName('a.example.com')), keyUsage(5), extendedKeyUsage([SERVER])];

  test('by name when it is cut off anywhere, and whatever byte of it is another', async () => {
    const whole = new X509Certificate(await madeCertificate({ extensions: some })).raw;
    for (let at = 0; at < whole.length; at++) {
      expect(() => readCertificate(certificatePem(whole.subarray(0, at)))).toThrow(InvalidInput);
      for (const octet of [0x00, 0x80, 0xff, (whole[at] ?? 0) ^ 1]) {
        const changed = Buffer.from(whole);
        changed[at] = octet;
        try {
          readCertificate(certificatePem(changed));
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidInput);
        }
      }
    }
  });

  test('by name whatever the text is', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          anyText(),
          fc.string({
            unit: fc.constantFrom('-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', 'MAA=', '\n', 'A'),
          }),
        ),
        (text) => {
          expect(() => readCertificate(text)).toThrow(InvalidInput);
        },
      ),
    );
  });

  test.each<[string, Buffer]>([
    ['(key usage)', der.element(0x03)],
    ['(key usage)', der.element(0x03, Buffer.from([8, 1]))],
    ['(key usage)', der.octetString(Buffer.alloc(1))],
  ])('saying where: %s', async (words, value) => {
    const pem = await madeCertificate({ extensions: [extension('2.5.29.15', value)] });
    expect(() => readCertificate(pem)).toThrow(`certificate ${words}: expected what an X.509 certificate has there`);
  });

  test.each<[string, string, Buffer]>([
    ['extended key usage', '2.5.29.37', der.sequence(der.integer(1))],
    ['subject alternative name', '2.5.29.17', der.sequence(der.element(0xa2, dnsName('a')))],
    ['subject alternative name', '2.5.29.17', Buffer.from('30840000', 'hex')],
    ['basic constraints', '2.5.29.19', Buffer.alloc(0)],
  ])('saying where: %s', async (part, type, value) => {
    const pem = await madeCertificate({ extensions: [extension(type, value)] });
    expect(() => readCertificate(pem)).toThrow(`certificate (${part})`);
  });

  const two = async () => (await madeCertificate()) + (await madeCertificate());
  test.each<[string, () => string | Promise<string>]>([
    ['two certificates', two],
    ['an extension twice', () => madeCertificate({ extensions: [keyUsage(1), keyUsage(1)] })],
    ['a request', () => requestPem(der.sequence())],
    ['a certificate and half another', async () => (await madeCertificate()) + '-----BEGIN CERTIFICATE-----\nMII'],
    ['a text that is too large', () => ' '.repeat(200_000)],
  ])('for %s', async (_, pem) => {
    const text = await pem();
    expect(() => readCertificate(text)).toThrow(InvalidInput);
  });

  test('but not for text around it, a subject of nobody, or a TRUE that is not 0xff', async () => {
    expect(readCertificate(`Subject: CN=a\n${await madeCertificate()}\n# end`).subjectText).toBe('CN=www.example.com');
    expect((await madeContent({ subject: der.sequence() })).subjectText).toBe('');
    const loose = der.sequence(der.element(0x01, Buffer.from([1])));
    expect((await madeContent({ extensions: [extension('2.5.29.19', loose)] })).isAuthority).toBe(true);
  });
});

test('64 KB of names, or of one name, are read at once', async () => {
  const tiny = Array.from({ length: 20_000 }, () => dnsName('a'));
  const began = performance.now();
  expect((await madeContent({ extensions: [names(...tiny)] })).names).toHaveLength(20_000);
  expect((await madeContent({ subject: commonName('\u202e+'.repeat(12_000)) })).subjectText.length).toBeGreaterThan(
    100_000,
  );
  let nested = commonName('a');
  for (let depth = 0; depth < 3000; depth++) nested = der.explicit(4, nested);
  expect((await madeContent({ extensions: [names(nested)] })).names).toHaveLength(1);
  expect(performance.now() - began).toBeLessThan(5000);
});
