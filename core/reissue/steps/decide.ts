import type { Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached, lookedAtAgain, secondsBetween } from '../../domain/reissue/progress.ts';
import { DeliveryRejected, TriesUsedUp } from '../../domain/reissue/refusals.ts';
import { deliverableOf } from '../deliverable.ts';
import { deliveryGate, type DeliveryGate } from '../windows.ts';
import type { Approvals, Limits } from '../ports.ts';
import { wait, type StepOutcome, type StepPorts } from './step.ts';

export interface DecidePorts extends StepPorts {
  readonly approvals: Pick<Approvals, 'approvalOf'>;
  readonly limits: Limits;
}

/** An opening that is further away is looked for again meanwhile: windows may be changed. */
const LONGEST_WAIT_SECONDS = 24 * 60 * 60;

/** Decides whether it may be delivered now: change window, freeze, approval; near the end of the old one nothing holds it. */
export async function decide(ports: DecidePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { intent, route } = issuance;
  if (hasReached(issuance, 'delivered')) return { next: 'verify', intent, because: 'it is delivered' };
  mayBeTried(ports.limits, issuance);
  const answered = await answerTo(ports, issuance);
  if (answered?.answer === 'rejected')
    throw new DeliveryRejected(`the delivery was rejected by ${answered.by ?? 'somebody'}; the old certificate stays`);
  const gate = deliveryGate(deliverableOf(issuance), now);
  if (!gate.open) return waitFor(ports, issuance, gate, now);
  if (route.approval !== true || gate.overridden === true)
    return { next: 'deliver', intent, because: gate.why ?? 'nothing holds it' };
  if (answered?.answer !== 'approved') return { next: 'ask', intent, because: 'a person is asked' };
  return { next: 'deliver', intent, because: `approved by ${answered.by ?? 'somebody'}` };
}

/** @throws TriesUsedUp where so many deliveries failed that something else is wrong */
function mayBeTried({ perGeneration }: Limits, { delivery, deliveries, forgiven, replaces }: Issuance): void {
  if (delivery !== undefined || deliveries - (forgiven?.deliveries ?? 0) < perGeneration) return;
  throw new TriesUsedUp(
    `it was delivered ${deliveries} times, and never found where it is used; mend the cause, then: ` +
      `npx renewguard reissue ${replaces.certificateArn} --again`,
  );
}

async function waitFor(
  { ledger }: DecidePorts,
  issuance: Issuance,
  { opensAt, why }: Extract<DeliveryGate, { open: false }>,
  now: string,
): Promise<StepOutcome> {
  const seconds = Math.min(Math.ceil(secondsBetween(now, opensAt)), LONGEST_WAIT_SECONDS);
  await ledger.advance({ ...issuance, updatedAt: now, dueAt: lookedAtAgain(now, seconds) });
  return wait(issuance, 'decide', Math.max(seconds, 1), why);
}

/** What a person said to the question that was asked about this delivery. */
async function answerTo({ approvals }: DecidePorts, { approval }: Issuance) {
  return approval && approvals.approvalOf(approval.id);
}
