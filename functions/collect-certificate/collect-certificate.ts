import type * as z from 'zod/mini';
import { collect, type CollectPorts } from '../../core/reissue/steps/collect.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import type { ofIssuance } from '../../core/runtime/shapes.ts';

/** Reads and checks what was issued, and stores it where it waits for its delivery. Running it again is safe. */
export const collectCertificate =
  (ports: CollectPorts) =>
  (input: z.infer<typeof ofIssuance>): Promise<StepOutcome> =>
    runStep(ports, input, collect);
