import type { Certificate } from '../../core/domain/certificates/certificate.ts';
import type { IssuingCost } from '../../core/domain/reissue/budget.ts';
import type { CertificateContent } from '../../core/domain/reissue/certificate-content.ts';
import type { CertificateRequest, Issuance, Lineage } from '../../core/domain/reissue/issuance.ts';
import type { ModeRecord } from '../../core/domain/reissue/mode.ts';
import type { RouteSource } from '../../core/domain/reissue/route.ts';
import type { Strategy } from '../../core/domain/reissue/strategy.ts';
import type { DeliveryGate } from '../../core/reissue/windows.ts';
import { exitCodeFor, type ExitCode } from '../exit-codes.ts';
import type { Gap } from '../gap.ts';

/**
 * What a reissue would do now. `reissue`: replace it; `leave`: nothing, ACM renews it; `notify`: tell people, who replace it by
 * hand; `refused`: nothing, before somebody has mended what stands in the way.
 */
export const PLANNED_ACTIONS = ['reissue', 'leave', 'notify', 'refused'] as const;

export type PlannedAction = (typeof PLANNED_ACTIONS)[number];

/** The certificate as it is: all of it that its replacement says as well. */
export type PlannedCertificate = Pick<
  CertificateContent,
  'serial' | 'subjectText' | 'names' | 'keyType' | 'keyUsages' | 'extendedKeyUsages' | 'notBefore' | 'notAfter'
> &
  Pick<Certificate, 'kind' | 'status' | 'inUse' | 'usedBy'>;

/** Something that is checked before anything is issued. */
export interface BeforehandCheck {
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'unknown';
  readonly seen: string;
}

/** A member of the route, and which source decided it. */
export interface RoutedMember {
  readonly member: string;
  readonly value: unknown;
  readonly source: RouteSource;
}

/** How the replacement would be made and delivered. Times are ISO 8601. */
export interface PlannedDelivery {
  /** `fresh`: made by RenewGuard, in memory; `device`: stays where it is; `acm`: ACM's. */
  readonly key: 'fresh' | 'device' | 'acm';
  /** What is asked of the CA; absent where ACM is asked, or nobody. */
  readonly request?: Omit<CertificateRequest, 'notAfter'> & {
    readonly notAfter: string;
    /** Its life would be longer, but for this. */
    readonly cappedBy?: 'authority' | 'short-lived';
  };
  /** Where it is put. */
  readonly place: string;
  /** What is looked at afterwards: the proof. */
  readonly proof: readonly string[];
  /** What can be put back should it fail; null: there is no way back. Absent: it could not be read. */
  readonly wayBack?: string | null;
  readonly gate: DeliveryGate;
  /** Whether a person is asked before. */
  readonly approval: boolean;
  /** From then on neither window, freeze nor approval holds it. */
  readonly overrideAt: string;
  /** The old one is revoked so many days after the proof; absent: never. */
  readonly revokeAfterDays?: number;
}

/** What RenewGuard's table tells about it. */
export interface KnownOfIt {
  readonly intent: string;
  readonly generation: number;
  /** The ledger's record of this replacement; absent: none was begun. */
  readonly issuance?: Pick<
    Issuance,
    | 'state'
    | 'strategy'
    | 'attempt'
    | 'deliveries'
    | 'version'
    | 'openedAt'
    | 'updatedAt'
    | 'dueAt'
    | 'failure'
    | 'approval'
    | 'issued'
  >;
  readonly replacedBy?: NonNullable<Lineage['replacedBy']>;
  /** What is in the ARN of ACM now was imported there by RenewGuard. */
  readonly isOwnImport?: true;
  /** The replacements that it came from, the last first. */
  readonly earlier: readonly EarlierIssuance[];
  readonly mode: ModeRecord;
  /** Of the CA that would be asked. */
  readonly budget?: {
    readonly authorityArn: string;
    readonly used: number;
    readonly waiting: number;
    readonly limit: number;
  };
  /** The month's, of certificates that RenewGuard asked Private CA for. */
  readonly cost: readonly IssuingCost[];
}

export interface EarlierIssuance {
  readonly intent: string;
  readonly generation: number;
  /** What it replaced. */
  readonly certificateArn: string;
  readonly state: string;
  readonly strategy: string;
  readonly provenAt?: string;
}

/** All there is to say about a replacement before it is made. Times are ISO 8601. */
export interface PlanReport {
  readonly at: string;
  readonly certificateArn: string;
  readonly account: string;
  readonly region: string;
  readonly action: PlannedAction;
  /** Absent where it could not even be read how it is to be replaced. */
  readonly certificate?: PlannedCertificate;
  readonly strategy?: Strategy;
  readonly why?: string;
  /** Why it can't be done, and what to do. */
  readonly refusal?: { readonly error: string; readonly message: string; readonly next: string };
  /** `onlyAgain`: RenewGuard imported it itself, and replaces it sooner only with --again. */
  readonly due?: { readonly at: string; readonly isDue: boolean; readonly onlyAgain?: true };
  readonly delivery?: PlannedDelivery;
  readonly route: readonly RoutedMember[];
  readonly checks: readonly BeforehandCheck[];
  /** Absent where there is no RenewGuard, or its table could not be read. */
  readonly known?: KnownOfIt;
  /** Why the table was not read. */
  readonly notKnown?: string;
  readonly unreadable: readonly Gap[];
}

/** 1: somebody has to act before it can be replaced; 2: something could not be read. */
export function planExitCode({ action, known, unreadable }: PlanReport): ExitCode {
  const needsSomebody = action === 'refused' || action === 'notify' || known?.issuance?.failure !== undefined;
  return exitCodeFor(needsSomebody ? 1 : 0, unreadable.length);
}
