import type { AuthorityArn } from '../arn.ts';
import { describeUnreadable, type Fact } from '../fact.ts';
import type { FindingCode, Severity } from '../findings/finding-codes.ts';
import type { ModeRecord } from '../reissue/mode.ts';
import {
  LEFT_ALONE,
  REPAIR_MODES,
  REPAIR_TAG,
  type Repair,
  type RepairableCode,
  type RepairMode,
  type ReportedRemover,
} from './repair.ts';

/**
 * `advise`: people mend it, with the commands of the finding. `ask`: a person is asked. `repair`: it is done. `leave`: it is
 * meant to be so. `escalate`: RenewGuard stops, and somebody has to look.
 */
export type RepairDecision = 'advise' | 'ask' | 'repair' | 'leave' | 'escalate';

export interface RepairPlan {
  readonly decision: RepairDecision;
  readonly because: string;
  /** Why it is not done now, though it is decided: the mode. */
  readonly held?: string;
  readonly reportedRemover?: ReportedRemover;
}

/** All that decides about a repair. */
export interface RepairFacts {
  readonly authority: AuthorityArn;
  readonly code: RepairableCode;
  /** Why RenewGuard could not mend it; absent: it could. */
  readonly notRepairable?: string;
  /** What else is wrong with the CA: its own codes. */
  readonly beside: readonly FindingCode[];
  /** The parameter. */
  readonly repairMode: RepairMode;
  readonly tags: Fact<Readonly<Record<string, string>>>;
  /** Whether people have muted the finding. */
  readonly muted: boolean;
  /** Whether RenewGuard has rights to act in the CA's account. */
  readonly acts: boolean;
  readonly mode: ModeRecord;
  readonly episode: string;
  /** Since when it is known to be missing, ISO 8601. */
  readonly brokenAt: string;
  /** The record kept for it; absent: it was never repaired. */
  readonly repair?: Repair;
  readonly reportedRemover?: ReportedRemover;
}

type Rule = (facts: RepairFacts) => Omit<RepairPlan, 'reportedRemover'> | undefined;

/** The first that says something decides. */
const RULES: readonly Rule[] = [
  meantToBeSo,
  wrongTag,
  notInThisState,
  notOurs,
  adviseOnly,
  notMendable,
  removedAgain,
  answeredBefore,
  nobodyAnswered,
  refusedBefore,
];

/** Decides what is done about something that is missing. Pure: the same facts give the same plan. */
export function planRepair(facts: RepairFacts): RepairPlan {
  const decided = RULES.map((rule) => rule(facts)).find((plan) => plan !== undefined) ?? wanted(facts);
  return { ...decided, ...(facts.reportedRemover && { reportedRemover: facts.reportedRemover }) };
}

/** What stops RenewGuard is worse than what it tells of. */
export const escalated = (severity: Severity): Severity => (severity === 'low' ? 'high' : 'critical');

function meantToBeSo({ muted, tags }: RepairFacts): ReturnType<Rule> {
  if (muted) return { decision: 'leave', because: 'the finding is muted' };
  if (!tags.known || tags.value[REPAIR_TAG] !== LEFT_ALONE) return undefined;
  return { decision: 'leave', because: `the CA’s tag ${REPAIR_TAG}=${LEFT_ALONE} says that it is on purpose` };
}

/** What could not be read might say that it is on purpose. */
function wrongTag({ tags }: RepairFacts): ReturnType<Rule> {
  if (!tags.known) return advise(`the CA’s tags could not be read: ${describeUnreadable(tags.why)}`);
  const value = tags.value[REPAIR_TAG];
  if (value === undefined || isRepairMode(value)) return undefined;
  return advise(
    `the CA’s tag ${REPAIR_TAG} says ${value.slice(0, 50)}: expected ${[...REPAIR_MODES, LEFT_ALONE].join(', ')}`,
  );
}

/** Permissions and policies can be changed while the CA is active (service-facts 1.3), and help only where ACM may use it. */
const IN_THE_WAY: readonly FindingCode[] = ['AuthorityDeleted', 'AuthorityNotActive', 'AuthorityShortLived'];

