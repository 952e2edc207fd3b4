import type { AccountId } from '../arn.ts';
import type { CertificateKind, CertificateStatus, Renewal } from '../certificates/certificate.ts';
import type { CertificateVerdictName } from '../certificates/renewal-checks/check.ts';
import type { CertificateFindingCode } from '../findings/certificate-finding-codes.ts';
import type { Severity } from '../findings/finding-codes.ts';
import type { Owner } from './owner.ts';

/** Which service lists a certificate. */
export const INVENTORY_SOURCES = ['acm', 'acm-pca', 'iam', 'rolesanywhere'] as const;

export type InventorySource = (typeof INVENTORY_SOURCES)[number];

/** Where IAM's certificates are: IAM knows no regions. */
export const NO_REGION = 'global';

/** Who renews a certificate, and what tells so (service-facts 1.5, 3). */
export interface Management {
  readonly by: 'acm' | 'nobody' | 'unknown';
  /** The first of these that told it; `kind`: ACM's own listing says what it is. */
  readonly evidence: 'requestedByServicePrincipal' | 'acm-inventory' | 'invokedBy' | 'kind' | 'none';
}

/** What the last sweep or inspection said of a certificate. Times are ISO 8601. */
export interface RecordedVerdict {
  readonly verdict: CertificateVerdictName;
  readonly reason: string;
  readonly code?: CertificateFindingCode;
  readonly severity?: Severity;
  readonly firstAttempt?: string;
  readonly outage?: string;
}

/** What the inventory says of a certificate, whatever is kept beside it. Times are ISO 8601. */
export interface CertificateContents {
  readonly arn: string;
  readonly account: AccountId;
  /** `NO_REGION` for IAM's. */
  readonly region: string;
  readonly source: InventorySource;
  readonly kind: CertificateKind;
  readonly status: CertificateStatus;
  readonly domainName?: string;
  /** The first `LISTED_NAMES` alternative names, as text. */
  readonly names: readonly string[];
  /** How many more there are. */
  readonly moreNames?: number;
  /** RFC 4514. */
  readonly subject?: string;
  readonly issuer?: string;
  /** Plain hex, lower case, without colons or zero bytes in front. */
  readonly serial?: string;
  readonly keyAlgorithm?: string;
  readonly createdAt?: string;
  readonly notBefore?: string;
  readonly notAfter?: string;
  readonly revokedAt?: string;
  readonly authorityArn?: string;
  readonly templateArn?: string;
  readonly inUse?: boolean;
  /** The ARNs of the resources that use it; absent where nobody was asked. */
  readonly usedBy?: readonly string[];
  readonly exported?: boolean;
  readonly eligibility?: 'ELIGIBLE' | 'INELIGIBLE';
  readonly renewal?: Pick<Renewal, 'status' | 'reason' | 'updatedAt'>;
  readonly management: Management;
  readonly tags: Readonly<Record<string, string>>;
  /** Who asked for it, as a record told: reported, not proven. */
  readonly requestedBy?: string;
  readonly owner?: Owner;
  readonly businessUnit?: string;
  /** The delivery route's strategy, where one is set. */
  readonly route?: string;
  readonly replacedBy?: string;
  readonly replaces?: string;
  readonly verdict?: RecordedVerdict;
  /** A digest of what the listing told: where it is the same, nothing about the certificate has changed. */
  readonly listed?: string;
}

/** A certificate as it is kept. */
export interface CertificateRecord extends CertificateContents {
  /** When it was first listed. */
  readonly firstSeenAt: string;
  /** When what is kept was read: an older reading never replaces a newer one. */
  readonly readAt: string;
  /** When a listing that was complete no longer had it. */
  readonly goneAt?: string;
  /** Counts the changes, from 1: the next write must be based on the one before. */
  readonly version: number;
}

/** More alternative names than these are counted. */
export const LISTED_NAMES = 20;
