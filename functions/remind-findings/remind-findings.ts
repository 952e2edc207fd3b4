import * as z from 'zod/mini';
import { remindDue, type RemindedFindings, type RemindPorts } from '../../core/alerting/remind-findings.ts';
import type { Clock } from '../../core/runtime/clock.ts';

/** A schedule starts it; what it hands in does not matter. */
export const remindFindingsInput = z.unknown();

export interface RemindFindingsPorts extends RemindPorts {
  readonly clock: Clock;
  readonly count: (metric: string, amount?: number) => void;
}

/**
 * Writes a reminder of each open finding that comes nearer to its outage, with its notice; deliver-alerts sends that within
 * minutes, so that this function needs no right to tell anybody.
 */
export const remindFindings = (ports: RemindFindingsPorts) => async (): Promise<RemindedFindings> => {
  const outcome = await remindDue(ports, (await ports.clock.now()).toISOString());
  ports.count('FindingsReminded', outcome.reminded);
  return outcome;
};
