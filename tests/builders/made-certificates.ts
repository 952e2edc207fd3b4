import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { writeCertificate } from '../../local/pki-emulator/src/x509/certificates.ts';
import * as der from '../../local/pki-emulator/src/x509/der.ts';
import {
  basicConstraints,
  encoded,
  extendedKeyUsage,
  type Extension,
  keyUsage,
} from '../../local/pki-emulator/src/x509/extension.ts';
import { nameOf } from '../../local/pki-emulator/src/x509/names.ts';
import { pemOf } from '../../local/pki-emulator/src/x509/pem.ts';
import { algorithmIdentifier } from '../../local/pki-emulator/src/x509/signing.ts';
import { readCertificate } from '../../core/pki/certificate-content.ts';
import { SecretText } from '../../core/pki/secret-text.ts';

/** Certificates and requests written by the emulator's own DER, which shares nothing with the product's. */

export { der };

export const commonName = (name: string): Buffer => nameOf({ CommonName: name });

export const newKey = (namedCurve = 'prime256v1'): KeyObject => generateKeyPairSync('ec', { namedCurve }).privateKey;

/** One key for whatever only needs some key. */
export const someKey = newKey();

export const secretOf = (key: KeyObject): SecretText =>
  new SecretText(key.export({ type: 'pkcs8', format: 'pem' }).toString());

export const spkiOf = (key: KeyObject): Buffer => createPublicKey(key).export({ type: 'spki', format: 'der' });

export const SERVER = '1.3.6.1.5.5.7.3.1';
export const CLIENT = '1.3.6.1.5.5.7.3.2';
export const SUBJECT_ALTERNATIVE_NAME = '2.5.29.17';

/** An extension with any value. */
export const extension = (type: string, value: Buffer, critical = false): Extension => ({ type, critical, value });

/** GeneralNames, each as encoded. */
export const names = (...all: readonly Buffer[]): Extension =>
  extension(SUBJECT_ALTERNATIVE_NAME, der.sequence(...all));

export const dnsName = (name: string): Buffer => der.element(0x82, Buffer.from(name, 'latin1'));

/** The extensions of an ordinary leaf of Private CA. */
export const ORDINARY: readonly Extension[] = [
  basicConstraints(false, undefined, false),
  keyUsage(1 | 4),
  extendedKeyUsage([SERVER, CLIENT]),
];

export const OF_AUTHORITY: readonly Extension[] = [basicConstraints(true, undefined, true), keyUsage(1 | 32 | 64)];

export interface CertificateWish {
  readonly serial?: string;
  readonly subject?: Buffer;
  readonly issuer?: Buffer;
  readonly extensions?: readonly Extension[];
  readonly key?: KeyObject;
  /** SubjectPublicKeyInfo, instead of the key's. */
  readonly spki?: Buffer;
  /** An EC key. */
  readonly signer?: KeyObject;
  readonly notBefore?: string;
  readonly notAfter?: string;
}

/** A certificate in PEM; self-signed unless a signer is given. */
export async function madeCertificate(wish: CertificateWish = {}): Promise<string> {
  const { subject = commonName('www.example.com'), key = someKey, spki = spkiOf(key) } = wish;
  const plan = {
    serial: wish.serial ?? '0a1b2c',
    subject,
    issuer: wish.issuer ?? subject,
    spki,
    notBefore: new Date(wish.notBefore ?? '2026-11-01T00:00:00Z'),
    notAfter: new Date(wish.notAfter ?? '2027-01-30T01:00:00Z'),
    extensions: wish.extensions ?? ORDINARY,
  };
  const signed = await writeCertificate(plan, { privateKey: wish.signer ?? key, algorithm: 'SHA256WITHECDSA' });
  return `${pemOf('CERTIFICATE', signed.der)}\n`;
}

/** What such a certificate says. */
export const madeContent = async (wish: CertificateWish = {}) => readCertificate(await madeCertificate(wish));

export interface RequestWish {
  readonly subject?: Buffer;
  readonly extensions?: readonly Extension[];
  readonly key?: KeyObject;
  readonly spki?: Buffer;
  readonly version?: Buffer;
  /** Attributes as encoded, instead of the one that asks for the extensions. */
  readonly attributes?: readonly Buffer[];
  /** AlgorithmIdentifier. */
  readonly algorithm?: Buffer;
  readonly sign?: (information: Buffer) => Buffer;
}

export const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

export const attribute = (type: string, ...values: readonly Buffer[]): Buffer =>
  der.sequence(der.oid(type), der.setOf(...values));

export const requestFor = (...extensions: readonly Extension[]): Buffer =>
  attribute(EXTENSION_REQUEST, der.sequence(...extensions.map(encoded)));

/** A request in DER, as a device might write it: well, or not. */
export function madeRequest(wish: RequestWish = {}): Buffer {
  const { subject = commonName('www.example.com'), key = someKey, extensions = [], version = der.integer(0) } = wish;
  const { attributes = extensions.length > 0 ? [requestFor(...extensions)] : [] } = wish;
  const { spki = spkiOf(key), algorithm = algorithmIdentifier('SHA256WITHECDSA') } = wish;
  const information = der.sequence(version, subject, spki, der.element(0xa0, ...attributes));
  const signature = (wish.sign ?? ((data: Buffer) => sign('sha256', data, key)))(information);
  return der.sequence(information, algorithm, der.bitString(signature));
}

export const requestPem = (request: Buffer): string => `${pemOf('CERTIFICATE REQUEST', request)}\n`;

export const certificatePem = (certificate: Buffer): string => pemOf('CERTIFICATE', certificate);
