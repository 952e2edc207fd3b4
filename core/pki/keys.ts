import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { InvalidInput } from '../domain/invalid-input.ts';
import type { CertificateContent, KeyType } from '../domain/reissue/certificate-content.ts';
import { publicKeyFrom } from './key-types.ts';
import { SecretText } from './secret-text.ts';

const pair = promisify(generateKeyPair);
const rsa = (modulusLength: number) => () => pair('rsa', { modulusLength });
const ec = (namedCurve: string) => () => pair('ec', { namedCurve });

/** Private CA certifies no RSA key below 2048 bits, and none of Ed25519 either; another CA's certificate may have one. */
const MAKERS: Readonly<Record<KeyType, () => Promise<{ readonly privateKey: KeyObject }>>> = {
  RSA_2048: rsa(2048),
  RSA_3072: rsa(3072),
  RSA_4096: rsa(4096),
  EC_prime256v1: ec('prime256v1'),
  EC_secp384r1: ec('secp384r1'),
  EC_secp521r1: ec('secp521r1'),
  ED25519: () => pair('ed25519'),
};

/** Makes a private key, outside the event loop. @returns PKCS #8, PEM. @throws InvalidInput for types that aren't made */
export async function generateKey(keyType: KeyType): Promise<SecretText> {
  const make = Object.hasOwn(MAKERS, keyType) ? MAKERS[keyType] : undefined;
  if (make === undefined)
    throw new InvalidInput('keyType', `one that can be made: ${Object.keys(MAKERS).join(', ')}`, keyType);
  const { privateKey } = await make();
  return new SecretText(privateKey.export({ type: 'pkcs8', format: 'pem' }).toString());
}

/** @throws InvalidInput which says nothing of the key */
export function privateKeyFrom(privateKey: SecretText): KeyObject {
  try {
    return createPrivateKey(privateKey.reveal());
  } catch {
    // What OpenSSL complains of is not passed on: it read the key.
    throw new InvalidInput('privateKey', 'an unencrypted private key in PEM', privateKey);
  }
}

/** SubjectPublicKeyInfo, DER in base64. @throws InvalidInput */
export const publicKeyOf = (privateKey: SecretText): string =>
  createPublicKey(privateKeyFrom(privateKey)).export({ type: 'spki', format: 'der' }).toString('base64');

/** Whether a certificate is of this key, however its public key is encoded. @throws InvalidInput for what is no private key */
export function keyFits(privateKey: SecretText, { publicKey }: Pick<CertificateContent, 'publicKey'>): boolean {
  const own = createPublicKey(privateKeyFrom(privateKey));
  return publicKeyFrom(Buffer.from(publicKey, 'base64'))?.equals(own) ?? false;
}
