import type { AccountId } from '../arn.ts';
import type { Grant } from '../authorities/authority.ts';
import type { FindingCode } from '../findings/finding-codes.ts';
import type { Hash } from '../reissue/intent.ts';

/** What RenewGuard does about a permission or a policy that is missing: the parameter RepairMode. */
export const REPAIR_MODES = ['advise', 'approve', 'auto'] as const;

export type RepairMode = (typeof REPAIR_MODES)[number];

/** The tag of a CA that says otherwise: one of REPAIR_MODES, or that it was removed on purpose. */
export const REPAIR_TAG = 'renewguard:repair';
export const LEFT_ALONE = 'leave';

/** What can be repaired, from the CA's own account. */
export const REPAIRABLE_CODES = ['PermissionMissing', 'PolicyMissing'] as const satisfies readonly FindingCode[];

export type RepairableCode = (typeof REPAIRABLE_CODES)[number];

export const isRepairable = (code: FindingCode): code is RepairableCode =>
  (REPAIRABLE_CODES as readonly FindingCode[]).includes(code);

/** What is repaired: of one CA, for ACM of one account. */
export interface RepairSubject {
  readonly authorityArn: string;
  readonly code: RepairableCode;
  readonly account: AccountId;
}

/** How far a repair has come. `held`: by the mode record; `refused`: by AWS. */
export type RepairState =
  'opened' | 'asked' | 'approved' | 'rejected' | 'unanswered' | 'mending' | 'repaired' | 'held' | 'refused';

/** What stood before it was replaced: it is written down first, so that it can be put back. `policy` null: none. */
export type Stood = { readonly grants: readonly Grant[] } | { readonly policy: string | null };

/** A repair as it is kept: one for each subject, the present one and when those before were done. Times are ISO 8601. */
export interface Repair extends RepairSubject {
  /** Counts the changes, from 1. */
  readonly version: number;
  /** Names the state of affairs that is repaired: another one is another episode. */
  readonly episode: string;
  /** From 1: one that the mode held back is begun again. */
  readonly attempt: number;
  readonly state: RepairState;
  /** Since when it is known to be missing. */
  readonly brokenAt: string;
  /** Until when a person may answer. */
  readonly until?: string;
  /** Who answered, as the AWS account knows them. */
  readonly by?: string;
  readonly because?: string;
  readonly stood?: Stood;
  /** The repairs that were done, the last one last. */
  readonly done: readonly DoneRepair[];
  readonly updatedAt: string;
}

export interface DoneRepair {
  readonly brokenAt: string;
  readonly at: string;
}

/** Who took it away, as a CloudTrail record told: reported, not proven. It authorises nothing. */
export interface ReportedRemover {
  readonly by: string;
  readonly at: string;
}

/**
 * Who a CloudTrail record says it was.
 * @param arn userIdentity's; services have none
 * @param time eventTime
 * @returns undefined where the record does not tell, or tells it in another form
 */
export function reportedRemover(arn: string, time: string): ReportedRemover | undefined {
  const isTold =
    /^arn:aws[a-z-]*:(iam|sts)::\d{12}:\S/.test(arn) && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(time);
  return isTold ? { by: arn.slice(0, 2048), at: time } : undefined;
}

/** What is wrong, as far as it makes an episode. */
interface Broken extends RepairSubject {
  readonly openedAt: string;
  readonly missing: readonly string[];
}

/**
 * The name of a state of affairs: the same until what is missing changes, or was whole in between.
 * @returns 12 hex digits
 */
export function episodeOf({ authorityArn, code, account, openedAt, missing }: Broken, hash: Hash): string {
  return hash(JSON.stringify(['repair', authorityArn, code, account, openedAt, missing.toSorted()])).slice(0, 12);
}

/** What people answer to: in the form of every question's id. */
export const repairId = ({ episode, attempt }: Pick<Repair, 'episode' | 'attempt'>): string => `${episode}-${attempt}`;

/** The name of the execution that does it: the same isn't started twice. At most 80 characters. */
export const repairExecutionName = ({
  authorityArn,
  ...repair
}: Pick<Repair, 'authorityArn' | 'episode' | 'attempt'>) =>
  `${authorityArn.split('/').at(-1) ?? ''}-${repairId(repair)}`;

const ANSWER_HOURS = 72;
const AT_LEAST_HOURS = 4;
const HOUR = 60 * 60 * 1000;

/**
 * Until when a question may be answered: three days, or until ACM first tries to renew, but four hours at least.
 * @param firstAttempt undefined: no certificate is known to depend on it
 */
export function answeredUntil(now: string, firstAttempt: string | undefined): string {
  const asked = Date.parse(now);
  const attempt = firstAttempt === undefined ? Infinity : Date.parse(firstAttempt);
  const until = Math.max(asked + AT_LEAST_HOURS * HOUR, Math.min(asked + ANSWER_HOURS * HOUR, attempt));
  return new Date(until).toISOString();
}
