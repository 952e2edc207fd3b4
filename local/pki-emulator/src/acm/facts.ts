import type { X509Certificate } from 'node:crypto';
import { readable } from '../x509/certificates.ts';
import { x509 } from '../x509/library.ts';

/** The key usages by ACM's names, in the order of RFC 5280's bits. */
const KEY_USAGES: readonly [bit: number, name: string][] = [
  [1, 'DIGITAL_SIGNATURE'],
  [2, 'NON_REPUDIATION'],
  [4, 'KEY_ENCIPHERMENT'],
  [8, 'DATA_ENCIPHERMENT'],
  [16, 'KEY_AGREEMENT'],
  [32, 'CERTIFICATE_SIGNING'],
  [64, 'CRL_SIGNING'],
  [128, 'ENCIPHER_ONLY'],
  [256, 'DECIPHER_ONLY'],
];

const EXTENDED_KEY_USAGES: Readonly<Record<string, string>> = {
  '1.3.6.1.5.5.7.3.1': 'TLS_WEB_SERVER_AUTHENTICATION',
  '1.3.6.1.5.5.7.3.2': 'TLS_WEB_CLIENT_AUTHENTICATION',
  '1.3.6.1.5.5.7.3.3': 'CODE_SIGNING',
  '1.3.6.1.5.5.7.3.4': 'EMAIL_PROTECTION',
  '1.3.6.1.5.5.7.3.5': 'IPSEC_END_SYSTEM',
  '1.3.6.1.5.5.7.3.6': 'IPSEC_TUNNEL',
  '1.3.6.1.5.5.7.3.7': 'IPSEC_USER',
  '1.3.6.1.5.5.7.3.8': 'TIME_STAMPING',
  '1.3.6.1.5.5.7.3.9': 'OCSP_SIGNING',
  '2.5.29.37.0': 'ANY',
};

export interface ExtendedKeyUsage {
  readonly Name: string;
  readonly OID?: string;
}

/** Names of the key usages; ACM shows ANY for a certificate without the extension (seen in real listings). */
export function keyUsagesOf(certificate: X509Certificate): string[] {
  const bits = readable(certificate).getExtension(x509.KeyUsagesExtension)?.usages;
  if (bits === undefined) return ['ANY'];
  return KEY_USAGES.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
}

/** The extended key usages; ACM shows NONE for a certificate without the extension (seen in real listings). */
export function extendedKeyUsagesOf(certificate: X509Certificate): ExtendedKeyUsage[] {
  const oids = readable(certificate).getExtension(x509.ExtendedKeyUsageExtension)?.usages;
  if (!oids) return [{ Name: 'NONE' }];
  return oids.map((oid) => ({ Name: EXTENDED_KEY_USAGES[String(oid)] ?? 'CUSTOM', OID: String(oid) }));
}

/** A domain name as acm's model has it, at least two labels. */
const DOMAIN = /^(\*\.)?((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9]\.)+(?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9]$/;

/** The DNS names of the alternative names, else the common name if it is a domain name; none for what names no domain. */
export function domainNamesOf(certificate: X509Certificate): string[] {
  const names = readable(certificate).getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [];
  const domains = names.filter(({ type }) => type === 'dns').map(({ value }) => value);
  const common = commonNameOf(certificate);
  return domains.length === 0 && common !== undefined && DOMAIN.test(common) ? [common] : domains;
}

export const commonNameOf = (certificate: X509Certificate): string | undefined =>
  readable(certificate).subjectName.getField('CN')[0];

/** ACM names the organisation of the issuer, else its common name. */
export function issuerOf(certificate: X509Certificate): string {
  const { issuerName, issuer } = readable(certificate);
  return issuerName.getField('O')[0] ?? issuerName.getField('CN')[0] ?? issuer;
}

/** `CN=www.example.com,O=Example`. */
export const subjectText = (certificate: X509Certificate): string =>
  readable(certificate).subject.replaceAll(', ', ',');

/** Lower-case hex bytes with colons. */
export const serialText = (certificate: X509Certificate): string =>
  (certificate.serialNumber.toLowerCase().match(/../g) ?? []).join(':');

const SIGNATURES: Readonly<Record<string, string>> = { 'RSASSA-PKCS1-v1_5': 'RSA', ECDSA: 'ECDSA' };

/** `SHA256WITHRSA`, …; undefined for what ACM has no name for (RSA-PSS, Ed25519). */
export function signatureAlgorithmOf(certificate: X509Certificate): string | undefined {
  const { name, hash } = readable(certificate).signatureAlgorithm as { name?: string; hash?: { name?: string } };
  const family = SIGNATURES[name ?? ''];
  return family && hash?.name ? `${hash.name.replace('-', '')}WITH${family}` : undefined;
}

/**
 * The key algorithm as the service answers it: `RSA-2048`, `EC-prime256v1`. The model and all inputs say `RSA_2048`; the
 * answers of the real service have a hyphen (AWS's own list-certificates sample, and listings published by users).
 */
export const answeredKeyAlgorithm = (algorithm: string): string => algorithm.replace('_', '-');
