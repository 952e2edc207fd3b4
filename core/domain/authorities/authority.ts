import type { AccountId, AuthorityArn } from '../arn.ts';
import type { Fact } from '../fact.ts';

/** DescribeCertificateAuthority's Status (service-facts 1.2). */
export type AuthorityStatus =
  'CREATING' | 'PENDING_CERTIFICATE' | 'ACTIVE' | 'DISABLED' | 'EXPIRED' | 'FAILED' | 'DELETED';

/** What DescribeCertificateAuthority tells, as far as renewals depend on it. Times are ISO 8601. */
export interface AuthorityDescription {
  readonly status: AuthorityStatus;
  readonly usageMode: 'GENERAL_PURPOSE' | 'SHORT_LIVED_CERTIFICATE';
  readonly commonName?: string;
  readonly keyAlgorithm?: string;
  readonly notAfter?: string;
  readonly restorableUntil?: string;
}

/** One permission object of a CA: there is one for each (principal, source account) (service-facts 1.3). */
export interface Grant {
  readonly principal: string;
  readonly actions: readonly string[];
  readonly sourceAccount?: AccountId;
}

/** Another account that uses the CA, or may: the policy names it, or certificates there are remembered to depend on it. */
export interface ConsumerFacts {
  readonly account: AccountId;
  /** Whether AWSServiceRoleForCertificateManager exists there. */
  readonly serviceLinkedRole: Fact<boolean>;
  /** The organisation the account is in, for policies that say aws:PrincipalOrgID; undefined: in none. */
  readonly organizationId: Fact<string | undefined>;
}

/** All that was read about a CA. A description of `undefined` means: there is no such CA (any more). */
export interface AuthorityFacts {
  readonly authority: AuthorityArn;
  readonly description: Fact<AuthorityDescription | undefined>;
  readonly grants: Fact<readonly Grant[]>;
  /** The resource policy's JSON text; undefined: none is attached. */
  readonly policy: Fact<string | undefined>;
  readonly consumers: readonly ConsumerFacts[];
  /** The other accounts that can be read: whether any of them uses the CA, only its certificates tell. */
  readonly candidates: readonly AccountId[];
}
