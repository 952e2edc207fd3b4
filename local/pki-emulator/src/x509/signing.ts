import { constants, type KeyObject, sign as signNow } from 'node:crypto';
import { promisify } from 'node:util';
import * as der from './der.ts';

interface SigningShape {
  readonly family: 'RSA' | 'ECDSA';
  readonly hash: 'sha256' | 'sha384' | 'sha512';
  /** AlgorithmIdentifier (RFC 4055, 5758), DER. */
  readonly identifier: Buffer;
  /** RSASSA-PSS with a salt of so many bytes; undefined: PKCS #1 v1.5, or ECDSA. */
  readonly saltLength?: number;
}

const rsa = (arc: number): Buffer => der.sequence(der.oid(`1.2.840.113549.1.1.${arc}`), der.nothing());
const ecdsa = (arc: number): Buffer => der.sequence(der.oid(`1.2.840.10045.4.3.${arc}`));

/** RSASSA-PSS-params with MGF1 of the same hash (RFC 4055, 3.1). */
function pss(hashArc: number, saltLength: number): Buffer {
  const hash = der.sequence(der.oid(`2.16.840.1.101.3.4.2.${hashArc}`), der.nothing());
  const mask = der.sequence(der.oid('1.2.840.113549.1.1.8'), hash);
  const salt = der.integer(saltLength);
  const parameters = der.sequence(der.explicit(0, hash), der.explicit(1, mask), der.explicit(2, salt));
  return der.sequence(der.oid('1.2.840.113549.1.1.10'), parameters);
}

/** Signing algorithms the emulator can sign with, by acm-pca's name. */
export const SIGNING_SHAPES = {
  SHA256WITHRSA: { family: 'RSA', hash: 'sha256', identifier: rsa(11) },
  SHA384WITHRSA: { family: 'RSA', hash: 'sha384', identifier: rsa(12) },
  SHA512WITHRSA: { family: 'RSA', hash: 'sha512', identifier: rsa(13) },
  SHA256WITHRSA_PSS: { family: 'RSA', hash: 'sha256', identifier: pss(1, 32), saltLength: 32 },
  SHA384WITHRSA_PSS: { family: 'RSA', hash: 'sha384', identifier: pss(2, 48), saltLength: 48 },
  SHA512WITHRSA_PSS: { family: 'RSA', hash: 'sha512', identifier: pss(3, 64), saltLength: 64 },
  SHA256WITHECDSA: { family: 'ECDSA', hash: 'sha256', identifier: ecdsa(2) },
  SHA384WITHECDSA: { family: 'ECDSA', hash: 'sha384', identifier: ecdsa(3) },
  SHA512WITHECDSA: { family: 'ECDSA', hash: 'sha512', identifier: ecdsa(4) },
} as const satisfies Record<string, SigningShape>;

export type SigningAlgorithm = keyof typeof SIGNING_SHAPES;

export const SIGNING_ALGORITHMS = Object.keys(SIGNING_SHAPES) as SigningAlgorithm[];

/** A private key and what it signs with. */
export interface Signer {
  readonly privateKey: KeyObject;
  readonly algorithm: SigningAlgorithm;
}

/** The AlgorithmIdentifier as signatures carry it, DER. */
export const algorithmIdentifier = (algorithm: SigningAlgorithm): Buffer => SIGNING_SHAPES[algorithm].identifier;

const signElsewhere = promisify(signNow);

/** A signature over `data`; RSA's, which take milliseconds, are made outside the event loop. */
export async function sign(data: Buffer, { privateKey, algorithm }: Signer): Promise<Buffer> {
  const { family, hash, saltLength }: SigningShape = SIGNING_SHAPES[algorithm];
  if (family === 'ECDSA') return signNow(hash, data, privateKey);
  const padding = saltLength === undefined ? constants.RSA_PKCS1_PADDING : constants.RSA_PKCS1_PSS_PADDING;
  return signElsewhere(hash, data, { key: privateKey, padding, ...(saltLength === undefined ? {} : { saltLength }) });
}
