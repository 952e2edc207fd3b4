import type { Conclusion, Observation } from '../domain/authorities/observation.ts';
import { findingKey, type Finding } from '../domain/findings/finding.ts';
import { boundedPlan } from '../domain/repair/repair-text.ts';
import { escalated } from '../domain/repair/repair-plan.ts';
import {
  isRepairable,
  repairExecutionName,
  type Repair,
  type RepairableCode,
  type RepairSubject,
} from '../domain/repair/repair.ts';
import { decideRepair } from './decide.ts';
import type { DecidingPorts } from './ports.ts';

/** A repair that is to begin: the input of repair-authority, and the name of the execution. */
export interface DueRepair {
  readonly name: string;
  readonly input: {
    readonly certificateAuthorityArn: string;
    readonly code: RepairableCode;
    readonly account: string;
    readonly episode: string;
    readonly attempt: number;
  };
}

/** So many repairs are decided for a CA in one verification; those of more accounts are decided in the next ones. */
const MOST_REPAIRS = 50;

/**
 * Decides about everything that can be repaired: each observation says what is done about it, and those that stop RenewGuard
 * are more severe.
 * @param stored the findings kept for the CA: they tell since when something is missing
 * @param now ISO 8601
 */
export async function decideRepairs(
  ports: DecidingPorts,
  conclusion: Conclusion,
  stored: readonly Finding[],
  now: string,
): Promise<{ readonly conclusion: Conclusion; readonly due: readonly DueRepair[] }> {
  const due: DueRepair[] = [];
  const observed: Observation[] = [];
  const open = new Map(stored.filter(({ state }) => state === 'OPEN').map((each) => [findingKey(each), each]));
  const beside = conclusion.observed.map(({ code }) => code);
  let decided = 0;
  for (const seen of conclusion.observed) {
    if (!isRepairable(seen.code) || decided === MOST_REPAIRS) {
      observed.push(seen);
      continue;
    }
    decided += 1;
    const subject = { authorityArn: seen.authority.arn, code: seen.code, account: seen.account };
    const brokenAt = open.get(findingKey(seen))?.openedAt ?? now;
    const { plan, episode, repair } = await decideRepair(
      ports,
      seen.authority,
      { ...seen, ...subject, brokenAt, beside },
      now,
    );
    const severity = plan.decision === 'escalate' ? escalated(seen.severity) : seen.severity;
    observed.push({ ...seen, severity, repair: boundedPlan(plan) });
    const begins = (plan.decision === 'ask' || plan.decision === 'repair') && plan.held === undefined;
    if (begins) due.push(dueRepair(subject, episode, attemptAfter(repair, episode)));
  }
  return { conclusion: { ...conclusion, observed }, due };
}

/** One that the mode held back is begun again. */
function attemptAfter(repair: Repair | undefined, episode: string): number {
  if (repair?.episode !== episode) return 1;
  return repair.state === 'held' ? repair.attempt + 1 : repair.attempt;
}

function dueRepair({ authorityArn, code, account }: RepairSubject, episode: string, attempt: number): DueRepair {
  return {
    name: repairExecutionName({ authorityArn, episode, attempt }),
    input: { certificateAuthorityArn: authorityArn, code, account, episode, attempt },
  };
}
