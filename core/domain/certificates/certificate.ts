import type { AccountId } from '../arn.ts';
import type { AuthorityFacts } from '../authorities/authority.ts';
import type { Fact } from '../fact.ts';

/**
 * Who made a certificate, and so who renews it: ACM from a private CA, ACM publicly, nobody but its importer, an ACME client, or
 * nobody but whoever asked the private CA directly. Outside of ACM: what was uploaded to IAM; what IAM Roles Anywhere has as a
 * trust anchor, what a workload shows it, and its lists of revoked certificates. `other`: what ACM tells is none of these.
 */
export const CERTIFICATE_KINDS = [
  'private',
  'public',
  'imported',
  'acme',
  'issued',
  'server',
  'anchor',
  'workload',
  'crl',
  'other',
] as const;

export type CertificateKind = (typeof CERTIFICATE_KINDS)[number];

/** DescribeCertificate's Status (service-facts 2.1). What a private CA issued directly is ISSUED; UNTOLD: ACM told none. */
export type CertificateStatus =
  'PENDING_VALIDATION' | 'ISSUED' | 'INACTIVE' | 'EXPIRED' | 'VALIDATION_TIMED_OUT' | 'REVOKED' | 'FAILED' | 'UNTOLD';

/** RenewalSummary's RenewalStatus (service-facts 2.1). */
export type RenewalStatus = 'PENDING_AUTO_RENEWAL' | 'PENDING_VALIDATION' | 'SUCCESS' | 'FAILED';

/** ACM's renewal of a certificate, once one began. Times are ISO 8601. */
export interface Renewal {
  readonly status: RenewalStatus;
  /** Why the last attempt failed: `PCA_ACCESS_DENIED`, `SLR_NOT_FOUND`, `CAA_ERROR`, … (service-facts 2.1). */
  readonly reason?: string;
  readonly updatedAt?: string;
  /** The DNS records that prove the domains of a public certificate. */
  readonly records?: readonly DnsRecord[];
}

export interface DnsRecord {
  readonly domainName: string;
  readonly type: string;
  readonly name: string;
  readonly value: string;
}

/** A certificate as far as its renewal depends on it. Times are ISO 8601. */
export interface Certificate {
  readonly arn: string;
  readonly account: AccountId;
  readonly region: string;
  readonly kind: CertificateKind;
  readonly status: CertificateStatus;
  /** Absent for certificates that name none. */
  readonly domainName?: string;
  readonly serial?: string;
  readonly keyAlgorithm?: string;
  readonly createdAt?: string;
  /** Absent until it is issued. */
  readonly notBefore?: string;
  readonly notAfter?: string;
  /** Whether an integrated service uses it. */
  readonly inUse: boolean;
  /** The ARNs of the resources that use it; absent where what was asked doesn't tell. */
  readonly usedBy?: readonly string[];
  /** Whether it was exported; undefined: what was asked doesn't tell. */
  readonly exported?: boolean;
  /** In use, or exported since the last renewal; says nothing of what the CA allows (service-facts 2.4). */
  readonly eligibility?: 'ELIGIBLE' | 'INELIGIBLE';
  /** The DNS records that a public certificate waits for before it is issued. */
  readonly awaited?: readonly DnsRecord[];
  /** Why it was never issued. */
  readonly failureReason?: string;
  /** Undefined: none has begun yet. */
  readonly renewal: Fact<Renewal | undefined>;
  /** A CA's own certificate, which no client serves. */
  readonly isAuthority?: boolean;
}

/** All that was read about a certificate. */
export interface CertificateFacts {
  readonly certificate: Certificate;
  /** The CA it is renewed from, where ACM renews it from one. */
  readonly authority?: Fact<AuthorityFacts>;
  /** What replaced it, found where it is used. */
  readonly replacedBy?: { readonly certificateArn: string; readonly at: string };
}

/** Whether hosts that ACM knows nothing of may serve it: it was exported, or a description left that open (service-facts 2.1). */
export const mayBeServed = (certificate: Certificate): boolean =>
  certificate.exported === true || (certificate.exported === undefined && isManaged(certificate));

/** Whether ACM renews certificates of this kind at all (service-facts 2.3). */
export const isManaged = ({ kind }: Certificate): boolean => kind === 'private' || kind === 'public';
