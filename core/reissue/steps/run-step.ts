import { InvalidInput } from '../../domain/invalid-input.ts';
import type { Issuance } from '../../domain/reissue/issuance.ts';
import { ModeForbids } from '../../domain/reissue/mode.ts';
import { noted } from './note-refusal.ts';
import type { StepOutcome, StepPorts } from './step.ts';

/** What a step is asked: for which issuance, by which execution. */
export interface StepRequest {
  readonly intent: string;
  /** The same for every try of one execution. */
  readonly holder: string;
}

type Step<Ports extends StepPorts> = (ports: Ports, issuance: Issuance, now: string) => Promise<StepOutcome>;

/**
 * Runs a step on the issuance as the ledger has it now.
 *
 * Where the mode forbids a side effect, the execution ends, and the issuance stays where it is. Where something is refused, the
 * ledger notes it before the execution fails.
 * @throws InvalidInput where no such issuance is known; what the step throws
 */
export async function runStep<Ports extends StepPorts>(
  ports: Ports,
  { intent, holder }: StepRequest,
  step: Step<Ports>,
): Promise<StepOutcome> {
  const issuance = await ports.ledger.issuanceOf(intent);
  if (issuance === undefined) throw new InvalidInput('intent', 'an issuance that the ledger knows', intent);
  const now = (await ports.clock.now()).toISOString();
  try {
    const outcome = await step(ports, issuance, now);
    await tell(ports, intent, holder);
    return outcome;
  } catch (error) {
    if (error instanceof ModeForbids) return { next: 'finish', intent, because: error.message };
    throw await noted(ports, intent, error, now);
  }
}

/** A channel that is out of order must not hold up a replacement: what it did not take is sent with the next step, or the last. */
async function tell({ outbox }: StepPorts, intent: string, holder: string): Promise<void> {
  await outbox.flushIssuance(intent, holder).catch((error: unknown) => {
    if (!(error instanceof Error) || !['AwsUnavailable', 'AwsRefused'].includes(error.name)) throw error;
  });
}
