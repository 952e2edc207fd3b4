import { messageOfEnd } from '../domain/findings/execution-failure.ts';
import { byPlace } from '../domain/sweep/by-place.ts';
import { completenessOf } from '../domain/sweep/completeness.ts';
import { totalCounts } from '../domain/sweep/counts.ts';
import type { SweepRecord } from '../domain/sweep/sweep.ts';
import { LATEST_SWEEPS } from './missed-sweeps.ts';
import type { SweepEnd, SweepEnds, SweepRecords } from './ports.ts';

export interface StoppedSweepsPorts {
  readonly sweeps: Pick<SweepRecords, 'latest' | 'outcomes' | 'finish'>;
  readonly ends: SweepEnds;
}

/**
 * Writes down of every sweep whose execution has ended without saying so (it failed, was stopped, or ran out of time) that it
 * failed, why, and what it had read by then. What it wrote stays; nothing is resolved, and nothing is started for it.
 * @param now ISO 8601
 * @returns those that were written
 */
export async function settleStopped(ports: StoppedSweepsPorts, now: string): Promise<readonly SweepRecord[]> {
  const settled: SweepRecord[] = [];
  for (const sweep of await ports.sweeps.latest(LATEST_SWEEPS)) {
    // The record first: one that concluded itself meanwhile is not running any more, and is not written over.
    const end = sweep.status === 'running' ? await ports.ends.endOf(sweep.id) : undefined;
    if (end === undefined) continue;
    const failed = await failedAt(ports, sweep, whyStopped(end), now);
    if (await ports.sweeps.finish(failed)) settled.push(failed);
  }
  return settled;
}

/** In a sentence. */
export function whyStopped(end: SweepEnd | 'gone'): string {
  if (end === 'gone') return 'Step Functions knows its execution no more';
  const { status, error = status, cause = '' } = end;
  if (status === 'SUCCEEDED') return 'its execution ended without a conclusion';
  return `${error}: ${messageOfEnd(status, cause)}`;
}

/** Places of which no end was told count as unreadable: the figures add up. */
async function failedAt(
  { sweeps }: StoppedSweepsPorts,
  sweep: SweepRecord,
  failure: string,
  finishedAt: string,
): Promise<SweepRecord> {
  const told = await sweeps.outcomes(sweep.id);
  const completeness = completenessOf(
    told.map(({ place }) => place),
    told,
  );
  const { read, planned, skipped, outcomes } = byPlace(completeness);
  const unreadable = Math.max(sweep.planned, planned) - read - skipped;
  const totals = totalCounts(outcomes.map(({ counts }) => counts));
  return { ...sweep, status: 'failed', finishedAt, failure, read, unreadable, skippedPlaces: skipped, totals };
}
