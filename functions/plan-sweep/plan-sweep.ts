import * as z from 'zod/mini';
import { parseSweepRequest } from '../../core/domain/sweep/request.ts';
import type { Clock } from '../../core/runtime/clock.ts';
import { tellMissed, type MissedSweepsPorts } from '../../core/sweep/missed-sweeps.ts';
import { planSweep as plan, type Asked, type PlannedSweep, type PlanSweepPorts } from '../../core/sweep/plan-sweep.ts';
import type { SweepEnds } from '../../core/sweep/ports.ts';
import { settleStopped, type StoppedSweepsPorts } from '../../core/sweep/stopped-sweeps.ts';

export const planSweepInput = z.object(
  {
    /** The execution's name: the sweep is called so. */
    execution: z.string('the name of the execution').check(z.minLength(1, 'the name of the execution')),
    /** Its ARN: the other sweeps are executions beside it. */
    executionArn: z.string('the ARN of the execution').check(z.startsWith('arn:', 'the ARN of the execution')),
    /** What the execution was started with. */
    asked: z.unknown(),
  },
  'an object',
);

export type PlanPorts = PlanSweepPorts &
  MissedSweepsPorts &
  Omit<StoppedSweepsPorts, 'ends'> & {
    readonly clock: Clock;
    /** @param executionArn of one of them */
    endsBeside(executionArn: string): SweepEnds;
  };

/** Which accounts and regions are to be read, as the state machine goes on with it. */
export const planSweep =
  (ports: PlanPorts) =>
  async (input: z.infer<typeof planSweepInput>): Promise<PlannedSweep> => {
    const now = (await ports.clock.now()).toISOString();
    const { execution: id, asked } = input;
    if (isSchedule(asked)) return onSchedule(ports, input, now);
    return plan(ports, { id, startedBy: 'hand', asked: { request: parseSweepRequest(asked, now) } }, now);
  };

/**
 * Each hour, also what became of the sweeps before: those that stopped leave their scopes due, and those that should have
 * ended by now are missed, whether or not the next one can be planned.
 */
async function onSchedule(
  ports: PlanPorts,
  { execution: id, executionArn }: z.infer<typeof planSweepInput>,
  now: string,
): Promise<PlannedSweep> {
  await settleStopped({ ...ports, ends: ports.endsBeside(executionArn) }, now);
  try {
    return await plan(ports, { id, startedBy: 'schedule', asked: SCHEDULED }, now);
  } finally {
    await tellMissed(ports, id, now);
  }
}

const SCHEDULED: Asked = { scheduled: true };

/** What the schedule of template.yaml hands in. */
const isSchedule = (asked: unknown): boolean => JSON.stringify(asked) === JSON.stringify(SCHEDULED);
