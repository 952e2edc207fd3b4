import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';

type KeyShape =
  { readonly family: 'RSA'; readonly bits: number } | { readonly family: 'ECDSA'; readonly curve: string };

/** Key algorithms by the name acm and acm-pca give them; curves by OpenSSL's name. */
export const KEY_SHAPES = {
  RSA_1024: { family: 'RSA', bits: 1024 },
  RSA_2048: { family: 'RSA', bits: 2048 },
  RSA_3072: { family: 'RSA', bits: 3072 },
  RSA_4096: { family: 'RSA', bits: 4096 },
  EC_prime256v1: { family: 'ECDSA', curve: 'prime256v1' },
  EC_secp384r1: { family: 'ECDSA', curve: 'secp384r1' },
  EC_secp521r1: { family: 'ECDSA', curve: 'secp521r1' },
} as const satisfies Record<string, KeyShape>;

export type KeyAlgorithm = keyof typeof KEY_SHAPES;

export const KEY_ALGORITHMS = [
  'RSA_1024',
  'RSA_2048',
  'RSA_3072',
  'RSA_4096',
  'EC_prime256v1',
  'EC_secp384r1',
  'EC_secp521r1',
] as const satisfies readonly KeyAlgorithm[];

export const familyOfKey = (algorithm: KeyAlgorithm): 'RSA' | 'ECDSA' => KEY_SHAPES[algorithm].family;

const pair = promisify(generateKeyPair);

/** A new private key, made outside the event loop (RSA_4096 takes seconds). */
export async function newPrivateKey(algorithm: KeyAlgorithm): Promise<KeyObject> {
  const shape: KeyShape = KEY_SHAPES[algorithm];
  const keys =
    shape.family === 'RSA'
      ? await pair('rsa', { modulusLength: shape.bits })
      : await pair('ec', { namedCurve: shape.curve });
  return keys.privateKey;
}

/** The name of a key's algorithm, undefined for those the services do not know (RSA_1536, Ed25519, …). */
export function keyAlgorithmOf(key: KeyObject): KeyAlgorithm | undefined {
  const { modulusLength, namedCurve } = key.asymmetricKeyDetails ?? {};
  return KEY_ALGORITHMS.find((name) => {
    const shape: KeyShape = KEY_SHAPES[name];
    if (shape.family === 'RSA') return key.asymmetricKeyType === 'rsa' && shape.bits === modulusLength;
    return key.asymmetricKeyType === 'ec' && shape.curve === namedCurve;
  });
}

/** A private key as it is kept: PKCS #8, DER, unencrypted. */
export const keyBytes = (privateKey: KeyObject): Buffer => privateKey.export({ type: 'pkcs8', format: 'der' });
