import type * as z from 'zod/mini';
import { issue, type IssuePorts } from '../../core/reissue/steps/issue.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import type { ofIssuance } from '../../core/runtime/shapes.ts';

/** Issues the certificate that an issuance is for, once. Running it again is safe. */
export const issueCertificate =
  (ports: IssuePorts) =>
  (input: z.infer<typeof ofIssuance>): Promise<StepOutcome> =>
    runStep(ports, input, issue);
