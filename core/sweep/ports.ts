import type { AccountId } from '../domain/arn.ts';
import type { Certificate, RenewalStatus } from '../domain/certificates/certificate.ts';
import type { CertificateFinding } from '../domain/findings/certificate-finding.ts';
import type { Fact, Unreadable } from '../domain/fact.ts';
import type { AuthorityReading, AuthorityRecord } from '../domain/inventory/authority-record.ts';
import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import type { Place, ScanOutcome, Scope, SweepOrder, SweepRecord } from '../domain/sweep/sweep.ts';

/** One page of a listing. */
export interface Page<T> {
  readonly items: readonly T[];
  /** Where the next page begins; absent: this was the last. */
  readonly next?: string;
}

/** A certificate as ACM's search lists it: everything but its CA, who uses it, and why a renewal does not succeed. */
export interface FoundCertificate {
  /** Its renewal is what the search tells: the status alone, where one has begun. */
  readonly certificate: Certificate;
  readonly renewalStatus?: RenewalStatus;
  readonly names: readonly string[];
  readonly moreNames?: number;
  /** RFC 4514. */
  readonly subject?: string;
  readonly issuer?: string;
  readonly revokedAt?: string;
}

/** Lists ACM of a place: all key types, all origins, all statuses. 500 a page, as SearchCertificates gives. */
export interface CertificateSearch {
  /**
   * @param after where a page said that the next begins; absent: from the beginning
   * @returns `begin-again`: AWS no longer knows where `after` was; the place is listed from the beginning once more
   */
  searchPage(account: AccountId, region: string, after?: string): Promise<Fact<Page<FoundCertificate> | 'begin-again'>>;
}

