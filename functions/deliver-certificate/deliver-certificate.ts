import type * as z from 'zod/mini';
import { deliver, type DeliverPorts } from '../../core/reissue/steps/deliver.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import type { ofIssuance } from '../../core/runtime/shapes.ts';

/** Puts a certificate where it is used. Running it again is safe. */
export const deliverCertificate =
  (ports: DeliverPorts) =>
  (input: z.infer<typeof ofIssuance>): Promise<StepOutcome> =>
    runStep(ports, input, deliver);
