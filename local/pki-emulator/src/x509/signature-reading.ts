import { constants, type KeyObject, verify } from 'node:crypto';
import { elementsOf, membersOf, oidOf, present } from './der-reading.ts';

interface ReadSignature {
  readonly family: 'RSA' | 'ECDSA';
  readonly hash: string;
}

/** What certificates and requests made elsewhere may be signed with (RFC 3279, 4055, 5758). */
const SIGNATURES: Readonly<Record<string, ReadSignature>> = {
  '1.2.840.113549.1.1.5': { family: 'RSA', hash: 'sha1' },
  '1.2.840.113549.1.1.14': { family: 'RSA', hash: 'sha224' },
  '1.2.840.113549.1.1.11': { family: 'RSA', hash: 'sha256' },
  '1.2.840.113549.1.1.12': { family: 'RSA', hash: 'sha384' },
  '1.2.840.113549.1.1.13': { family: 'RSA', hash: 'sha512' },
  '1.2.840.10045.4.1': { family: 'ECDSA', hash: 'sha1' },
  '1.2.840.10045.4.3.1': { family: 'ECDSA', hash: 'sha224' },
  '1.2.840.10045.4.3.2': { family: 'ECDSA', hash: 'sha256' },
  '1.2.840.10045.4.3.3': { family: 'ECDSA', hash: 'sha384' },
  '1.2.840.10045.4.3.4': { family: 'ECDSA', hash: 'sha512' },
};

const PSS = '1.2.840.113549.1.1.10';
const HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** The family and hash of an AlgorithmIdentifier; undefined for others than RSA's PKCS #1 v1.5 and ECDSA. */
export const signatureOf = (identifier: Buffer): ReadSignature | undefined =>
  SIGNATURES[oidOf(present(membersOf(identifier)[0], 0x06))];

/** Is it `key`'s signature over `data`? False also for algorithms that are not known. */
export function verified(identifier: Buffer, data: Buffer, key: KeyObject, signature: Buffer): boolean {
  const known = signatureOf(identifier);
  if (known) return verify(known.hash, data, key, signature);
  if (isEdwards(identifier)) return verify(null, data, key, signature);
  const hash = hashOfPss(identifier);
  if (hash === undefined) return false;
  const options = { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return verify(hash, data, options, signature);
}

/** Ed25519, Ed448 (RFC 8410): no CA here has such a key, but whoever signs with one is to be told that. */
const EDWARDS = ['1.3.101.112', '1.3.101.113'];

const isEdwards = (identifier: Buffer): boolean => EDWARDS.includes(oidOf(present(membersOf(identifier)[0], 0x06)));

/** The hash of RSASSA-PSS-params; its default, SHA-1, is not taken any more. */
function hashOfPss(identifier: Buffer): string | undefined {
  const [algorithm, parameters] = membersOf(identifier);
  if (oidOf(present(algorithm, 0x06)) !== PSS || !parameters) return undefined;
  const hash = elementsOf(parameters.content).find(({ tag }) => tag === 0xa0);
  const named = hash && membersOf(hash.content)[0];
  return named && HASHES[oidOf(named)];
}
