import type { KeyObject } from 'node:crypto';
import type { Certificate } from '../x509/certificate.ts';
import { notAfterOf } from '../x509/chains.ts';
import type { KeyAlgorithm } from '../x509/keys.ts';
import type { SubjectInput } from '../x509/names.ts';
import type { SigningAlgorithm } from '../x509/signing.ts';
import type { Pending } from '../state/pending.ts';
import type { AuditReport } from './audit/report.ts';
import type { RevocationLists } from './crl/lists.ts';
import type { CsrExtensions } from './csr-extensions.ts';
import type { IssuedCertificate } from './issued.ts';
import type { Permission } from './permission.ts';
import type { ResourcePolicy } from './policy/resource-policy.ts';
import type { RevocationConfiguration } from './revocation-configuration.ts';

export type AuthorityStatus =
  'CREATING' | 'PENDING_CERTIFICATE' | 'ACTIVE' | 'DISABLED' | 'EXPIRED' | 'FAILED' | 'DELETED';

/** What is stored; CREATING, FAILED and EXPIRED follow from keys, certificate and clock. */
export type StoredStatus = 'PENDING_CERTIFICATE' | 'ACTIVE' | 'DISABLED' | 'DELETED';

export interface AuthorityConfiguration {
  readonly KeyAlgorithm: KeyAlgorithm;
  readonly SigningAlgorithm: SigningAlgorithm;
  readonly Subject: SubjectInput;
  readonly CsrExtensions?: CsrExtensions | undefined;
}

export interface AuthorityKeys {
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
  readonly csr: string;
}

/** A CA's own certificate with the chain above it, nearest first. */
export interface AuthorityCertificate {
  readonly certificate: Certificate;
  readonly chain: readonly Certificate[];
}

export interface Authority {
  readonly arn: string;
  readonly owner: string;
  readonly region: string;
  readonly sequence: number;
  readonly type: 'ROOT' | 'SUBORDINATE';
  readonly usageMode: 'GENERAL_PURPOSE' | 'SHORT_LIVED_CERTIFICATE';
  readonly keyStorageSecurityStandard: string;
  readonly configuration: AuthorityConfiguration;
  readonly createdAt: Date;
  readonly keys: Pending<AuthorityKeys>;
  readonly permissions: Permission[];
  readonly tags: Map<string, string | undefined>;
  /** Whether tags were taken away from it: listings of tags name it for ever. */
  hadTags?: boolean;
  readonly issued: Map<string, IssuedCertificate>;
  readonly lists: RevocationLists;
  readonly auditReports: Map<string, AuditReport>;
  revocation: RevocationConfiguration;
  status: StoredStatus;
  stateChangedAt: Date;
  certified?: AuthorityCertificate;
  deletion?: { readonly from: StoredStatus; readonly restorableUntil: Date };
  policy?: ResourcePolicy;
}

/** The status that Describe and List show (acm-pca user guide, "Updating your private CA", status table). */
export function statusOf(authority: Authority, now: Date): AuthorityStatus {
  if (authority.status === 'DELETED') return 'DELETED';
  if (authority.keys.state !== 'done') return authority.keys.state === 'running' ? 'CREATING' : 'FAILED';
  return hasExpired(authority, now) ? 'EXPIRED' : authority.status;
}

const hasExpired = (authority: Authority, now: Date): boolean =>
  authority.certified !== undefined && notAfterOf(authority.certified.certificate) <= now;

/** Past its restoration window a deleted CA is gone for good. */
export const isGone = (authority: Authority, now: Date): boolean =>
  authority.deletion !== undefined && authority.deletion.restorableUntil <= now;

export function changeStatus(authority: Authority, status: StoredStatus, now: Date): void {
  authority.status = status;
  authority.stateChangedAt = now;
}
