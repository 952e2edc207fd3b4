import type { AccountId, AuthorityArn, CertificateArn } from '../domain/arn.ts';
import type { AuthorityDescription } from '../domain/authorities/authority.ts';
import type { Fact } from '../domain/fact.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import type { CertificateRequest, Issuance, KeptVersion, Lineage } from '../domain/reissue/issuance.ts';
import type { ModeRecord } from '../domain/reissue/mode.ts';
import type { Route } from '../domain/reissue/route.ts';
import type { SecretText } from '../pki/secret-text.ts';

/** How many certificates may be issued. */
export interface Limits {
  /** Of one CA in one hour of the clock. */
  readonly perAuthorityAndHour: number;
  /** Of one certificate in one generation. */
  readonly perGeneration: number;
}

/** Whether an issuance may be sent now. `wait`: the CA's budget is used up; it is asked again after so many seconds. */
export type Begun =
  | {
      readonly begun: Issuance;
      /** It had begun before, by another execution or by a call whose answer was lost. */
      readonly byAnother?: true;
    }
  | { readonly wait: number; readonly isFirstWait: boolean };

/** The ledger of issuances: the only guarantee that a certificate is issued once. */
export interface Ledger {
  issuanceOf(intent: string): Promise<Issuance | undefined>;
  /** Writes the first version; where another was first, what that one wrote is returned. */
  openIssuance(issuance: Issuance): Promise<Issuance>;
  /**
   * Writes the next version on top of the one that it was made from, and what follows from it in the same transaction: the
   * notices, and the lineage of the certificates it names.
   * @returns what was written, with its version
   * @throws AwsUnavailable where another wrote first: the step runs again from a fresh read
   */
  advance(issuance: Issuance, notices?: readonly OutgoingNotice[]): Promise<Issuance>;
  /**
   * Marks that the request is about to be sent, taking one certificate from the CA's budget of this hour, once for each token;
   * those whose certificates end first go first.
   * @param now ISO 8601
   */
  beginIssuance(issuance: Issuance, token: string, limits: Limits, now: string): Promise<Begun>;
  lineageOf(certificateArn: string): Promise<Lineage | undefined>;
  /** What an IssueCertificate record told of a token of ours; undefined: no record was seen. Reported, not proven. */
  reportedFor(token: string): Promise<string | undefined>;
  /** Notes what a record told. @returns whether the token is ours */
  noteReported(token: string, certificateArn: string): Promise<boolean>;
  /** Issuances that somebody has to look at by then: nobody may be at them any more. @param by ISO 8601 */
  dueIssuances(by: string): Promise<readonly { readonly intent: string; readonly certificateArn: string }[]>;
  /** Certificates that the CA issued for RenewGuard in a month. @param month `2026-11` */
  issuedIn(month: string): Promise<ReadonlyMap<string, number>>;
}

export interface ModeReader {
  mode(): Promise<ModeRecord>;
}

/** Routes that were set by hand or by a program; tags are the certificate readers' affair. */
export interface RouteRecords {
  /** @param arn of a certificate or a CA */
  routeOf(arn: string): Promise<Route | undefined>;
  setRoute(arn: string, route: Route | undefined): Promise<void>;
}

/** The CSRs that IssueCertificate records told, by the certificate that was issued for them. */
export interface RecordedRequests {
  /** @returns PEM; undefined: no record was seen, or it told none */
  requestFor(issuedArn: string): Promise<string | undefined>;
  keepRequest(issuedArn: string, csr: string): Promise<void>;
}

/** A question to a person, and the answer. Times are ISO 8601. */
export interface Approval {
  readonly intent: string;
  readonly until: string;
  readonly answer?: 'approved' | 'rejected';
  readonly by?: string;
}

/** The questions that people were asked. A task token is kept in the table, and never leaves it but to answer. */
export interface Approvals {
  askPerson(id: string, intent: string, taskToken: string, until: string): Promise<void>;
  approvalOf(id: string): Promise<Approval | undefined>;
}

/** Keeps a rate across all executions. */
export interface Pace {
  /** @returns milliseconds to wait for one's turn, which is kept free: 0 means now */
  turn(operation: 'acm-pca:IssueCertificate' | 'acm:ImportCertificate', account: AccountId): Promise<number>;
}

/** What a secret holds: separate fields, so that an application takes what it needs. PEM each. */
export interface SecretFields {
  readonly privateKey?: SecretText;
  readonly csr?: string;
  readonly certificate?: string;
  readonly certificateChain?: string;
}

export interface SecretDescription {
  readonly secretArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Version ids by staging label: AWSCURRENT, AWSPENDING, AWSPREVIOUS. */
  readonly versions: Readonly<Record<string, string>>;
  /** It waits for its deletion: it can be neither read nor written. */
  readonly isGoingAway?: true;
}

/** Secrets Manager, in RenewGuard's own account and region, under its KMS key. */
export interface Vault {
  /** @returns undefined where there is no such secret. @param secret name or ARN */
  describeSecret(secret: string): Promise<SecretDescription | undefined>;
  /**
   * Stores fields as a version, and makes the secret where there is none. The same token again stores nothing: what was stored
   * first stands, whatever it was.
   * @param token decides the version's id: 32 to 64 characters
   * @param stage the staging label that the version gets
   */
  keepVersion(
    secret: string,
    token: string,
    fields: SecretFields,
    options: {
      readonly stage: string;
      readonly tags?: Readonly<Record<string, string>>;
      readonly description?: string;
    },
  ): Promise<KeptVersion>;
  /** @returns undefined where there is no such version */
  readVersion(
    secretArn: string,
    version: { readonly id: string } | { readonly stage: string },
  ): Promise<SecretFields | undefined>;
  /** Moves AWSCURRENT to the version; what had it becomes AWSPREVIOUS. Doing it again changes nothing. */
  promoteVersion(version: KeptVersion): Promise<void>;
  /** Deletes a secret for good, at once; one that isn't there is deleted already. */
  removeSecret(secretArn: string): Promise<void>;
  /** RenewGuard's temporary secrets, whatever became of them. */
  temporarySecrets(): Promise<readonly SecretDescription[]>;
}

