import * as z from 'zod/mini';
import { sweepId } from '../../core/runtime/shapes.ts';
import { planAuthorities as plan, type PlanAuthoritiesPorts } from '../../core/sweep/plan-authorities.ts';

export const planAuthoritiesInput = z.object({ sweepId }, 'an object');

/** Which CAs are to be read, as the state machine goes on with it. */
export const planAuthorities =
  (ports: PlanAuthoritiesPorts) =>
  (input: z.infer<typeof planAuthoritiesInput>): ReturnType<typeof plan> =>
    plan(ports, input.sweepId);
