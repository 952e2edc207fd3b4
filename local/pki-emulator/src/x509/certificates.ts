import { type KeyObject, X509Certificate } from 'node:crypto';
import { x509 } from './library.ts';
import type { Signer } from './signing.ts';

/** Everything a certificate says; `serial` is 32 hex digits. */
export interface CertificatePlan {
  readonly serial: string;
  readonly subject: x509.Name;
  readonly issuer: x509.Name;
  readonly publicKey: KeyObject;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: x509.Extension[];
}

/** Signs a certificate (RFC 5280). The subject is written as it was read, attribute by attribute. */
export async function writeCertificate(plan: CertificatePlan, signer: Signer): Promise<X509Certificate> {
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber: plan.serial,
    subject: plan.subject,
    issuer: plan.issuer,
    notBefore: plan.notBefore,
    notAfter: plan.notAfter,
    publicKey: new x509.PublicKey(plan.publicKey.export({ type: 'spki', format: 'der' })),
    signingKey: signer.key,
    signingAlgorithm: signer.algorithm,
    extensions: plan.extensions,
  });
  return new X509Certificate(Buffer.from(certificate.rawData));
}

/** The subject of a certificate exactly as encoded: what a certificate it signs must name as issuer. */
export const subjectOf = (certificate: X509Certificate): x509.Name => readable(certificate).subjectName;

const read = new WeakMap<X509Certificate, x509.X509Certificate>();

/** The same certificate with its extensions readable; parsed once, for listings read it again and again. */
export function readable(certificate: X509Certificate): x509.X509Certificate {
  const known = read.get(certificate) ?? new x509.X509Certificate(certificate.raw);
  read.set(certificate, known);
  return known;
}
