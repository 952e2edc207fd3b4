import type * as z from 'zod/mini';
import { retire, type RetirePorts } from '../../core/reissue/steps/retire.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import type { ofIssuance } from '../../core/runtime/shapes.ts';

/** Ends the certificate that was replaced. Running it again is safe. */
export const retireCertificate =
  (ports: RetirePorts) =>
  (input: z.infer<typeof ofIssuance>): Promise<StepOutcome> =>
    runStep(ports, input, retire);
