import { colons } from '../hex.ts';
import { type Certificate, partsOf } from '../x509/certificate.ts';
import { alternativeNamesOf, extendedKeyUsageOf, keyUsageOf } from '../x509/extension-reading.ts';
import { COMMON_NAME, fieldOf, nameText, ORGANIZATION } from '../x509/names.ts';
import { signatureOf } from '../x509/signature-reading.ts';

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
export function keyUsagesOf(certificate: Certificate): string[] {
  const bits = keyUsageOf(certificate);
  if (bits === undefined) return ['ANY'];
  return KEY_USAGES.filter(([bit]) => (bits & bit) !== 0).map(([, name]) => name);
}

/** The extended key usages; ACM shows NONE for a certificate without the extension (seen in real listings). */
export function extendedKeyUsagesOf(certificate: Certificate): ExtendedKeyUsage[] {
  const oids = extendedKeyUsageOf(certificate);
  if (!oids) return [{ Name: 'NONE' }];
  return oids.map((OID) => ({ Name: EXTENDED_KEY_USAGES[OID] ?? 'CUSTOM', OID }));
}

/** A domain name as acm's model has it, at least two labels. */
const DOMAIN = /^(\*\.)?((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9]\.)+(?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9]$/;

/** The DNS names of the alternative names, else the common name if it is a domain name; none for what names no domain. */
export function domainNamesOf(certificate: Certificate): string[] {
  const domains = alternativeNamesOf(certificate).flatMap((name) => (name.kind === 'dns' ? [name.value] : []));
  const common = commonNameOf(certificate);
  return domains.length === 0 && common !== undefined && DOMAIN.test(common) ? [common] : domains;
}

export const commonNameOf = (certificate: Certificate): string | undefined =>
  fieldOf(partsOf(certificate).subject, COMMON_NAME);

/** ACM names the organisation of the issuer, else its common name. */
export function issuerOf(certificate: Certificate): string {
  const { issuer } = partsOf(certificate);
  return fieldOf(issuer, ORGANIZATION) ?? fieldOf(issuer, COMMON_NAME) ?? nameText(issuer);
}

/** `CN=www.example.com,O=Example`. */
export const subjectText = (certificate: Certificate): string => nameText(partsOf(certificate).subject);

/** Lower-case hex bytes with colons. */
export const serialText = (certificate: Certificate): string => colons(partsOf(certificate).serial);

/** `SHA256WITHRSA`, …; undefined for what ACM has no name for (RSA-PSS, Ed25519). */
export function signatureAlgorithmOf(certificate: Certificate): string | undefined {
  const signature = signatureOf(partsOf(certificate).signatureAlgorithm);
  return signature && `${signature.hash.toUpperCase()}WITH${signature.family}`;
}

/**
 * The key algorithm as the service answers it: `RSA-2048`, `EC-prime256v1`. The model and all inputs say `RSA_2048`; the
 * answers of the real service have a hyphen (AWS's own list-certificates sample, and listings published by users).
 */
export const answeredKeyAlgorithm = (algorithm: string): string => algorithm.replace('_', '-');
