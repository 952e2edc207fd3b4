import type { AccountId } from '../arn.ts';
import type { Unreadable } from '../fact.ts';

/** What expired, revoked or old certificates are listed as well. Times are ISO 8601. */
export interface Include {
  readonly expired: boolean;
  readonly revoked: boolean;
  /** Only what was issued then; nothing is called gone by such a sweep. */
  readonly issuedBetween?: { readonly from: string; readonly to: string };
}

/** Which accounts and regions a sweep reads. */
export interface Extent {
  /** `organization`: all its accounts, new ones by themselves. */
  readonly accounts: 'own' | 'organization' | readonly AccountId[];
  /** Only accounts below these; with `organization`. */
  readonly organizationalUnits?: readonly string[];
  readonly regions: readonly string[];
}

/** A part of the organisation that is swept by a frequency of its own, with what holds for its certificates by default. */
export interface Scope extends Extent {
  readonly name: string;
  readonly everyHours: number;
  readonly include: Include;
  readonly businessUnit?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** One account in one region, as the work list has it. */
export interface Place {
  readonly account: AccountId;
  readonly region: string;
  /** By which scope it is swept: its defaults hold. */
  readonly scope: string;
  /** What one CA there issued and who depends on it; absent: everything else there. */
  readonly authorityArn?: string;
}

/** An account or region that is not read, on purpose. */
export interface Skipped {
  readonly account: AccountId;
  /** Absent: none of its regions. */
  readonly region?: string;
  readonly why: string;
}

/** What a sweep was started to do. Times are ISO 8601. */
export interface SweepOrder {
  readonly id: string;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly scopes: readonly string[];
  /** Where RenewGuard is deployed: what knows no regions is read there. */
  readonly homeRegion: string;
  readonly include: Include;
  /** The assessment is for then; nothing is written but the report. */
  readonly asOf?: string;
  /** Findings are told, not written; nothing is started. */
  readonly dryRun: boolean;
  /** Only some regions of its scopes, or some of their certificates, were asked for: the scopes are swept no less soon. */
  readonly partial?: true;
  /** How many places are to be read. */
  readonly planned: number;
  readonly skipped: readonly Skipped[];
  /** Accounts that could not be listed at all: nobody knows how many are missing. */
  readonly gaps: readonly Unreadable[];
}

/** How the scan of a place ended. */
export interface ScanOutcome {
  readonly place: Place;
  readonly outcome: 'read' | 'unreadable' | 'skipped';
  /** With `unreadable`: what could not be read. Parts that were read count all the same. */
  readonly why?: readonly Unreadable[];
  /** The ARNs of the CAs there. */
  readonly authorities?: readonly string[];
  /** With `skipped`: e.g. a region that the account has not opted in to. */
  readonly because?: string;
  readonly counts: ScanCounts;
}

/** What one place has. */
export interface ScanCounts {
  readonly authorities: number;
  readonly certificates: number;
  /** By verdict. */
  readonly verdicts: Readonly<Record<string, number>>;
  /** Certificates that were new, changed or gone. */
  readonly changed: number;
  readonly gone: number;
  /** Findings that were opened, changed or resolved; by a dry run: that would have been. */
  readonly findings: { readonly opened: number; readonly changed: number; readonly resolved: number };
  /** API calls by operation. */
  readonly calls: Readonly<Record<string, number>>;
}

/** A sweep as it is kept. */
export interface SweepRecord extends SweepOrder {
  readonly status: 'running' | 'finished' | 'failed';
  readonly finishedAt?: string;
  /** read + unreadable + skipped places = planned. */
  readonly read?: number;
  readonly unreadable?: number;
  readonly skippedPlaces?: number;
  readonly totals?: ScanCounts;
  readonly remedies?: number;
  /** The key of the report's summary in the bucket. */
  readonly report?: string;
  readonly failure?: string;
}
