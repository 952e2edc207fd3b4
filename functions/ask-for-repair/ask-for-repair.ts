import * as z from 'zod/mini';
import { askForRepair as ask, type AskPorts } from '../../core/repair/ask.ts';
import type { RepairStep } from '../../core/repair/step.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { holder, ofRepair, taskToken } from '../../core/runtime/shapes.ts';

export const askForRepairInput = z.object({ ...ofRepair, holder, taskToken }, 'an object');

/** Asks a person whether a CA may be repaired. The answer reaches the state machine with the task's token. */
export const askForRepair =
  (ports: AskPorts & { readonly clock: Clock }) =>
  async (input: z.infer<typeof askForRepairInput>): Promise<RepairStep> =>
    ask(ports, input, (await ports.clock.now()).toISOString());
