import { findingKey, type Finding } from '../domain/findings/finding.ts';
import { answeredUntil, episodeOf, repairId, type Repair } from '../domain/repair/repair.ts';
import type { RepairPlan } from '../domain/repair/repair-plan.ts';
import { sha256Hex } from '../pki/digest.ts';
import { decideRepair, type Decided } from './decide.ts';
import { readLive } from './live.ts';
import type { RepairApprovals, RepairPorts } from './ports.ts';
import { finish, subjectOf, type RepairInput, type RepairStep } from './step.ts';

export interface BeginPorts extends RepairPorts {
  readonly approvals: Pick<RepairApprovals, 'repairAnswer'>;
}

/** What is over, however it went, does not begin again: another state of affairs is another repair. */
const OVER: readonly Repair['state'][] = ['rejected', 'unanswered', 'repaired', 'refused'];

/**
 * Reads everything again, and decides whether a person is asked, or the CA is repaired now. It runs again each hour while a
 * person is asked: what was mended, tagged or held meanwhile ends it.
 * @param now ISO 8601
 */
export async function beginRepair(ports: BeginPorts, input: RepairInput, now: string): Promise<RepairStep> {
  const { authority, subject } = subjectOf(input);
  const before = ofThisAttempt(await ports.repairs.repairOf(subject), input);
  if (before?.state === 'mending') return { next: 'mend', because: 'it was begun, and came to no end' };
  const finding = (await ports.findings.of(authority.arn)).find((each) => findingKey(each) === findingKey(subject));
  if (finding?.state !== 'OPEN') return finish('the finding is over');
  const found = { openedAt: finding.openedAt, missing: finding.missing };
  if (episodeOf({ ...subject, ...found }, sha256Hex) !== input.episode)
    return finish('something else is missing by now: that is another repair');
  const { unmet, beside } = await readLive(ports.authorities, authority, subject);
  if (unmet === undefined || !isSame(unmet.missing, finding.missing)) {
    await ports.outbox.requestVerification(authority.arn);
    return finish(unmet === undefined ? 'nothing is missing any more' : 'something else is missing than was found');
  }
  const { missing, notRepairable } = unmet;
  const seen = { ...subject, missing, beside, brokenAt: finding.openedAt };
  const decided = await decideRepair(ports, authority, { ...seen, ...(notRepairable && { notRepairable }) }, now);
  return planned(ports, decided, { input, finding, now });
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one.toSorted().join() === other.toSorted().join();

interface Present {
  readonly input: RepairInput;
  readonly finding: Finding;
  readonly now: string;
}

async function planned(
  ports: BeginPorts,
  { plan, repair }: Decided,
  { input, finding, now }: Present,
): Promise<RepairStep> {
  const kept = ofThisAttempt(repair, input);
  const present = kept ?? opened(repair, finding, input, now);
  if (OVER.includes(present.state)) {
    if (plan.decision === 'escalate') await ports.outbox.requestVerification(present.authorityArn);
    return finish(`it is ${present.state} already`);
  }
  if (plan.held !== undefined) return held(ports, present, plan.held, now);
  return begun(ports, present, { ...plan, isNew: kept === undefined }, now);
}

async function begun(
  ports: BeginPorts,
  repair: Repair,
  { decision, because, isNew }: RepairPlan & { readonly isNew: boolean },
  now: string,
): Promise<RepairStep> {
  const write = (different: Partial<Repair>) => ports.repairs.writeRepair({ ...repair, ...different, updatedAt: now });
  if (decision === 'repair') {
    await write({ state: 'approved', because });
    return { next: 'mend', because };
  }
  if (decision !== 'ask') {
    if (decision === 'escalate') await ports.outbox.requestVerification(repair.authorityArn);
    return finish(because);
  }
  return answered(ports, repair, isNew, now);
}

/** What a person has said, or that nobody has. */
async function answered(ports: BeginPorts, repair: Repair, isNew: boolean, now: string): Promise<RepairStep> {
  const write = (different: Partial<Repair>) => ports.repairs.writeRepair({ ...repair, ...different, updatedAt: now });
  const { answer, by = 'somebody' } = (await ports.approvals.repairAnswer(repairId(repair))) ?? {};
  if (answer === 'approved') {
    await write({ state: 'approved', by });
    return { next: 'mend', because: `approved by ${by}` };
  }
  if (answer === 'rejected') {
    await write({ state: 'rejected', by });
    return finish(`rejected by ${by}`);
  }
  const { until = now } = repair;
  if (Date.parse(until) <= Date.parse(now)) {
    await write({ state: 'unanswered' });
    await ports.outbox.requestVerification(repair.authorityArn); // which alerts it as escalated
    return finish(`nobody answered until ${until}; nothing was changed`);
  }
  if (isNew || repair.state === 'held') await write({ state: 'opened' });
  return { next: 'ask', because: `a person is asked, until ${until}` };
}

async function held({ repairs }: BeginPorts, repair: Repair, why: string, now: string): Promise<RepairStep> {
  if (repair.state !== 'held') await repairs.writeRepair({ ...repair, state: 'held', because: why, updatedAt: now });
  return finish(`not done: ${why}`);
}

const ofThisAttempt = (repair: Repair | undefined, { episode, attempt }: RepairInput): Repair | undefined =>
  repair?.episode === episode && repair.attempt === attempt ? repair : undefined;

/** The next repair of the subject, not written yet where there was none; what was done before is kept. */
function opened(before: Repair | undefined, finding: Finding, input: RepairInput, now: string): Repair {
  const { certificateAuthorityArn: authorityArn, code, account, episode, attempt } = input;
  return {
    ...{ authorityArn, code, account, episode, attempt },
    version: before?.version ?? 0,
    state: 'opened',
    brokenAt: finding.openedAt,
    until: answeredUntil(now, finding.dependents.firstAttempt),
    // Of one that died in the middle: it may have to be put back.
    ...(before?.state === 'mending' && before.stood && { stood: before.stood }),
    done: before?.done ?? [],
    updatedAt: now,
  };
}
