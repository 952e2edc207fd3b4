import type * as z from 'zod/mini';
import { decide, type DecidePorts } from '../../core/reissue/steps/decide.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import type { ofIssuance } from '../../core/runtime/shapes.ts';

/** Decides whether a certificate may be delivered now. Running it again is safe. */
export const decideDelivery =
  (ports: DecidePorts) =>
  (input: z.infer<typeof ofIssuance>): Promise<StepOutcome> =>
    runStep(ports, input, decide);
