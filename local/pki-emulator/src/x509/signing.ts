import { type KeyObject, webcrypto } from 'node:crypto';
import { KEY_SHAPES, keyAlgorithmOf } from './keys.ts';

/** Signing algorithms the emulator can sign with, by acm-pca's name. */
export const SIGNING_SHAPES = {
  SHA256WITHRSA: { family: 'RSA', hash: 'SHA-256' },
  SHA384WITHRSA: { family: 'RSA', hash: 'SHA-384' },
  SHA512WITHRSA: { family: 'RSA', hash: 'SHA-512' },
  SHA256WITHECDSA: { family: 'ECDSA', hash: 'SHA-256' },
  SHA384WITHECDSA: { family: 'ECDSA', hash: 'SHA-384' },
  SHA512WITHECDSA: { family: 'ECDSA', hash: 'SHA-512' },
} as const;

export type SigningAlgorithm = keyof typeof SIGNING_SHAPES;

/** A private key as WebCrypto wants it, and the algorithm to sign with. */
export interface Signer {
  readonly key: webcrypto.CryptoKey;
  readonly algorithm: { readonly name: string; readonly hash: string };
}

const WEB_CURVES = { prime256v1: 'P-256', secp384r1: 'P-384', secp521r1: 'P-521' } as const;

function importParameters(privateKey: KeyObject, hash: string) {
  const name = keyAlgorithmOf(privateKey);
  const shape = name && KEY_SHAPES[name];
  if (!shape) throw new Error(`no signer for a ${privateKey.asymmetricKeyType ?? 'secret'} key`);
  if (shape.family === 'RSA') return { name: 'RSASSA-PKCS1-v1_5', hash };
  return { name: 'ECDSA', namedCurve: WEB_CURVES[shape.curve] };
}

/** WebCrypto binds an RSA key to one hash, so a signer is made per signature. */
export async function signerFor(privateKey: KeyObject, algorithm: SigningAlgorithm): Promise<Signer> {
  const { hash } = SIGNING_SHAPES[algorithm];
  const parameters = importParameters(privateKey, hash);
  const der = privateKey.export({ type: 'pkcs8', format: 'der' });
  const key = await webcrypto.subtle.importKey('pkcs8', der, parameters, false, ['sign']);
  return { key, algorithm: { name: parameters.name, hash } };
}
