import { notEmulated, ServiceError } from '../../errors.ts';
import { REGION } from '../../wire/signature.ts';

/** Key types by the algorithm that an Authorization header names (service-facts 5.2). */
export const KEY_TYPES = {
  'AWS4-X509-RSA-SHA256': 'rsa',
  'AWS4-X509-ECDSA-SHA256': 'ec',
} as const;

/** What the Authorization header of CreateSession says. */
export interface CertificateSignature {
  readonly algorithm: keyof typeof KEY_TYPES;
  /** The serial number of the signing certificate, decimal. */
  readonly serial: string;
  /** `YYYYMMDD` */
  readonly date: string;
  readonly region: string;
  /** Lower-case names, in the order given. */
  readonly signedHeaders: readonly string[];
  readonly signature: Buffer;
}

const SIGNED =
  /^(AWS4-X509-[A-Z0-9-]+) Credential=(\d+)\/(\d{8})\/([^/,\s]+)\/rolesanywhere\/aws4_request,\s*SignedHeaders=([^,\s]+),\s*Signature=((?:[0-9a-f]{2})+)$/;

/** @throws ServiceError MissingAuthenticationTokenException, IncompleteSignatureException, InvalidSignatureException (403) */
export function readCertificateSignature(header: string | undefined): CertificateSignature {
  if (!header) throw new ServiceError('MissingAuthenticationTokenException', 'Missing Authentication Token', 403);
  if (header.startsWith('AWS4-X509-MLDSA')) throw notEmulated('the signing algorithm AWS4-X509-MLDSA');
  const [, algorithm = '', serial = '', date = '', region = '', names = '', hex = ''] = SIGNED.exec(header) ?? [];
  if (!isKnown(algorithm)) {
    const known = Object.keys(KEY_TYPES).join(' or ');
    const message = `The Authorization header is no complete signature with a certificate (${known}).`;
    throw new ServiceError('IncompleteSignatureException', message, 403);
  }
  if (!REGION.test(region)) {
    const message = `Credential should be scoped to a valid region, not '${region}'.`;
    throw new ServiceError('InvalidSignatureException', message, 403);
  }
  return { algorithm, serial, date, region, signedHeaders: names.split(';'), signature: Buffer.from(hex, 'hex') };
}

const isKnown = (algorithm: string): algorithm is keyof typeof KEY_TYPES => Object.hasOwn(KEY_TYPES, algorithm);
