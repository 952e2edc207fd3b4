import type * as z from 'zod/mini';
import { verify, type VerifyPorts } from '../../core/reissue/steps/verify.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import type { ofIssuance } from '../../core/runtime/shapes.ts';

/** Looks for the delivered certificate where it is used, and tells people when it is proven. Running it again is safe. */
export const verifyDelivery =
  (ports: VerifyPorts) =>
  (input: z.infer<typeof ofIssuance>): Promise<StepOutcome> =>
    runStep(ports, input, verify);
