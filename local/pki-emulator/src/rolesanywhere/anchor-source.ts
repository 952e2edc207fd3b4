import { z } from 'zod';
import { authorityFor } from '../acm-pca/access.ts';
import { statusOf } from '../acm-pca/authority.ts';
import { invalid, ServiceError } from '../errors.ts';
import { oneOf } from '../validation/constraints.ts';
import type { Call } from '../wire/call.ts';
import type { Certificate } from '../x509/certificate.ts';
import { validAt } from '../x509/chains.ts';
import { certificatesOf } from '../x509/pem.ts';
import { authorityFlaw } from './certificate-rules.ts';
import type { Trusted } from './trust-anchor.ts';

const TYPES = ['AWS_ACM_PCA', 'CERTIFICATE_BUNDLE', 'SELF_SIGNED_REPOSITORY'] as const;

/** The model allows 204,800 characters; the quota is 25 KB (service-facts 5.1). */
const LARGEST_BUNDLE = 25 * 1024;

/** The model's union: one member of sourceData. Members the model leaves optional are needed all the same. */
export const source = z.strictObject({
  sourceType: oneOf(TYPES, ['AWS_ACM_PCA', 'CERTIFICATE_BUNDLE']),
  sourceData: z
    .strictObject({
      acmPcaArn: z.string().optional(),
      x509CertificateData: z.string().min(1).max(204_800).optional(),
    })
    .refine(({ acmPcaArn, x509CertificateData }) => (acmPcaArn === undefined) !== (x509CertificateData === undefined), {
      error: 'Member must have exactly one of acmPcaArn and x509CertificateData',
    }),
});

/** Reads what an anchor is to trust. @throws ServiceError ValidationException, AccessDeniedException */
export function trustedBy({ sourceType, sourceData }: z.output<typeof source>, call: Call): Trusted {
  const { acmPcaArn, x509CertificateData } = sourceData;
  if (sourceType === 'AWS_ACM_PCA') {
    if (acmPcaArn === undefined) throw invalid('A source of type AWS_ACM_PCA has sourceData.acmPcaArn.');
    return { source: { sourceType, sourceData: { acmPcaArn } }, certificates: [authorityCertificate(acmPcaArn, call)] };
  }
  if (x509CertificateData === undefined) {
    throw invalid('A source of type CERTIFICATE_BUNDLE has sourceData.x509CertificateData.');
  }
  const certificates = bundled(x509CertificateData, call.world.clock.now());
  return { source: { sourceType, sourceData: { x509CertificateData } }, certificates };
}

/** The certificate of a CA that is ACTIVE and that the caller may read. */
function authorityCertificate(arn: string, call: Call): Certificate {
  const authority = readableAuthority(arn, call);
  const status = statusOf(authority, call.world.clock.now());
  if (status !== 'ACTIVE' || !authority.certified) {
    throw invalid(`The certificate authority ${arn} is in the ${status} state; a trust anchor needs an ACTIVE one.`);
  }
  requireAuthority(authority.certified.certificate, call.world.clock.now());
  return authority.certified.certificate;
}

function readableAuthority(arn: string, call: Call) {
  try {
    return authorityFor({ ...call, service: 'acm-pca', operation: 'GetCertificateAuthorityCertificate' }, arn);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code === 'AccessDeniedException') throw error;
    throw invalid(error.message); // The model of Roles Anywhere has no other error for a CA that is not there.
  }
}

function bundled(pem: string, now: Date): Certificate[] {
  if (Buffer.byteLength(pem) > LARGEST_BUNDLE) {
    throw invalid(`The certificate bundle is larger than ${LARGEST_BUNDLE} bytes.`);
  }
  const certificates = certificatesOf(pem);
  if (!certificates) throw invalid('x509CertificateData is not a list of PEM certificates.');
  certificates.forEach((certificate) => requireAuthority(certificate, now));
  return certificates;
}

function requireAuthority(certificate: Certificate, now: Date): void {
  const flaw = authorityFlaw(certificate) ?? (validAt(certificate, now) ? undefined : 'is not valid now');
  if (flaw !== undefined) throw invalid(`A CA certificate of the trust anchor ${flaw}.`);
}