/** A certificate with the chain up to its CA, PEM. */
export interface CertificatePem {
  readonly certificate: string;
  readonly chain: string;
}

/** Asks a private CA, with the rights to act. */
export interface Issuer {
  /** @returns the ARN of the certificate. @throws AuthorityCannotIssue, CsrRefused */
  issueCertificate(request: CertificateRequest, csr: string, token: string): Promise<string>;
  /** @returns undefined while it is being issued. @throws AuthorityCannotIssue where the issuance failed */
  issuedPem(authorityArn: string, certificateArn: string): Promise<CertificatePem | undefined>;
  authorityCertificate(authorityArn: string): Promise<CertificatePem>;
  /** Revoking again is no error, nor is one that expired. @param serial hex */
  revokeCertificate(authorityArn: string, serial: string): Promise<void>;
  /**
   * The certificates that a CA issued since then, as its audit report lists them; undefined: no report can be had yet, ask
   * later.
   * @param since ISO 8601
   * @param until what is issued until then must be listed: a report of an earlier time tells nothing; five minutes after `since`
   * unless given
   */
  issuedSince(authorityArn: string, since: string, until?: string): Promise<readonly ReportedCertificate[] | undefined>;
}

/** A row of an audit report (service-facts 1.5). */
export interface ReportedCertificate {
  readonly certificateArn: string;
  readonly serial: string;
  readonly subject: string;
  readonly issuedAt: string;
  readonly revokedAt?: string;
  readonly templateArn?: string;
}

/** Reads what a reissue must know of a certificate and its CA, live. */
export interface ReissueReader {
  /** The certificate as ACM or the CA gives it out; undefined: there is none, or none yet. */
  pemOf(certificate: CertificateArn): Promise<Fact<CertificatePem | undefined>>;
  /** Tags of a certificate of ACM. */
  tagsOf(certificateArn: CertificateArn): Promise<Fact<Readonly<Record<string, string>>>>;
  tagsOfAuthority(authority: AuthorityArn): Promise<Fact<Readonly<Record<string, string>>>>;
  /** The CAs of an account and region with their certificates: one of them may have issued an imported certificate. */
  authoritiesWithCertificates(
    account: AccountId,
    region: string,
  ): Promise<
    Fact<readonly { readonly arn: string; readonly certificate: string; readonly description: AuthorityDescription }[]>
  >;
  /** What AWS Private CA knows of the CA; undefined: no such CA. */
  describeAuthority(authority: AuthorityArn): Promise<Fact<AuthorityDescription | undefined>>;
}

/** How a certificate of ACM stands, as a delivery needs it. */
export interface AcmStanding {
  readonly kind: string;
  readonly status: string;
  readonly serial?: string;
  readonly keyType?: string;
  readonly eligibility?: string;
  /** The ARNs of the resources that use it. */
  readonly inUseBy: readonly string[];
}

/** Acts on ACM. */
export interface AcmActor {
  /** Imports into an existing ARN (faults.md, rule 4). @throws DeliveryRefused */
  importInto(certificateArn: string, pem: CertificatePem, privateKey: SecretText): Promise<void>;
  /** @returns the ARN; the same for the same token within an hour. @throws DeliveryRefused */
  requestCertificate(request: {
    readonly authorityArn: string;
    readonly names: readonly string[];
    readonly keyType: string;
    readonly token: string;
    readonly tags: Readonly<Record<string, string>>;
  }): Promise<string>;
  /**
   * The certificate that was requested for an intent, found by its tag among those of the same name; undefined: there is none.
   * @param beside the ARN of a certificate in the same account and region
   * @param since when it was requested at the earliest, ISO 8601
   */
  requestedCertificate(intent: string, beside: string, name: string, since: string): Promise<string | undefined>;
  /** The key is decrypted in memory. @throws DeliveryRefused */
  exportKey(certificateArn: string): Promise<CertificatePem & { readonly privateKey: SecretText }>;
  /**
   * The ARNs under which ACM holds a certificate: the same may have been imported more than once.
   * @param serial hex
   * @param beside the ARN of a certificate in the same account and region
   */
  certificatesWithSerial(serial: string, beside: string): Promise<readonly string[]>;
  /** @returns undefined: no such certificate */
  acmStanding(certificateArn: string): Promise<AcmStanding | undefined>;
  /** @returns undefined: not issued yet, or gone */
  acmPem(certificateArn: string): Promise<CertificatePem | undefined>;
}

/** Connects to where a certificate is served. */
export interface EndpointProbe {
  /** The certificate that is served, PEM; a text says why none was seen. @param endpoint `host:port` */
  served(
    endpoint: string,
    serverName: string | undefined,
  ): Promise<{ readonly pem: string } | { readonly unseen: string }>;
}

/** Starts reissue-certificate. */
export interface Executions {
  /** @returns false where an execution of that name was started already */
  startReissue(name: string, input: object): Promise<boolean>;
}
