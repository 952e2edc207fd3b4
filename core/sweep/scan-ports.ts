import type { AuthorityConclusionPorts } from '../conclusions/authority.ts';
import type { CertificateConclusionPorts } from '../conclusions/certificate.ts';
import type { Removal } from '../domain/authorities/trigger.ts';
import type { AuthorityMemory, ConsumerReader } from '../gathering/ports.ts';
import type { OwnerMapping } from '../domain/inventory/owner-mapping.ts';
import type { PlannedReplacementPorts } from '../reissue/planned-replacement.ts';
import type {
  AccountDirectory,
  AuthorityInventory,
  AuthorityReadingPort,
  CertificateSearch,
  Inventory,
  IssuedReports,
  OpenFindings,
  OtherCertificates,
  SharedReadings,
  SweepFiles,
  SweepRecords,
  TagLister,
} from './ports.ts';

/** What every scan reads and writes. */
export interface ScanPorts extends PlannedReplacementPorts, CertificateConclusionPorts {
  readonly consumers: ConsumerReader;
  readonly authorityReadings: AuthorityReadingPort;
  readonly inventory: Inventory;
  readonly authorityInventory: AuthorityInventory;
  readonly openFindings: OpenFindings;
  readonly shared: SharedReadings;
  readonly sweeps: SweepRecords;
  readonly files: SweepFiles;
  readonly directory: AccountDirectory;
  /** Whose certificates are that no tag tells of; undefined: no mapping file is set. */
  readonly ownerMapping: () => Promise<OwnerMapping | undefined>;
  readonly clock: { now(): Promise<Date> };
  /** Whether this invocation may begin one more step. */
  readonly hasTime: () => boolean;
  /** The calls by operation since this was asked last. */
  readonly takeCalls: () => Readonly<Record<string, number>>;
}

/** What the scan of an account and region reads. */
export interface PlaceScanPorts extends ScanPorts {
  readonly search: CertificateSearch;
  readonly tags: TagLister;
  readonly others: OtherCertificates;
}

/** What the scan of a CA reads and writes. */
export interface AuthorityScanPorts extends ScanPorts, Omit<AuthorityConclusionPorts, 'outbox' | 'memory'> {
  readonly reports: IssuedReports;
  readonly outbox: ScanPorts['outbox'] &
    AuthorityConclusionPorts['outbox'] & { requestVerification(authorityArn: string): Promise<void> };
  readonly memory: AuthorityMemory;
  readonly lease: {
    claim(
      authorityArn: string,
      holder: string,
      arrived: { readonly eventName: string; readonly removals: readonly Removal[] },
      now: Date,
    ): Promise<boolean>;
    /** @returns whether something is left to do, and nobody at it */
    abandon(authorityArn: string, holder: string): Promise<boolean>;
    forgetHeld(authorityArn: string, holder: string): Promise<void>;
  };
}
