import { constants, type KeyObject, sign, verify } from 'node:crypto';
import { element, Members, only, sequence, TAG } from './der.ts';
import { oid, oidOf } from './object-identifier.ts';

interface SignatureAlgorithm {
  readonly oid: string;
  /** Of the key, as node:crypto names it. */
  readonly keyTypes: readonly string[];
  /** Null where the algorithm has its own. */
  readonly hash: string | null;
}

/** RFC 4055, 5758, 8410. SHA-1 and what is weaker proves nothing any more. */
const ALGORITHMS: readonly SignatureAlgorithm[] = [
  { oid: '1.2.840.113549.1.1.11', keyTypes: ['rsa'], hash: 'sha256' },
  { oid: '1.2.840.113549.1.1.12', keyTypes: ['rsa'], hash: 'sha384' },
  { oid: '1.2.840.113549.1.1.13', keyTypes: ['rsa'], hash: 'sha512' },
  { oid: '1.2.840.10045.4.3.2', keyTypes: ['ec'], hash: 'sha256' },
  { oid: '1.2.840.10045.4.3.3', keyTypes: ['ec'], hash: 'sha384' },
  { oid: '1.2.840.10045.4.3.4', keyTypes: ['ec'], hash: 'sha512' },
  { oid: '1.3.101.112', keyTypes: ['ed25519'], hash: null },
  { oid: '1.3.101.113', keyTypes: ['ed448'], hash: null },
];

const PSS = '1.2.840.113549.1.1.10';
const PSS_HASHES: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.2.1': 'sha256',
  '2.16.840.1.101.3.4.2.2': 'sha384',
  '2.16.840.1.101.3.4.2.3': 'sha512',
};

/** Larger curves take a hash of their size, so that it is not the weakest part. */
const CURVE_HASHES: Readonly<Record<string, string>> = { secp384r1: 'sha384', secp521r1: 'sha512' };

/** Signs; undefined for a key that nothing here signs with. @returns AlgorithmIdentifier and signature */
export function signed(
  data: Buffer,
  key: KeyObject,
): { readonly algorithm: Buffer; readonly signature: Buffer } | undefined {
  const { asymmetricKeyType = '', asymmetricKeyDetails: { namedCurve = '' } = {} } = key;
  const hash = CURVE_HASHES[namedCurve] ?? 'sha256';
  const found = ALGORITHMS.find(
    (each) => each.keyTypes.includes(asymmetricKeyType) && (each.hash === null || each.hash === hash),
  );
  if (found === undefined) return undefined;
  const parameters = asymmetricKeyType === 'rsa' ? [element(TAG.null)] : [];
  return { algorithm: sequence(oid(found.oid), ...parameters), signature: sign(found.hash, data, key) };
}

/**
 * Why a signature does not hold; undefined: it does.
 * @param algorithm AlgorithmIdentifier
 * @throws NotDer where that is none
 */
export function signatureFlaw(algorithm: Buffer, data: Buffer, key: KeyObject, signature: Buffer): string | undefined {
  const part = 'signature algorithm';
  const type = oidOf(new Members(only(algorithm, TAG.sequence, part).content, part).next(TAG.oid), part);
  const known = type === PSS ? pssIn(algorithm) : ALGORITHMS.find((each) => each.oid === type);
  if (known === undefined)
    return `it is signed with an algorithm that is not taken (${type}): sign it with SHA-256 or better`;
  if (!known.keyTypes.includes(key.asymmetricKeyType ?? '')) return 'its signature is not of the kind of its key';
  const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_AUTO };
  return holds(known.hash, data, type === PSS ? { key, ...padding } : key, signature)
    ? undefined
    : 'its signature is not that of its key';
}

function holds(hash: string | null, data: Buffer, key: Parameters<typeof verify>[2], signature: Buffer): boolean {
  try {
    return verify(hash, data, key, signature);
  } catch {
    return false; // A key that nothing can be verified with: out of range, or restricted to another hash.
  }
}

/** RSASSA-PSS-params; its default is SHA-1. */
function pssIn(algorithm: Buffer): SignatureAlgorithm | undefined {
  const part = 'signature algorithm';
  const members = new Members(only(algorithm, TAG.sequence, part).content, part);
  members.next(TAG.oid);
  const named = new Members(members.optional(TAG.sequence)?.content ?? Buffer.alloc(0), part).optional(0xa0);
  if (named === undefined) return undefined;
  const type = oidOf(new Members(only(named.content, TAG.sequence, part).content, part).next(TAG.oid), part);
  const hash = PSS_HASHES[type];
  return hash === undefined ? undefined : { oid: PSS, keyTypes: ['rsa', 'rsa-pss'], hash };
}
