import type { AccountId, AuthorityArn } from '../domain/arn.ts';
import type { AuthorityDescription, Grant } from '../domain/authority.ts';
import type { Dependent } from '../domain/dependents.ts';
import type { Fact } from '../domain/fact.ts';

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

/** What RenewGuard remembers of earlier verifications. */
export interface AuthorityMemory {
  /** The accounts with certificates that depended on the CA; undefined: the CA was never verified. */
  consumersOf(authorityArn: string): Promise<readonly AccountId[] | undefined>;
  rememberConsumers(authorityArn: string, consumers: readonly AccountId[]): Promise<void>;
  /** The CA of each certificate that is remembered; it never changes for an ARN. */
  authoritiesOf(certificateArns: readonly string[]): Promise<ReadonlyMap<string, string>>;
  rememberAuthorities(authorities: ReadonlyMap<string, string>): Promise<void>;
}