function notInThisState({ beside }: RepairFacts): ReturnType<Rule> {
  const first = beside.find((code) => IN_THE_WAY.includes(code));
  return first === undefined ? undefined : advise(`it would not help while there is ${first}`);
}

function notOurs({ acts, authority: { account } }: RepairFacts): ReturnType<Rule> {
  if (acts) return undefined;
  return advise(
    `the CA is of account ${account}, and the parameter MemberActRoleName is empty: RenewGuard acts in its own account only`,
  );
}

function adviseOnly(facts: RepairFacts): ReturnType<Rule> {
  const { mode, source } = repairModeOf(facts);
  return mode === 'advise' ? advise(`${source} says advise`) : undefined;
}

function notMendable({ notRepairable }: RepairFacts): ReturnType<Rule> {
  return notRepairable === undefined ? undefined : advise(notRepairable);
}

/** So many repairs in a row, each of which was undone within a day, are no accident. */
const MOST_IN_A_ROW = 2;
const A_DAY = 24 * 60 * 60 * 1000;

/** How many repairs there were of which each was undone within a day, up to now. */
export function repairsInARow({ repair, brokenAt }: Pick<RepairFacts, 'repair' | 'brokenAt'>): number {
  let undoneAt = Date.parse(brokenAt);
  let count = 0;
  for (const done of (repair?.done ?? []).toReversed()) {
    if (undoneAt - Date.parse(done.at) > A_DAY) break;
    undoneAt = Date.parse(done.brokenAt);
    count += 1;
  }
  return count;
}

function removedAgain(facts: RepairFacts): ReturnType<Rule> {
  const count = repairsInARow(facts);
  if (count < MOST_IN_A_ROW) return undefined;
  return {
    decision: 'escalate',
    because: `it was repaired ${count} times, and removed again within a day each time: RenewGuard repairs it no more`,
  };
}

function answeredBefore(facts: RepairFacts): ReturnType<Rule> {
  const repair = ofThisEpisode(facts);
  if (repair?.state !== 'rejected') return undefined;
  return {
    decision: 'leave',
    because: `${repair.by ?? 'somebody'} rejected the repair; it is asked again when something else is missing`,
  };
}

function nobodyAnswered(facts: RepairFacts): ReturnType<Rule> {
  const repair = ofThisEpisode(facts);
  if (repair?.state !== 'unanswered') return undefined;
  return {
    decision: 'escalate',
    because: `nobody said until ${repair.until ?? 'now'} whether it may be repaired; nothing was changed`,
  };
}

function refusedBefore(facts: RepairFacts): ReturnType<Rule> {
  const repair = ofThisEpisode(facts);
  return repair?.state === 'refused'
    ? advise(`it could not be repaired: ${repair.because ?? 'AWS refused it'}`)
    : undefined;
}

function wanted(facts: RepairFacts): Omit<RepairPlan, 'reportedRemover'> {
  const { mode, source } = repairModeOf(facts);
  const decision = mode === 'auto' ? 'repair' : 'ask';
  return { decision, because: `${source} says ${mode}`, ...heldBy(facts.mode) };
}

function heldBy({ mode, by, reason }: ModeRecord): Pick<RepairPlan, 'held'> {
  if (mode === 'act') return {};
  const whose = by === undefined ? '' : `, set by ${by}${reason === undefined ? '' : ` (${reason})`}`;
  return { held: `the mode is ${mode}${whose}` };
}

function repairModeOf({ tags, repairMode }: RepairFacts): { readonly mode: RepairMode; readonly source: string } {
  const tag = tags.known ? tags.value[REPAIR_TAG] : undefined;
  if (tag !== undefined && isRepairMode(tag)) return { mode: tag, source: `the CA’s tag ${REPAIR_TAG}` };
  return { mode: repairMode, source: 'the parameter RepairMode' };
}

const ofThisEpisode = ({ repair, episode }: RepairFacts): Repair | undefined =>
  repair?.episode === episode ? repair : undefined;

const isRepairMode = (value: string): value is RepairMode => (REPAIR_MODES as readonly string[]).includes(value);

const advise = (because: string) => ({ decision: 'advise', because }) as const;
