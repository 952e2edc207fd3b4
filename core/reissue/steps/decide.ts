import type { Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached, lookedAtAgain, secondsBetween } from '../../domain/reissue/progress.ts';
import { DeliveryRejected, TriesUsedUp } from '../../domain/reissue/refusals.ts';
import { deliveryGate, overrideAt } from '../windows.ts';
import type { Approvals, Limits } from '../ports.ts';
import { wait, type StepOutcome, type StepPorts } from './step.ts';

export interface DecidePorts extends StepPorts {
  readonly approvals: Pick<Approvals, 'find'>;
  readonly limits: Limits;
}

/** An opening that is further away is looked for again meanwhile: windows may be changed. */
const LONGEST_WAIT_SECONDS = 24 * 60 * 60;

/** Decides whether it may be delivered now: change window, freeze, approval; near the end of the old one nothing holds it. */
export async function decide(ports: DecidePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { intent, deliveries, route, replaces } = issuance;
  if (hasReached(issuance, 'delivered')) return { next: 'verify', intent, because: 'it is delivered' };
  const counted = deliveries - (issuance.forgiven?.deliveries ?? 0);
  if (counted >= ports.limits.perGeneration && issuance.delivery === undefined)
    throw new TriesUsedUp(
      `it was delivered ${deliveries} times, and never found where it is used; mend the cause, then: ` +
        `npx renewguard reissue ${replaces.certificateArn} --again`,
    );
  const { notBefore, notAfter } = replaces.content;
  const gate = deliveryGate({ route, notBefore, notAfter }, now);
  if (!gate.open) {
    const seconds = Math.min(Math.ceil(secondsBetween(now, gate.opensAt)), LONGEST_WAIT_SECONDS);
    await ports.ledger.advance({ ...issuance, updatedAt: now, dueAt: lookedAtAgain({}, now, seconds) });
    return wait(issuance, 'decide', Math.max(seconds, 1), gate.why);
  }
  const because = gate.why ?? 'nothing holds it';
  if (route.approval !== true || gate.overridden === true) return { next: 'deliver', intent, because };
  return afterAnswer(ports, issuance, now);
}

async function afterAnswer({ approvals }: DecidePorts, issuance: Issuance, now: string): Promise<StepOutcome> {
  const { intent, approval, route, replaces } = issuance;
  const asked = approval && (await approvals.find(approval.id));
  if (asked?.answer === 'approved')
    return { next: 'deliver', intent, because: `approved by ${asked.by ?? 'somebody'}` };
  if (asked?.answer === 'rejected')
    throw new DeliveryRejected(`the delivery was rejected by ${asked.by ?? 'somebody'}; the old certificate stays`);
  const until = overrideAt({ route, ...replaces.content });
  const answerWithin = Math.max(1, Math.ceil(secondsBetween(now, until)));
  return { next: 'ask', intent, because: 'a person is asked', answerWithin };
}
