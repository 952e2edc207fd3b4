import type { KeyObject, X509Certificate } from 'node:crypto';
import type { Tags } from '../tags.ts';
import type { Pending } from '../state/pending.ts';
import { notAfterOf } from '../x509/chains.ts';
import type { KeyAlgorithm } from '../x509/keys.ts';

/** A certificate with its chain (nearest first) and key, as ACM keeps it. */
export interface Material {
  readonly certificate: X509Certificate;
  readonly chain: readonly X509Certificate[];
  readonly privateKey: KeyObject;
  readonly issuedAt: Date;
}

/** A requested certificate ends as material or as a failure; both are results. */
export type IssuanceResult = { readonly material: Material } | { readonly failure: string };

interface Common {
  readonly arn: string;
  readonly sequence: number;
  readonly domainName: string;
  readonly alternativeNames: readonly string[];
  readonly keyAlgorithm: KeyAlgorithm;
  readonly createdAt: Date;
  readonly tags: Tags;
  /** ARNs of the resources that use the certificate, set by the admin API. */
  inUseBy: readonly string[];
}

/** Requested from a private CA. */
export interface PrivateCertificate extends Common {
  readonly type: 'PRIVATE';
  readonly authorityArn: string;
  readonly transparencyLogging: string;
  readonly export: string;
  readonly issuance: Pending<IssuanceResult>;
  /** Exported since it was issued or last renewed. */
  exported: boolean;
}

/** Requested from Amazon's public CA, which the emulator is not: never issued. */
export interface PublicCertificate extends Common {
  readonly type: 'AMAZON_ISSUED';
  readonly transparencyLogging: string;
  readonly export: string;
}

export interface ImportedCertificate extends Common {
  readonly type: 'IMPORTED';
  readonly importedAt: Date;
  readonly material: Material;
}

export type AcmCertificate = PrivateCertificate | PublicCertificate | ImportedCertificate;

export type CertificateStatus = 'PENDING_VALIDATION' | 'ISSUED' | 'EXPIRED' | 'VALIDATION_TIMED_OUT' | 'FAILED';

/** Public certificates not validated within 72 hours time out (ACM user guide). */
const VALIDATION_MILLISECONDS = 72 * 3_600_000;

export function statusOf(certificate: AcmCertificate, now: Date): CertificateStatus {
  if (certificate.type === 'AMAZON_ISSUED') {
    const until = certificate.createdAt.getTime() + VALIDATION_MILLISECONDS;
    return now.getTime() < until ? 'PENDING_VALIDATION' : 'VALIDATION_TIMED_OUT';
  }
  if (failureOf(certificate) !== undefined) return 'FAILED';
  const material = materialOf(certificate);
  if (!material) return 'PENDING_VALIDATION';
  return notAfterOf(material.certificate) <= now ? 'EXPIRED' : 'ISSUED';
}

/** What has been issued or imported so far. */
export function materialOf(certificate: AcmCertificate): Material | undefined {
  if (certificate.type === 'IMPORTED') return certificate.material;
  const result = certificate.type === 'PRIVATE' ? certificate.issuance.value : undefined;
  return result && 'material' in result ? result.material : undefined;
}

/** The FailureReason of a request that failed; OTHER when the emulator itself could not sign. */
export function failureOf(certificate: AcmCertificate): string | undefined {
  if (certificate.type !== 'PRIVATE') return undefined;
  if (certificate.issuance.state === 'failed') return 'OTHER';
  const result = certificate.issuance.value;
  return result && 'failure' in result ? result.failure : undefined;
}

export const hasBeenExported = (certificate: AcmCertificate): boolean =>
  certificate.type === 'PRIVATE' && certificate.exported;

/**
 * Whether ACM would renew it: issued by ACM, valid, and in use or exported (ACM user guide, "Managed certificate
 * renewal"). Permissions on the CA do not matter here, as on AWS.
 */
export function isEligible(certificate: AcmCertificate, now: Date): boolean {
  if (certificate.type === 'IMPORTED' || statusOf(certificate, now) !== 'ISSUED') return false;
  return certificate.inUseBy.length > 0 || hasBeenExported(certificate);
}
