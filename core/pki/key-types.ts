import { createPublicKey, type KeyObject } from 'node:crypto';
import type { KeyType } from '../domain/reissue/certificate-content.ts';
import { Members, only, TAG } from './der.ts';
import { oidOf } from './object-identifier.ts';

/** The public key of a SubjectPublicKeyInfo; undefined where OpenSSL knows no such key. @param spki DER */
export function publicKeyFrom(spki: Buffer): KeyObject | undefined {
  try {
    return createPublicKey({ key: spki, format: 'der', type: 'spki' });
  } catch {
    return undefined; // Its type is told by its algorithm's OID; only who needs the key itself has to refuse it.
  }
}

/** Keys that older OpenSSLs don't know, as Private CA names them (FIPS 204; service-facts 1.1). */
const UNREAD: Readonly<Record<string, string>> = {
  '2.16.840.1.101.3.4.3.17': 'ML_DSA_44',
  '2.16.840.1.101.3.4.3.18': 'ML_DSA_65',
  '2.16.840.1.101.3.4.3.19': 'ML_DSA_87',
};

/** @param spki SubjectPublicKeyInfo, DER. @throws NotDer */
export function keyTypeOf(spki: Buffer): KeyType {
  const part = 'public key';
  const members = new Members(only(spki, TAG.sequence, part).content, part);
  const algorithm = new Members(members.next(TAG.sequence).content, part);
  const type = oidOf(algorithm.next(TAG.oid), part);
  members.next(TAG.bitString);
  members.end();
  const key = publicKeyFrom(spki);
  return UNREAD[type] ?? (key === undefined ? type : typeOf(key));
}

function typeOf({ asymmetricKeyType, asymmetricKeyDetails = {} }: KeyObject): KeyType {
  const { modulusLength, namedCurve } = asymmetricKeyDetails;
  if (asymmetricKeyType === 'rsa') return `RSA_${modulusLength}`;
  if (asymmetricKeyType === 'rsa-pss') return `RSASSA-PSS_${modulusLength}`;
  // A curve without a name is described by its numbers.
  if (asymmetricKeyType === 'ec') return namedCurve === 'SM2' ? 'SM2' : `EC_${namedCurve ?? 'explicit'}`;
  return `${asymmetricKeyType}`.toUpperCase();
}
