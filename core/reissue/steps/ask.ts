import type { Issuance } from '../../domain/reissue/issuance.ts';
import { approvalNotice } from '../../domain/reissue/notices.ts';
import { lookedAtAgain, secondsBetween } from '../../domain/reissue/progress.ts';
import { deliverableOf } from '../deliverable.ts';
import { overrideAt } from '../windows.ts';
import type { Approvals } from '../ports.ts';
import { reached, type StepOutcome, type StepPorts } from './step.ts';

export interface AskPorts extends StepPorts {
  readonly approvals: Pick<Approvals, 'askPerson'>;
}

/** The id that people answer: short, the same for every try of one delivery, and another one after each answer that was no. */
const approvalIdOf = ({ intent, version, approval }: Issuance): string =>
  approval?.id ?? `${intent.slice(0, 12)}-${version}`;

/** Asks a person whether a certificate may be delivered. The token with which the answer is given goes to the table only. */
export async function askForApproval(
  { ledger, approvals }: AskPorts,
  issuance: Issuance,
  taskToken: string,
  now: string,
): Promise<StepOutcome> {
  const { intent } = issuance;
  const id = approvalIdOf(issuance);
  const until = overrideAt(deliverableOf(issuance));
  await approvals.askPerson(id, intent, taskToken, until);
  const waiting = Math.max(0, secondsBetween(now, until));
  const asked = { ...reached(issuance, { approval: { id } }, now), dueAt: lookedAtAgain(now, waiting) };
  // Who was asked is not asked once more by each new try: the answer reaches whichever waits.
  await ledger.advance(asked, issuance.approval === undefined ? [approvalNotice(asked, id, until, now)] : []);
  return { next: 'ask', intent, because: `asked as ${id}, until ${until}` };
}
