import { X509Certificate } from 'node:crypto';

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
    return blocks.map((block) => new X509Certificate(block));
  } catch {
    return undefined; // The caller names the input this came from.
  }
}

/** DER as PEM with lines of 64 characters and no newline at the end, as acm-pca answers it. */
export function pemOf(label: string, der: ArrayBuffer | Buffer): string {
  const base64 = Buffer.from(der as ArrayBuffer).toString('base64');
  return [`-----BEGIN ${label}-----`, ...(base64.match(/.{1,64}/g) ?? []), `-----END ${label}-----`].join('\n');
}

export const certificatePem = (certificate: X509Certificate): string => pemOf('CERTIFICATE', certificate.raw);
