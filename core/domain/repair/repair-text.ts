import { printable } from '../printable.ts';
import type { RepairDecision, RepairPlan } from './repair-plan.ts';
import type { ReportedRemover } from './repair.ts';

const LONGEST_REASON = 400;
const LONGEST_NAME = 300;

/** A plan with texts of a bounded length, as it is kept in a finding. */
export function boundedPlan({ because, held, reportedRemover, ...plan }: RepairPlan): RepairPlan {
  return {
    ...plan,
    because: printable(because.slice(0, LONGEST_REASON)),
    ...(held !== undefined && { held: printable(held.slice(0, LONGEST_REASON)) }),
    ...(reportedRemover && { reportedRemover: boundedRemover(reportedRemover) }),
  };
}

const boundedRemover = ({ by, at }: ReportedRemover): ReportedRemover => ({
  by: printable(by.slice(0, LONGEST_NAME)),
  at: printable(at.slice(0, 40)),
});

/** What is done, and what would be done where the mode holds it. */
const WORDS: Record<RepairDecision, readonly [string, string]> = {
  advise: ['not by RenewGuard', 'not by RenewGuard'],
  ask: ['a person is asked, by a notice of its own', 'a person would be asked'],
  repair: ['RenewGuard does it now', 'RenewGuard would do it'],
  leave: ['left alone', 'left alone'],
  escalate: ['ESCALATED, RenewGuard stops', 'ESCALATED, RenewGuard stops'],
};

/** The lines of a finding's alert about its repair. */
export function repairLines(plan: RepairPlan | undefined): readonly string[] {
  if (plan === undefined) return [];
  const { decision, because, held, reportedRemover } = plan;
  const [done, wouldBeDone] = WORDS[decision];
  const what = held === undefined ? done : `${wouldBeDone}, but ${held}`;
  return [`Repair:     ${what}: ${because}`, ...removerLines(reportedRemover)];
}

/** What a record says is no proof: it is marked as such. */
export const removerLines = (remover: ReportedRemover | undefined): readonly string[] =>
  remover === undefined ? [] : [`Removed by: ${remover.by} at ${remover.at} (reported by CloudTrail, not proven)`];
