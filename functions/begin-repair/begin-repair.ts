import * as z from 'zod/mini';
import { beginRepair as begin, type BeginPorts } from '../../core/repair/begin.ts';
import type { RepairStep } from '../../core/repair/step.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { ofRepair } from '../../core/runtime/shapes.ts';

export const beginRepairInput = z.object(ofRepair, 'an object');

/** Reads again what is to be repaired, and says whether a person is asked, it is repaired now, or it is over. */
export const beginRepair =
  (ports: BeginPorts & { readonly clock: Clock }) =>
  async (input: z.infer<typeof beginRepairInput>): Promise<RepairStep> =>
    begin(ports, input, (await ports.clock.now()).toISOString());
