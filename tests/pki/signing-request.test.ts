import { constants, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import fc from 'fast-check';
import { requestable } from '../../core/domain/reissue/requested-extensions.ts';
import { CsrRefused } from '../../core/domain/reissue/refusals.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { generateKey, publicKeyOf } from '../../core/pki/keys.ts';
import { SecretText } from '../../core/pki/secret-text.ts';
import { readSigningRequest, writeSigningRequest } from '../../core/pki/signing-request.ts';
import { readRequest } from '../../local/pki-emulator/src/x509/requests.ts';
import { algorithmIdentifier } from '../../local/pki-emulator/src/x509/signing.ts';
import * as issuedPem from '../builders/issued-pem.ts';
import {
  attribute,
  commonName,
  der,
  dnsName,
  extension,
  EXTENSION_REQUEST,
  madeRequest,
  names,
  requestFor,
  requestPem,
  type RequestWish,
  secretOf,
  someKey,
  spkiOf,
} from '../builders/made-certificates.ts';
import { anyExtensions, anyName } from '../builders/x509-arbitraries.ts';

const secret = secretOf(someKey);
const base64 = (bytes: Buffer): string => bytes.toString('base64');
const asContent = (all: readonly { type: string; critical: boolean; value: Buffer }[]) =>
  all.map(({ type, critical, value }) => ({ oid: type, critical, value: base64(value) }));

describe('a request that was written', () => {
  test('has subject and extensions byte for byte, whatever they are, for whoever reads it', () => {
    fc.assert(
      fc.property(anyName, anyExtensions, (subject, extensions) => {
        const wanted = { subject: base64(subject), extensions: asContent(extensions) };
        const pem = writeSigningRequest(wanted, secret);
        expect(readSigningRequest(pem)).toMatchObject({
          ...wanted,
          publicKey: publicKeyOf(secret),
          keyType: 'EC_prime256v1',
        });
        const request = readRequest(pem);
        expect(request && { ...request, publicKey: undefined }).toEqual({
          subject,
          spki: spkiOf(someKey),
          extensions,
          publicKey: undefined,
        });
      }),
      { numRuns: 300 },
    );
  });

  test.each(Object.keys(issuedPem) as (keyof typeof issuedPem)[])(
    'asks for the same as the certificate %s says',
    (name) => {
      const content = readCertificate(issuedPem[name]);
      const request = readSigningRequest(writeSigningRequest(content, secret));
      const { subject, subjectText, names: all } = content;
      expect(request).toMatchObject({ subject, subjectText, names: all, extensions: requestable(content.extensions) });
    },
  );

  test.each([
    ['2.5.29.14', 'subject key identifier'],
    ['2.5.29.19', 'basic constraints'],
    ['2.5.29.31', 'CRL distribution points'],
    ['2.5.29.35', 'authority key identifier'],
    ['1.3.6.1.5.5.7.1.1', 'authority information access'],
    ['1.3.6.1.4.1.11129.2.4.2', 'signed certificate timestamps'],
  ])('leaves out what the CA says itself: %s, %s', (oid) => {
    const kept = { oid: '2.5.29.32', critical: false, value: 'MAA=' };
    const extensions = [{ oid, critical: true, value: 'MAA=' }, kept];
    const pem = writeSigningRequest({ subject: base64(der.sequence()), extensions }, secret);
    expect(readSigningRequest(pem).extensions).toEqual([kept]);
  });

  test.each([
    ['RSA_2048', '1.2.840.113549.1.1.11'],
    ['EC_prime256v1', '1.2.840.10045.4.3.2'],
    ['EC_secp384r1', '1.2.840.10045.4.3.3'],
    ['EC_secp521r1', '1.2.840.10045.4.3.4'],
    ['ED25519', '1.3.101.112'],
  ])('of a key of %s is signed with the hash of its size: %s', async (keyType, algorithm) => {
    const key = await generateKey(keyType);
    const pem = writeSigningRequest({ subject: base64(commonName('a')), extensions: [] }, key);
    expect(readSigningRequest(pem)).toMatchObject({ keyType, publicKey: publicKeyOf(key) });
    expect(readRequest(pem)).toBeDefined();
    const written = Buffer.from(pem.replace(/-----.*-----|\s/g, ''), 'base64');
    expect(written.includes(der.oid(algorithm))).toBe(true);
  });

  test('needs a private key, and does not say what it got', () => {
    const wanted = { subject: base64(der.sequence()), extensions: [] };
    for (const text of ['', 'hush hush', '-----BEGIN PRIVATE KEY-----\naHVzaA==\n-----END PRIVATE KEY-----']) {
      expect(() => writeSigningRequest(wanted, new SecretText(text))).toThrow(
        'privateKey: expected an unencrypted private key in PEM, got "[secret]"',
      );
    }
    const agreeing = secretOf(generateKeyPairSync('x25519').privateKey);
    expect(() => writeSigningRequest(wanted, agreeing)).toThrow('privateKey: expected an RSA, EC or Edwards key');
  });
});

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
const algorithm = (oid: string, ...parameters: Buffer[]) => der.sequence(der.oid(oid), ...parameters);
const signedBy =
  (key: KeyObject, hash: string | null, more = {}) =>
  (data: Buffer): Buffer =>
    sign(hash, data, { key, ...more });
const pss = (saltLength: number) => ({ padding: constants.RSA_PKCS1_PSS_PADDING, saltLength });

describe('a device’s request', () => {
  test.each<[string, RequestWish]>([
    [
      'of RSA with SHA-384',
      { key: rsa, algorithm: algorithmIdentifier('SHA384WITHRSA'), sign: signedBy(rsa, 'sha384') },
    ],
    [
      'of RSA with PSS',
      { key: rsa, algorithm: algorithmIdentifier('SHA512WITHRSA_PSS'), sign: signedBy(rsa, 'sha512', pss(64)) },
    ],
    [
      'of a small curve with a large hash',
      { algorithm: algorithmIdentifier('SHA512WITHECDSA'), sign: signedBy(someKey, 'sha512') },
    ],
    ['with a challenge password', { attributes: [attribute('1.2.840.113549.1.9.7', der.utf8String('x'))] }],
    [
      'with Microsoft’s attribute for the extensions',
      { attributes: [attribute('1.3.6.1.4.1.311.2.1.14', der.sequence())] },
    ],
    ['without a subject', { subject: der.sequence() }],
  ])('%s is read', (_, wish) => {
    expect(readSigningRequest(requestPem(madeRequest(wish)))).toMatchObject({ extensions: [], names: [] });
  });

  test('of RSASSA-PSS keys is read', () => {
    const key = generateKeyPairSync('rsa-pss', { modulusLength: 2048 }).privateKey;
    const wish = { key, algorithm: algorithmIdentifier('SHA256WITHRSA_PSS'), sign: signedBy(key, 'sha256') };
    expect(readSigningRequest(requestPem(madeRequest(wish)))).toMatchObject({ keyType: 'RSASSA-PSS_2048' });
  });

  test('with NEW in its label, without attributes at all, or with carriage returns, is read', () => {
    const pem = requestPem(madeRequest({ extensions: [names(dnsName('a.example.com'))] }));
    const expected = { names: [{ kind: 'dns', value: 'a.example.com' }] };
    expect(readSigningRequest(pem.replaceAll('CERTIFICATE', 'NEW CERTIFICATE'))).toMatchObject(expected);
    expect(readSigningRequest(pem.replaceAll('\n', '\r\n'))).toMatchObject(expected);
    const information = der.sequence(der.integer(0), der.sequence(), spkiOf(someKey));
    const bare = der.sequence(
      information,
      algorithmIdentifier('SHA256WITHECDSA'),
      der.bitString(sign('sha256', information, someKey)),
    );
    expect(readSigningRequest(requestPem(bare))).toMatchObject({ subject: base64(der.sequence()), extensions: [] });
  });
});

const twice = names(dnsName('a.example.com'));
const other = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
const sha1Pss = der.sequence(der.oid('1.2.840.113549.1.1.10'), der.sequence());

describe('a request is refused', () => {
  test.each<[string, string, RequestWish]>([
    ['its signature is not that of its key', 'signed by another key', { sign: signedBy(other, 'sha256') }],
    ['its signature is not that of its key', 'signed with another hash', { sign: signedBy(someKey, 'sha384') }],
    ['its signature is not that of its key', 'with no signature', { sign: () => Buffer.alloc(0) }],
    ['not of the kind of its key', 'of an RSA key, signed as by EC', { key: rsa, sign: signedBy(rsa, 'sha256') }],
    [
      'sign it with SHA-256 or better',
      'signed with SHA-1',
      { key: rsa, algorithm: algorithm('1.2.840.113549.1.1.5', der.nothing()), sign: signedBy(rsa, 'sha1') },
    ],
    [
      'sign it with SHA-256 or better',
      'signed with PSS and its default hash',
      { key: rsa, algorithm: sha1Pss, sign: signedBy(rsa, 'sha1', pss(20)) },
    ],
    ['no object identifier', 'with an algorithm that is none', { algorithm: der.sequence(der.element(0x06)) }],
    ['(version)', 'of another version', { version: der.integer(1) }],
    ['(subject)', 'with a subject that is none', { subject: der.sequence(der.integer(1)) }],
    ['(extensions)', 'with an extension twice', { extensions: [twice, twice] }],
    ['(attributes)', 'with two attributes for extensions', { attributes: [requestFor(twice), requestFor()] }],
    [
      '(attributes)',
      'with two attributes for extensions, one of them Microsoft’s',
      { attributes: [requestFor(twice), attribute('1.3.6.1.4.1.311.2.1.14', der.sequence())] },
    ],
    [
      '(attributes)',
      'with two values of the attribute for extensions',
      { attributes: [attribute(EXTENSION_REQUEST, der.sequence(), der.sequence(der.integer(1)))] },
    ],
    ['(attributes)', 'with an attribute that is none', { attributes: [der.integer(1)] }],
    ['(subject alternative name)', 'with a name of no kind', { extensions: [names(der.integer(1))] }],
    [
      '(subject alternative name)',
      'with a value that is no names',
      { extensions: [extension('2.5.29.17', Buffer.alloc(1))] },
    ],
    [
      "can't be read here: 1.2.3",
      'with a key of no known kind',
      { spki: der.sequence(algorithm('1.2.3'), der.bitString(Buffer.from([1]))) },
    ],
    ['(public key)', 'with a key that is none', { spki: der.sequence() }],
  ])('saying "%s": %s', (words, _, wish) => {
    const read = () => readSigningRequest(requestPem(madeRequest(wish)));
    expect(read).toThrow(CsrRefused);
    expect(read).toThrow(words);
  });

  const good = requestPem(madeRequest({ extensions: [twice] }));
  test.each([
    ['nothing', ''],
    ['two requests', good + good],
    ['text before it, where a CA might see another request', `Certificate Request:\n${good}`],
    ['a certificate', issuedPem.workload],
    ['a request cut off', good.slice(0, -40)],
    ['what is no base64', good.replace(/M/, '!')],
    ['base64 of another length', good.replace('\n-----END', 'A\n-----END')],
    ['one that is too large', good + ' '.repeat(64 * 1024)],
    ['something behind its end', requestPem(Buffer.concat([madeRequest(), Buffer.from([5, 0])]))],
  ])('where there is %s', (_, pem) => expect(() => readSigningRequest(pem)).toThrow(CsrRefused));

  test('when any of its bytes is another, or missing', () => {
    const request = madeRequest({ extensions: [twice] });
    expect(readSigningRequest(requestPem(request))).toBeDefined();
    for (let at = 0; at < request.length; at++) {
      const changed = Buffer.from(request);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect(() => readSigningRequest(requestPem(changed))).toThrow(CsrRefused);
      expect(() => readSigningRequest(requestPem(request.subarray(0, at)))).toThrow(CsrRefused);
    }
  });
});
