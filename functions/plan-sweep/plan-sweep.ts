import * as z from 'zod/mini';
import { parseSweepRequest } from '../../core/domain/sweep/request.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { planSweep as plan, type Asked, type PlannedSweep, type PlanSweepPorts } from '../../core/sweep/plan-sweep.ts';

export const planSweepInput = z.object(
  {
    /** The execution's name: the sweep is called so. */
    execution: z.string('the name of the execution').check(z.minLength(1, 'the name of the execution')),
    /** What the execution was started with. */
    asked: z.unknown(),
  },
  'an object',
);

/** Which accounts and regions are to be read, as the state machine goes on with it. */
export const planSweep =
  (ports: PlanSweepPorts & { readonly clock: Clock }) =>
  async ({ execution, asked }: z.infer<typeof planSweepInput>): Promise<PlannedSweep> => {
    const now = (await ports.clock.now()).toISOString();
    const startedBy = isSchedule(asked) ? 'schedule' : 'hand';
    return plan(ports, { id: execution, startedBy, asked: askedFor(asked, now) }, now);
  };

const askedFor = (asked: unknown, now: string): Asked =>
  isSchedule(asked) ? { scheduled: true } : { request: parseSweepRequest(asked, now) };

/** What the schedule of template.yaml hands in. */
const isSchedule = (asked: unknown): boolean => JSON.stringify(asked) === JSON.stringify({ scheduled: true });