/** A resource and its tags. */
export interface Tagged {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Tags of resources, listed: a call for each hundred resources, none for each. */
export interface TagLister {
  /**
   * @param kind `acm:certificate` or `acm-pca:certificate-authority`
   * @returns `begin-again`: AWS no longer knows where `after` was
   */
  tagPage(
    account: AccountId,
    region: string,
    kind: 'acm:certificate' | 'acm-pca:certificate-authority',
    after?: string,
  ): Promise<Fact<Page<Tagged> | 'begin-again'>>;
}

/** A row of a CA's audit report, as far as the inventory takes it. Times are ISO 8601. */
export interface IssuedRow {
  readonly arn: string;
  /** Plain hex. */
  readonly serial: string;
  readonly subject: string;
  readonly notBefore: string;
  readonly notAfter: string;
  readonly issuedAt: string;
  readonly revokedAt?: string;
  readonly templateArn?: string;
  readonly requestedByServicePrincipal?: string;
}

/** A report that was asked for, or can be had. */
export interface ReportState {
  readonly id: string;
  readonly key: string;
  readonly status: 'CREATING' | 'SUCCESS' | 'FAILED';
  readonly createdAt: string;
}

/** The audit reports of a CA: at most one is asked for in 30 minutes (service-facts 1.5). */
export interface IssuedReports {
  /** The newest that is younger than 30 minutes, else one that is asked for now. Unknown where AWS refuses it. */
  report(authorityArn: string): Promise<Fact<ReportState>>;
  /** As it stands now. */
  reportAgain(authorityArn: string, id: string): Promise<Fact<ReportState>>;
  /**
   * Its rows as they come: it is never held whole.
   * @param skip how many were read before
   */
  rows(authorityArn: string, report: ReportState, skip: number): AsyncIterable<IssuedRow>;
}

/** What is not ACM's: IAM's server certificates, and what Roles Anywhere trusts and has seen. */
export interface OtherCertificates {
  /** IAM server certificates: once an account, in the region the sweep is started from. */
  serverCertificates(account: AccountId): Promise<Fact<readonly FoundCertificate[]>>;
  /**
   * Certificates of trust anchors and the CRLs' next updates; then, in pages of half a minute each, what subjects showed.
   * @param after where a page said that the next begins
   */
  accessCertificates(account: AccountId, region: string, after?: string): Promise<Fact<Page<FoundCertificate>>>;
}

/** The inventory of certificates. Everything is upserted: the same again changes nothing. */
export interface Inventory {
  recordsOf(arns: readonly string[]): Promise<ReadonlyMap<string, CertificateRecord>>;
  /**
   * Writes each on top of the version it was made from.
   * @returns the ARNs of those where another wrote first, or read later: they are worked out again from a fresh read
   */
  keep(records: readonly CertificateRecord[]): Promise<readonly string[]>;
  /** Of a place, in pages; `gone` ones are left out. A listing follows what is kept within moments, here and below. */
  ofPlace(account: AccountId, region: string, after?: string): Promise<Page<CertificateRecord>>;
  /** Of a CA, the ones that end first first. @param until ISO 8601: only what ends by then */
  ofAuthority(authorityArn: string, until?: string, after?: string): Promise<Page<CertificateRecord>>;
  ofOwner(owner: string, after?: string): Promise<Page<CertificateRecord>>;
  /** What ends between two moments, both included, in order; a page may be empty though there are more. ISO 8601. */
  expiring(from: string, to: string, after?: string): Promise<Page<CertificateRecord>>;
}

/** The inventory of CAs. */
export interface AuthorityInventory {
  authorityRecords(): Promise<readonly AuthorityRecord[]>;
  authorityRecord(arn: string): Promise<AuthorityRecord | undefined>;
  /** @returns whether nobody wrote first, or read later */
  keepAuthority(record: AuthorityRecord): Promise<boolean>;
}

/** What is open, by place: a sweep concludes only what differs from it. */
export interface OpenFindings {
  openCertificateFindings(account: AccountId, region: string): Promise<readonly CertificateFinding[]>;
}

/** What scans of one sweep share, so that it is asked once: CAs that others use, and what accounts say of themselves. */
export interface SharedReadings {
  /** @param read is called where nobody has read it in this sweep; others wait for whoever does */
  once<T extends object>(sweepId: string, key: string, read: () => Promise<T>): Promise<T>;
}

/** Where a scan has got to; everything before is written. */
export interface ScanProgress {
  readonly place: Place;
  readonly phase: string;
  /** The phase's own, opaque to others. */
  readonly cursor?: string;
  /** How often AWS has not answered the step that is next. */
  readonly tries: number;
  /** Once ACM was listed whole: when that began, and in how many pages. */
  readonly listing?: { readonly began: string; readonly pages: number };
  /** The ARNs of the CAs there, once they were listed. */
  readonly authorities?: readonly string[];
  readonly counts: ScanOutcome['counts'];
  readonly gaps: readonly Unreadable[];
  readonly version: number;
}

/** How an execution of sweep-organization ended. */
export interface SweepEnd {
  /** Step Functions': SUCCEEDED, FAILED, TIMED_OUT, ABORTED. */
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
}

/** The executions of sweeps. */
export interface SweepEnds {
  /** @returns undefined while it runs; `gone` where Step Functions knows it no more, after 90 days */
  endOf(sweepId: string): Promise<SweepEnd | 'gone' | undefined>;
}

/** A certificate that is to be replaced. */
export interface Remedy {
  readonly certificateArn: string;
  /** When it ends, ISO 8601. */
  readonly notAfter: string;
  readonly why: string;
}

/** What is kept of sweeps. */
export interface SweepRecords {
  /** Opened again, by a retry, it is what was said last, from the first time on; one that has ended stays as it is. */
  open(order: SweepOrder): Promise<void>;
  sweep(id: string): Promise<SweepRecord | undefined>;
  /** The newest first. */
  latest(limit: number): Promise<readonly SweepRecord[]>;
  /** One that was never opened, because its plan failed, is written as well. @returns false where it has ended already */
  finish(record: SweepRecord): Promise<boolean>;
  progress(sweepId: string, place: Place): Promise<ScanProgress | undefined>;
  /** @returns false where another scan of the place has got further */
  advance(sweepId: string, progress: ScanProgress): Promise<boolean>;
  /** What was read stays read, whatever is said of the place later. */
  end(sweepId: string, outcome: ScanOutcome): Promise<void>;
  outcomes(sweepId: string): Promise<readonly ScanOutcome[]>;
  /** Keeps a certificate that is to be replaced once the sweep has ended. */
  keepRemedy(sweepId: string, remedy: Remedy): Promise<void>;
  /** In the order in which the certificates end. */
  remedies(sweepId: string, after?: string): Promise<Page<Remedy>>;
  scopes(): Promise<readonly Scope[]>;
  setScope(name: string, scope: Scope | undefined): Promise<void>;
  /** When each scope was last begun, by name; sweeps that write nothing (`asOf`, `dryRun`) don't count. */
  lastBegun(): Promise<ReadonlyMap<string, string>>;
}

/** First every account and region is scanned, then every CA that was found. */
export type WorkList = 'places' | 'authorities';

/** The bucket. */
export interface SweepFiles {
  /** A work list that a Distributed Map reads: a JSON array. @returns its key */
  putWorkList(sweepId: string, list: WorkList, places: readonly Place[]): Promise<string>;
  /** @returns empty where none was written */
  workList(sweepId: string, list: WorkList): Promise<readonly Place[]>;
  /** What a listing had, page by page; the same page again replaces it. */
  putSeen(sweepId: string, place: Place, page: number, arns: readonly string[]): Promise<void>;
  seen(sweepId: string, place: Place): AsyncIterable<readonly string[]>;
  /** A part of the report. @param name e.g. `summary.json` */
  putReport(sweepId: string, name: string, lines: string): Promise<string>;
  /** The texts of the parts in a folder of the report, one after another. */
  reports(sweepId: string, folder: string): AsyncIterable<string>;
}

/** An account of the organisation. */
export interface MemberAccount {
  readonly id: AccountId;
  readonly name?: string;
  readonly status: 'ACTIVE' | 'SUSPENDED' | 'PENDING_CLOSURE';
  readonly tags: Readonly<Record<string, string>>;
}

/** AWS Organizations, asked by its management account or a delegated administrator. */
export interface Organization {
  /** Every account, whatever its status; each once. */
  accounts(): Promise<Fact<readonly MemberAccount[]>>;
  /** Every account below these organisational units or roots. Unknown names what could not be listed. */
  accountsBelow(units: readonly string[]): Promise<Fact<readonly MemberAccount[]>>;
}

/** Which accounts are members, beside those that the deployment names: what sweeps have found. */
export interface AccountDirectory {
  members(): Promise<readonly MemberAccount[]>;
  rememberMembers(members: readonly MemberAccount[]): Promise<void>;
}

/** Facts of a CA, read for a sweep. */
export interface AuthorityReadingPort {
  /** The CAs of a place: its own, whatever their status. */
  authoritiesOf(account: AccountId, region: string): Promise<Fact<readonly string[]>>;
  readAuthority(arn: string): Promise<AuthorityReading>;
}
