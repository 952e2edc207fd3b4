import { X509Certificate } from 'node:crypto';
import { readable } from './certificates.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+?-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM text, in order.
 *
 * @returns undefined when the text holds anything else than PEM certificates, or none, or one that cannot be read
 */
export function certificatesOf(pem: string): X509Certificate[] | undefined {
  const blocks = pem.match(CERTIFICATE) ?? [];
  if (blocks.length === 0 || pem.replace(CERTIFICATE, '').trim() !== '') return undefined;
  try {
    return blocks.map((block) => readThrough(new X509Certificate(block)));
  } catch {
    return undefined; // The caller names the input this came from.
  }
}

/** Reads what is otherwise read on demand: a certificate that breaks there must not be let in. */
function readThrough(certificate: X509Certificate): X509Certificate {
  const { extensions, subjectName, issuerName, signatureAlgorithm } = readable(certificate);
  const dates = [certificate.validFrom, certificate.validTo].map((text) => Date.parse(text));
  const parts: unknown[] = [certificate.publicKey, extensions, subjectName, issuerName, signatureAlgorithm];
  if (dates.some(Number.isNaN) || parts.includes(undefined)) throw new Error('unreadable');
  return certificate;
}

/** DER as PEM with lines of 64 characters and no newline at the end, as acm-pca answers it. */
export function pemOf(label: string, der: ArrayBuffer | Buffer): string {
  const base64 = Buffer.from(der as ArrayBuffer).toString('base64');
  return [`-----BEGIN ${label}-----`, ...(base64.match(/.{1,64}/g) ?? []), `-----END ${label}-----`].join('\n');
}

export const certificatePem = (certificate: X509Certificate): string => pemOf('CERTIFICATE', certificate.raw);
