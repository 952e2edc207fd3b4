import type { Issuance } from '../../domain/reissue/issuance.ts';
import { hasReached, triedAgain } from '../../domain/reissue/progress.ts';
import { DeliveryRejected, DeliveryUnproven, isRefusal, TriesUsedUp } from '../../domain/reissue/refusals.ts';
import { renewalDueAt } from '../../domain/reissue/resumption.ts';
import type { StepPorts } from './step.ts';

/** What does not pass by trying again at once. */
const isRefused = (error: unknown): error is Error =>
  isRefusal(error) || (error instanceof Error && ['AwsRefused', 'CertificateNotFound'].includes(error.name));

/** What nothing but a person's doing mends. */
const isFinal = (error: Error): boolean =>
  error instanceof TriesUsedUp || error instanceof DeliveryRejected || error.name === 'CertificateNotFound';

/**
 * The ledger notes why an issuance does not go on, and puts off when it is looked at again; yet not the renewal of what it
 * issued.
 * @returns the error
 */
export async function noted(
  { ledger }: Pick<StepPorts, 'ledger'>,
  intent: string,
  error: unknown,
  now: string,
): Promise<unknown> {
  const issuance = isRefused(error) ? await ledger.issuanceOf(intent) : undefined;
  if (!isRefused(error) || issuance === undefined) return error;
  const putBack = error instanceof DeliveryUnproven ? error.putBack : undefined;
  const message = error.message.slice(0, LONGEST_MESSAGE);
  const failure = { error: error.name, message, at: now, ...(putBack !== undefined && { putBack }) };
  const { dueAt: _, ...refused } = { ...issuance, failure, updatedAt: now };
  const isOver = isFinal(error) && !hasReached(issuance, 'delivered');
  const [dueAt = now] = [triedAgain(endOf(issuance), now), ...renewalOf(issuance, now)].toSorted();
  await ledger.advance(isOver ? refused : { ...refused, dueAt });
  return error;
}

const LONGEST_MESSAGE = 1000;

/** The end of what is to be replaced: of what is finished, that is the new one. */
function endOf(issuance: Issuance): string {
  const { replaces, issued } = issuance;
  return (hasReached(issuance, 'finished') ? issued?.notAfter : undefined) ?? replaces.content.notAfter;
}

/** What failed may be the renewal itself: that one is put off. */
function renewalOf(issuance: Issuance, now: string): readonly string[] {
  const dueAt = hasReached(issuance, 'finished') ? renewalDueAt(issuance) : undefined;
  return dueAt === undefined || dueAt <= now ? [] : [dueAt];
}
