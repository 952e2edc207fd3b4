import type { AccountId } from '../domain/arn.ts';
import type { Grant } from '../domain/authorities/authority.ts';
import type { Finding } from '../domain/findings/finding.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import type { Repair, RepairMode, RepairSubject, ReportedRemover } from '../domain/repair/repair.ts';
import type { AuthorityReader } from '../gathering/ports.ts';
import type { Approval, ModeReader, ReissueReader } from '../reissue/ports.ts';

/** Changes what ACM may do on a CA, with the rights to act in the account that owns it. */
export interface AuthorityActor {
  /**
   * @returns `exists`: there is one for that principal and source account; what it allows, only ListPermissions tells
   * @throws RepairRefused, AccountNotActedOn; AwsUnavailable where nobody knows whether it was done
   */
  createGrant(authorityArn: string, grant: Grant): Promise<'created' | 'exists'>;
  /** One that is not there is deleted already. */
  deleteGrant(authorityArn: string, grant: Grant): Promise<void>;
  putPolicy(authorityArn: string, policy: string): Promise<void>;
}

/** What is kept of repairs. */
export interface RepairRecords {
  repairOf(subject: RepairSubject): Promise<Repair | undefined>;
  /**
   * Writes the next version on top of the one that it was made from, and the notice with it.
   * @returns what was written, with its version
   * @throws AwsUnavailable where another wrote first: it is worked out again from a fresh read
   */
  writeRepair(repair: Repair, notice?: OutgoingNotice): Promise<Repair>;
  /**
   * One repair of a CA at a time: two that read a policy before either wrote it would lose a statement.
   * @param holder the same for every try of one execution
   * @throws AwsUnavailable while another is at it
   */
  takeTurn(authorityArn: string, holder: string, now: Date): Promise<void>;
  leaveTurn(authorityArn: string, holder: string): Promise<void>;
}

/** The questions to people about repairs. A task token is kept in the table, and never leaves it but to answer. */
export interface RepairApprovals {
  /** Asks, or asks again: only the task that asked last waits for the answer. An answer that was given stands. */
  askAboutRepair(id: string, subject: RepairSubject, taskToken: string, until: string): Promise<void>;
  /** @returns undefined: nobody was asked */
  repairAnswer(id: string): Promise<Pick<Approval, 'answer' | 'by'> | undefined>;
}

/** What CloudTrail records told of who took something away. */
export interface RemoverRecords {
  noteRemover(authorityArn: string, removal: 'permission' | 'policy', remover: ReportedRemover): Promise<void>;
  reportedRemover(authorityArn: string, removal: 'permission' | 'policy'): Promise<ReportedRemover | undefined>;
}

/** Whether people have muted a finding. */
export interface Mutes {
  isMuted(subject: RepairSubject, now: string): Promise<boolean>;
}

/** Starts repairs. */
export interface RepairStarter {
  /** @returns false where an execution of that name was started before, and runs or came to its end; one that died is followed by another */
  startRepair(name: string, input: object): Promise<boolean>;
}

/** What decides whether something is repaired. */
export interface DecidingPorts {
  readonly modes: ModeReader;
  readonly reader: Pick<ReissueReader, 'tagsOfAuthority'>;
  readonly repairs: Pick<RepairRecords, 'repairOf'>;
  readonly removers: Pick<RemoverRecords, 'reportedRemover'>;
  /** Absent: nothing is ever muted. */
  readonly mutes?: Mutes;
  readonly repairMode: RepairMode;
  /** Whether there are rights to act in an account. */
  readonly actsIn: (account: AccountId) => boolean;
}

/** What the steps of a repair work with. */
export interface RepairPorts extends DecidingPorts {
  readonly authorities: AuthorityReader;
  readonly repairs: RepairRecords;
  readonly findings: { of(authorityArn: string): Promise<readonly Finding[]> };
  readonly outbox: {
    flushAuthority(authorityArn: string): Promise<readonly string[]>;
    requestVerification(certificateAuthorityArn: string): Promise<void>;
  };
}
