import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { generateKey, keyFits, publicKeyOf } from '../../core/pki/keys.ts';
import { SecretText } from '../../core/pki/secret-text.ts';
import { madeContent, newKey, secretOf, spkiOf } from '../builders/made-certificates.ts';

const TYPES = ['RSA_2048', 'RSA_3072', 'RSA_4096', 'EC_prime256v1', 'EC_secp384r1', 'EC_secp521r1', 'ED25519'];

test.each(TYPES)('a key of %s is made, and a certificate of it has that type', async (keyType) => {
  const key = await generateKey(keyType);
  expect(key.reveal()).toMatch(/^-----BEGIN PRIVATE KEY-----\n/);
  const content = await madeContent({ spki: spkiOf(createPrivateKey(key.reveal())), signer: newKey() });
  expect(content).toMatchObject({ keyType, publicKey: publicKeyOf(key) });
  expect(keyFits(key, content)).toBe(true);
});

test('a key is another each time', async () => {
  const [one, another] = await Promise.all([generateKey('EC_prime256v1'), generateKey('EC_prime256v1')]);
  expect(publicKeyOf(one)).not.toBe(publicKeyOf(another));
  expect(keyFits(one, { publicKey: publicKeyOf(another) })).toBe(false);
});

test('what prints a key shows that it is one, and nothing of it', async () => {
  const key = await generateKey('EC_prime256v1');
  expect(`${String(key)} ${JSON.stringify({ key })}`).toBe('[secret] {"key":"[secret]"}');
});

test.each(['RSA_1024', 'RSA_1536', 'EC_secp256k1', 'ED448', 'ML_DSA_65', 'SM2', '', 'toString', '__proto__'])(
  'no key of %j is made',
  async (keyType) => {
    await expect(generateKey(keyType)).rejects.toThrow(InvalidInput);
    await expect(generateKey(keyType)).rejects.toThrow(
      `keyType: expected one that can be made: ${TYPES.join(', ')}, got ${JSON.stringify(keyType)}`,
    );
  },
);

test('a key fits a certificate whose key is encoded otherwise', async () => {
  const explicit = generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;
  const jwk = createPublicKey(explicit).export({ format: 'jwk' });
  const [x, y] = [jwk.x ?? '', jwk.y ?? ''].map((each) => Buffer.from(each, 'base64url'));
  const compressed = Buffer.concat([Buffer.from([((y?.at(-1) ?? 0) & 1) + 2]), x ?? Buffer.alloc(0)]);
  const head = Buffer.from('3039301306072a8648ce3d020106082a8648ce3d030107032200', 'hex');
  const content = await madeContent({ spki: Buffer.concat([head, compressed]) });
  expect(content.publicKey).not.toBe(publicKeyOf(secretOf(explicit)));
  expect(content.keyType).toBe('EC_prime256v1');
  expect(keyFits(secretOf(explicit), content)).toBe(true);
});

test('no key fits a public key that is none', () => {
  expect(keyFits(secretOf(newKey()), { publicKey: 'MAA=' })).toBe(false);
});

describe('what is no private key is refused, and nothing of it is told', () => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const encrypted = { type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'hush' } as const;
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

  test.each([
    ['nothing', ''],
    ['a text', 'hush hush'],
    ['a public key', publicKey.export({ type: 'spki', format: 'pem' }).toString()],
    ['an encrypted key', privateKey.export(encrypted).toString()],
    ['a key cut off', pem.slice(0, 120)],
    ['a key with a changed byte', pem.replace(/[A-Z]{2}/g, 'ZZ')],
  ])('%s', (_, text) => {
    for (const ask of [
      () => publicKeyOf(new SecretText(text)),
      () => keyFits(new SecretText(text), { publicKey: '' }),
    ]) {
      const refusal = refusalOf(ask);
      expect(refusal).toBeInstanceOf(InvalidInput);
      expect(refusal.message).toBe('privateKey: expected an unencrypted private key in PEM, got "[secret]"');
      expect(refusal.cause).toBeUndefined();
    }
  });
});

function refusalOf(ask: () => unknown): Error {
  try {
    ask();
  } catch (error) {
    return error as Error;
  }
  throw new Error('it was not refused');
}
