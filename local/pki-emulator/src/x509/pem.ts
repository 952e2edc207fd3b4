import { type Certificate, kept, native, partsOf } from './certificate.ts';
import { readThrough } from './extension-reading.ts';
import { attributesOf } from './names.ts';

const CERTIFICATE = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+?)-----END CERTIFICATE-----/g;

/**
 * The certificates of a PEM text, in order.
 *
 * @returns undefined when the text holds anything else than PEM certificates, or none, or one that cannot be read
 */
export function certificatesOf(pem: string): Certificate[] | undefined {
  const blocks = [...pem.matchAll(CERTIFICATE)].map(([, base64 = '']) => Buffer.from(base64, 'base64'));
  if (blocks.length === 0 || pem.replace(CERTIFICATE, '').trim() !== '') return undefined;
  const certificates = blocks.flatMap((der) => certificateFrom(der) ?? []);
  return certificates.length === blocks.length ? certificates : undefined;
}

/** A certificate of its DER. What is otherwise read on demand is read now. @returns undefined for what cannot be used */
export function certificateFrom(der: Buffer): Certificate | undefined {
  const certificate = kept(der);
  try {
    const { subject, issuer } = partsOf(certificate);
    attributesOf(subject);
    attributesOf(issuer);
    readThrough(certificate);
    return native(certificate).publicKey.type === 'public' ? certificate : undefined;
  } catch {
    return undefined; // The caller names the input this came from.
  }
}

/** DER as PEM with lines of 64 characters and no newline at the end, as acm-pca answers it. */
export function pemOf(label: string, der: Buffer): string {
  return [
    `-----BEGIN ${label}-----`,
    ...(der.toString('base64').match(/.{1,64}/g) ?? []),
    `-----END ${label}-----`,
  ].join('\n');
}

export const certificatePem = ({ der }: Certificate): string => pemOf('CERTIFICATE', der);
