import type { Unreadable } from '../../domain/fact.ts';
import type { CertificateFinding } from '../../domain/findings/certificate-finding.ts';
import type { Place, ScanCounts, SweepOrder } from '../../domain/sweep/sweep.ts';
import type { ScanProgress } from '../ports.ts';
import type { ScanPorts } from '../scan-ports.ts';
import type { AuthorityStandings } from '../authority-standings.ts';
import type { Belonging } from '../place-scan.ts';

/** One place, as one step works on it. Times are ISO 8601. */
export interface Scan<Ports extends ScanPorts = ScanPorts> extends ScanContext<Ports> {
  readonly place: Place;
  /** When the step began to read. */
  readonly now: string;
  readonly listing: ScanProgress['listing'];
  /** What could not be read before. */
  readonly gaps: readonly Unreadable[];
  /** The findings about certificates of the place that are open, by ARN. */
  open(): Promise<ReadonlyMap<string, CertificateFinding>>;
  /** What tells whose the certificates of a CA are in the place's account, beside their own tags. */
  belonging(authorityArn: string | undefined): Promise<Belonging>;
}

/** What all steps of one invocation have in common. */
export interface ScanContext<Ports extends ScanPorts = ScanPorts> {
  readonly ports: Ports;
  readonly order: SweepOrder;
  readonly standings: AuthorityStandings;
  /** Whether inventory and findings are written: not by a dry run, nor by an assessment of another date. */
  readonly writes: boolean;
}

/** What one step did. Its counts add to those before. */
export interface Done {
  readonly counts?: Partial<ScanCounts>;
  /** What could not be read, for good. */
  readonly gaps?: readonly Unreadable[];
  readonly listing?: NonNullable<ScanProgress['listing']>;
  readonly authorities?: readonly string[];
}

/** Where a phase goes from here: on from a cursor, at once or after a while; on to the next phase; or AWS gave no answer. */
export type Step =
  | (Done & { readonly to: 'go-on'; readonly cursor: string; readonly waitSeconds?: number })
  | (Done & { readonly to: 'next-phase' })
  | { readonly to: 'ask-again'; readonly why: Unreadable };

/** A part of a scan. Each step may be done twice: it leaves the same behind. */
export interface Phase<Ports extends ScanPorts = ScanPorts> {
  readonly name: string;
  /** @param cursor where the last step of this phase went on; absent: from its beginning */
  step(scan: Scan<Ports>, cursor: string | undefined): Promise<Step>;
}
