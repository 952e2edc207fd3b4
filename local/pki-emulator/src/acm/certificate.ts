import type { Revocation } from '../acm-pca/issued.ts';
import type { Tags } from '../tags.ts';
import type { Pending } from '../state/pending.ts';
import type { Certificate } from '../x509/certificate.ts';
import { notAfterOf } from '../x509/chains.ts';
import type { KeyAlgorithm } from '../x509/keys.ts';
import type { Renewal, RenewalStatus } from './renewal/renewal.ts';

/** A certificate with its chain (nearest first) and key, as ACM keeps it. */
export interface Material {
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
  /** PKCS #8, DER: a hundred thousand keys ready to sign would take far more memory. */
  readonly privateKey: Buffer;
  readonly issuedAt: Date;
  /** The CA's name for it, when a private CA issued it. */
  readonly issuedArn?: string;
}

/** A requested certificate ends as material or as a failure; both are results. */
export type IssuanceResult = { readonly material: Material } | { readonly failure: string };

interface Common {
  readonly arn: string;
  readonly sequence: number;
  /** An import may have none: a certificate for an IP address, say. */
  readonly domainName: string | undefined;
  readonly alternativeNames: readonly string[];
  readonly keyAlgorithm: KeyAlgorithm;
  readonly createdAt: Date;
  readonly tags: Tags;
  /** Whether tags were taken away from it: listings of tags name it for ever. */
  hadTags?: boolean;
  /** ARNs of the resources that use the certificate, set by the admin API. */
  inUseBy: readonly string[];
  /** How its managed renewal went, once there was one. */
  renewal?: Renewal;
  revocation?: Revocation;
}

/** Requested from a private CA. */
export interface PrivateCertificate extends Common {
  readonly type: 'PRIVATE';
  readonly authorityArn: string;
  readonly transparencyLogging: string;
  readonly export: string;
  readonly issuance: Pending<IssuanceResult>;
  /** Was its issuance told as an event? */
  announced: boolean;
  /** What replaced the first material. */
  renewed?: Material;
  /** Exported since it was issued or last renewed. */
  exported: boolean;
}

/** Of Amazon's public CA, which the emulator plays: issued once the admin API says that the domain is validated. */
export interface PublicCertificate extends Common {
  readonly type: 'AMAZON_ISSUED';
  readonly transparencyLogging: string;
  readonly export: string;
  /** Is the DNS record that proves control of the names found? Issuance and renewal need it. */
  domainValidated: boolean;
  material?: Material;
  /** Exported since it was issued or last renewed. */
  exported: boolean;
  /** Obtained by an ACME client, which also renews it; ACM never has its key. */
  readonly acme?: { readonly endpointArn: string; readonly accountId: string };
}

export interface ImportedCertificate extends Common {
  readonly type: 'IMPORTED';
  readonly importedAt: Date;
  readonly material: Material;
}

export type AcmCertificate = PrivateCertificate | PublicCertificate | ImportedCertificate;

export type CertificateStatus =
  'PENDING_VALIDATION' | 'ISSUED' | 'EXPIRED' | 'VALIDATION_TIMED_OUT' | 'REVOKED' | 'FAILED';

/** Public certificates not validated within 72 hours time out (ACM user guide). */
const VALIDATION_MILLISECONDS = 72 * 3_600_000;

export function statusOf(certificate: AcmCertificate, now: Date): CertificateStatus {
  if (certificate.type === 'AMAZON_ISSUED' && !certificate.material) {
    const until = certificate.createdAt.getTime() + VALIDATION_MILLISECONDS;
    return now.getTime() < until ? 'PENDING_VALIDATION' : 'VALIDATION_TIMED_OUT';
  }
  if (failureOf(certificate) !== undefined) return 'FAILED';
  const material = materialOf(certificate);
  if (!material) return 'PENDING_VALIDATION';
  if (certificate.revocation) return 'REVOKED';
  return notAfterOf(material.certificate) <= now ? 'EXPIRED' : 'ISSUED';
}

/** What has been issued or imported so far. */
export function materialOf(certificate: AcmCertificate): Material | undefined {
  if (certificate.type !== 'PRIVATE') return certificate.material;
  if (certificate.renewed) return certificate.renewed;
  const result = certificate.issuance.value;
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
  certificate.type !== 'IMPORTED' && certificate.exported;

/** How its managed renewal went, undefined before there was one. */
export const renewalStatusOf = ({ renewal }: AcmCertificate): RenewalStatus | undefined => renewal?.status;

/** Who made the key pair: ACM, an ACME client, or whoever imported it. */
export function keyPairOrigin(certificate: AcmCertificate): 'CUSTOMER_PROVIDED' | 'AWS_MANAGED' | 'ACME' {
  if (certificate.type === 'IMPORTED') return 'CUSTOMER_PROVIDED';
  return certificate.type === 'AMAZON_ISSUED' && certificate.acme ? 'ACME' : 'AWS_MANAGED';
}

/**
 * Whether ACM would renew it: issued by ACM, valid, and in use or exported (ACM user guide, "Managed certificate
 * renewal"), and with a key of ACM's own: an ACME client renews what it obtained. Permissions on the CA do not matter
 * here, as on AWS.
 */
export function isEligible(certificate: AcmCertificate, now: Date): boolean {
  if (keyPairOrigin(certificate) !== 'AWS_MANAGED' || statusOf(certificate, now) !== 'ISSUED') return false;
  return certificate.inUseBy.length > 0 || hasBeenExported(certificate);
}
