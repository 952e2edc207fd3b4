import { createHash } from 'node:crypto';
import * as der from './der.ts';
import { bitsOf, membersOf } from './der-reading.ts';
import { type GeneralName, generalName } from './general-names.ts';

/** An extension of a certificate, a request or a CRL (RFC 5280, 4.2): `type` is its OID, `value` DER. */
export interface Extension {
  readonly type: string;
  readonly critical: boolean;
  readonly value: Buffer;
}

export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** An extension as it is encoded; FALSE, the default, is left out (X.690, 11.5). */
export const encoded = ({ type, critical, value }: Extension): Buffer =>
  der.sequence(der.oid(type), ...(critical ? [der.boolean(true)] : []), der.octetString(value));

/** Is the subject a CA, and how many CAs may follow below it? (RFC 5280, 4.2.1.9) */
export function basicConstraints(ca: boolean, pathLength: number | undefined, critical: boolean): Extension {
  const length = ca && pathLength !== undefined ? [der.integer(pathLength)] : [];
  const value = der.sequence(...(ca ? [der.boolean(true)] : []), ...length);
  return { type: EXTENSION.basicConstraints, critical, value };
}

/** @param bits numbered as RFC 5280 does, digitalSignature the lowest (4.2.1.3) */
export const keyUsage = (bits: number): Extension => ({
  type: EXTENSION.keyUsage,
  critical: true,
  value: der.namedBits(bits),
});

export const extendedKeyUsage = (purposes: readonly string[], critical = false): Extension => ({
  type: EXTENSION.extendedKeyUsage,
  critical,
  value: der.sequence(...purposes.map(der.oid)),
});

export const subjectAlternativeName = (names: readonly GeneralName[]): Extension => ({
  type: EXTENSION.subjectAlternativeName,
  critical: false,
  value: der.sequence(...names.map(generalName)),
});

export const subjectKeyIdentifier = (keyIdentifier: Buffer): Extension => ({
  type: EXTENSION.subjectKeyIdentifier,
  critical: false,
  value: der.octetString(keyIdentifier),
});

export const authorityKeyIdentifier = (keyIdentifier: Buffer): Extension => ({
  type: EXTENSION.authorityKeyIdentifier,
  critical: false,
  value: der.sequence(der.implicit(0, der.octetString(keyIdentifier))),
});

/** The SHA-1 of a public key's bits (RFC 5280, 4.2.1.2, method 1). @param spki SubjectPublicKeyInfo, DER */
export const keyIdentifierOf = (spki: Buffer): Buffer =>
  createHash('sha1')
    .update(bitsOf(membersOf(spki)[1]))
    .digest();
