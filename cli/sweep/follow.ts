import type { SweepEnd } from '../../core/sweep/ports.ts';
import type { ScanOutcome, SweepRecord } from '../../core/domain/sweep/sweep.ts';
import type { SweepRecords } from '../../core/sweep/ports.ts';

export interface FollowSweepPorts {
  readonly sweeps: Pick<SweepRecords, 'sweep' | 'outcomes'>;
  readonly executions: { endOf(sweepId: string): Promise<SweepEnd | 'gone' | undefined> };
  /** Waits so many milliseconds. */
  readonly pause: (milliseconds: number) => Promise<void>;
  /** Told whenever it has come further. */
  readonly tell: (progress: SweepProgress) => void;
}

/** How far a sweep has come. */
export interface SweepProgress {
  /** Accounts in regions, and the CAs that were found there so far. */
  readonly planned: number;
  readonly ended: number;
  readonly unreadable: number;
  readonly certificates: number;
}

/** A sweep that has ended, with what the table has of it. */
export interface FollowedSweep {
  readonly end: SweepEnd;
  /** Absent: it ended before it was planned. */
  readonly sweep?: SweepRecord;
  readonly outcomes: readonly ScanOutcome[];
}

const SHORTEST_PAUSE = 500;
const LONGEST_PAUSE = 5000;

/** The outcomes are read each time: of so many more the pause is longer. */
const OUTCOMES_A_SECOND = 200;

/** Follows a sweep to its end. */
export async function followSweep(ports: FollowSweepPorts, sweepId: string): Promise<FollowedSweep> {
  let told = '';
  for (let pause = SHORTEST_PAUSE; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    // The end first: what happened until then is all in the table that is read afterwards.
    const end = await ports.executions.endOf(sweepId);
    const [sweep, outcomes] = await Promise.all([ports.sweeps.sweep(sweepId), ports.sweeps.outcomes(sweepId)]);
    const progress = sweep && progressOf(sweep, outcomes);
    const news = JSON.stringify(progress);
    if (progress !== undefined && news !== told) ports.tell(progress);
    told = news ?? told;
    if (end !== undefined)
      return { end: end === 'gone' ? { status: 'GONE' } : end, outcomes, ...(sweep !== undefined && { sweep }) };
    await ports.pause(Math.max(pause, (outcomes.length / OUTCOMES_A_SECOND) * 1000));
  }
}

function progressOf({ planned }: SweepRecord, outcomes: readonly ScanOutcome[]): SweepProgress {
  const authorities = outcomes.reduce((sum, each) => sum + (each.authorities?.length ?? 0), 0);
  return {
    planned: Math.max(planned + authorities, outcomes.length),
    ended: outcomes.length,
    unreadable: outcomes.filter(({ outcome }) => outcome === 'unreadable').length,
    certificates: outcomes.reduce((sum, { counts }) => sum + counts.certificates, 0),
  };
}
