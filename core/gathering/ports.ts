import type { AccountId, AuthorityArn, CertificateArn } from '../domain/arn.ts';
import type { AuthorityDescription, Grant } from '../domain/authorities/authority.ts';
import type { Certificate, RenewalStatus } from '../domain/certificates/certificate.ts';
import type { Dependent } from '../domain/authorities/dependents.ts';
import type { Fact } from '../domain/fact.ts';
import type { Lineage } from '../domain/reissue/issuance.ts';

/** Reads what AWS Private CA knows of one authority, with the owner's rights. */
export interface AuthorityReader {
  /** @returns undefined where the owner's account has no such authority */
  describe(authority: AuthorityArn): Promise<Fact<AuthorityDescription | undefined>>;
  grants(authority: AuthorityArn): Promise<Fact<readonly Grant[]>>;
  /** @returns the policy's JSON text; undefined where none is attached */
  policy(authority: AuthorityArn): Promise<Fact<string | undefined>>;
}

/** Lists authorities by whose they are. Deleted ones are left out. */
export interface AuthorityLister {
  ownedBy(account: AccountId): Promise<Fact<readonly string[]>>;
  sharedWith(account: AccountId): Promise<Fact<readonly string[]>>;
}

/** Lists what AWS Private CA of an account and region says of all its authorities at once. */
export interface AuthorityDescriber {
  /** Deleted ones that can be restored among them. */
  authoritiesIn(account: AccountId, region: string): Promise<Fact<ReadonlyMap<string, AuthorityDescription>>>;
}

/** What another account says about itself. */
export interface ConsumerReader {
  hasServiceLinkedRole(account: AccountId): Promise<Fact<boolean>>;
  /** @returns the id of the organisation that the account is in; undefined: in none */
  organizationOf(account: AccountId): Promise<Fact<string | undefined>>;
}

/** An ACM certificate that a private CA signed for ACM; which CA, only its description tells. */
export type PrivateCertificate = Dependent;

/** Reads ACM of one account and region. */
export interface CertificateReader {
  /** Every certificate of type PRIVATE that is valid, or expired in use; of every key type. */
  privateCertificates(account: AccountId, region: string): Promise<Fact<readonly PrivateCertificate[]>>;
  /** @returns undefined where the certificate is gone or names no authority */
  authorityOf(certificateArn: string, account: AccountId): Promise<Fact<string | undefined>>;
}

/** A certificate as its own description tells it: the only one that names its CA. */
export interface DescribedCertificate {
  readonly certificate: Certificate;
  /** Absent where it was not issued from a private CA. */
  readonly authorityArn?: string;
}

/** Describes one certificate of ACM. */
export interface CertificateDescriber {
  /** @returns undefined where the account has no such certificate */
  describedCertificate(
    arn: Pick<CertificateArn, 'arn' | 'account' | 'region'>,
  ): Promise<Fact<DescribedCertificate | undefined>>;
}

/** Reads a certificate that a private CA issued directly, with the rights of the CA's owner. */
export interface IssuedCertificateReader {
  /** @returns undefined where the CA issued no such certificate, or is gone */
  issuedCertificate(arn: CertificateArn): Promise<Fact<Certificate | undefined>>;
}

/** Lists ACM of an account and region: every key type, every origin, every status; pages are followed. */
export interface CertificateLister {
  /** What a listing doesn't tell, the renewal, is unknown in each. */
  certificatesIn(account: AccountId, region: string): Promise<Fact<readonly Certificate[]>>;
  /** The certificates whose renewal has begun, with its status; the reason only a description tells. */
  renewalsIn(account: AccountId, region: string): Promise<Fact<ReadonlyMap<string, RenewalStatus>>>;
}

/** Tells which accounts can be read: the one RenewGuard is deployed in, those that are named, those that sweeps found. */
export interface ReadableAccounts {
  accounts(): Promise<readonly AccountId[]>;
}

/** What RenewGuard remembers of earlier verifications. */
export interface AuthorityMemory {
  /** The accounts with certificates that depended on the CA; undefined: the CA was never verified. */
  consumersOf(authorityArn: string): Promise<readonly AccountId[] | undefined>;
  rememberConsumers(authorityArn: string, consumers: readonly AccountId[]): Promise<void>;
  /** The CA of each certificate that is remembered; it never changes for an ARN. */
  authoritiesOf(certificateArns: readonly string[]): Promise<ReadonlyMap<string, string>>;
  rememberAuthorities(authorities: ReadonlyMap<string, string>): Promise<void>;
}

/** Tells what was replaced by what. */
export interface LineageReader {
  lineageOf(certificateArn: string): Promise<Lineage | undefined>;
}
