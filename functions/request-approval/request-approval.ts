import * as z from 'zod/mini';
import { askForApproval, type AskPorts } from '../../core/reissue/steps/ask.ts';
import { runStep } from '../../core/reissue/steps/run-step.ts';
import type { StepOutcome } from '../../core/reissue/steps/step.ts';
import { holder, intent, taskToken } from '../../core/runtime/shapes.ts';

export const requestApprovalInput = z.object({ intent, holder, taskToken }, 'an object');

/** Asks a person whether a certificate may be delivered. The answer reaches the state machine with the task's token. */
export const requestApproval =
  (ports: AskPorts) =>
  (input: z.infer<typeof requestApprovalInput>): Promise<StepOutcome> =>
    runStep(ports, input, (own, issuance, now) => askForApproval(own, issuance, input.taskToken, now));
