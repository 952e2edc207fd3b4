import * as z from 'zod/mini';
import { rollBack, type RollBackPorts } from '../../core/reissue/steps/roll-back.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import { holder, intent } from '../../core/runtime/shapes.ts';

export const rollBackDeliveryInput = z.object(
  { intent, holder, because: z.string('why it is not proven') },
  'an object',
);

/** Puts back what was in use before a delivery that could not be proven. @throws DeliveryUnproven always: people must know */
export const rollBackDelivery =
  (ports: RollBackPorts) =>
  (input: z.infer<typeof rollBackDeliveryInput>): Promise<StepOutcome> =>
    runStep(ports, input, (own, issuance, now) => rollBack(own, issuance, input.because, now));
