import * as z from 'zod/mini';
import { mendAuthority as mend, type MendPorts } from '../../core/repair/mend.ts';
import type { RepairStep } from '../../core/repair/step.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { holder, ofRepair } from '../../core/runtime/shapes.ts';

export const mendAuthorityInput = z.object({ ...ofRepair, holder }, 'an object');

/** Repairs a CA: creates ACM's permission, or puts the policy. */
export const mendAuthority =
  (ports: MendPorts & { readonly clock: Clock }) =>
  async (input: z.infer<typeof mendAuthorityInput>): Promise<RepairStep> =>
    mend(ports, input, await ports.clock.now());
