import type * as z from 'zod/mini';
import { cleanUp, type CleanUpPorts } from '../../core/reissue/steps/clean-up.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import type { ofIssuance } from '../../core/runtime/shapes.ts';

/** Deletes what was temporary. Running it again is safe. */
export const cleanUpIssuance =
  (ports: CleanUpPorts) =>
  (input: z.infer<typeof ofIssuance>): Promise<StepOutcome> =>
    runStep(ports, input, cleanUp);
