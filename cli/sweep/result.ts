import { messageOfEnd } from '../../core/domain/findings/execution-failure.ts';
import { byPlace } from '../../core/domain/sweep/by-place.ts';
import { coverageSentences } from '../../core/domain/sweep/completeness.ts';
import type { Digest } from '../../core/domain/sweep/digest.ts';
import type { Forecast, SweepSummary } from '../../core/domain/sweep/summary.ts';
import type { ScanOutcome, SweepRecord } from '../../core/domain/sweep/sweep.ts';
import { EXIT, exitCodeFor, type ExitCode } from '../exit-codes.ts';
import type { FollowedSweep } from './follow.ts';

export const SWEEP_OUTCOMES = ['finished', 'failed', 'started'] as const;

/** How a sweep ended, or that it was started: what could not be read first. */
export interface SweepResult {
  readonly id: string;
  readonly executionArn: string;
  readonly outcome: (typeof SWEEP_OUTCOMES)[number];
  /** Whether all that was planned was read, and all accounts are known; absent: nobody knows. */
  readonly complete?: boolean;
  /** What it covered, in sentences. */
  readonly said: readonly string[];
  /** The places that were not read, with the reasons. */
  readonly open: readonly ScanOutcome[];
  readonly sweep?: SweepRecord;
  /** Of all certificates that were read; absent where the report could not be had. */
  readonly digest?: Digest;
  readonly forecast?: Forecast;
  readonly failure?: { readonly error: string; readonly message: string };
}

/** What is known when the following ends. */
export interface SweepKnown {
  readonly id: string;
  readonly executionArn: string;
  readonly followed: FollowedSweep;
  /** The report, where there is one and it could be read. */
  readonly summary?: SweepSummary;
}

/** How it ended, from what the table and the report tell. Pure. */
export function sweepResult({ id, executionArn, followed, summary }: SweepKnown): SweepResult {
  const { end, sweep, outcomes } = followed;
  const open = summary?.coverage.open ?? byPlace({ outcomes }).outcomes.filter(({ outcome }) => outcome !== 'read');
  const about = { id, executionArn, open, ...(sweep && { sweep }) };
  return end.status === 'SUCCEEDED' && sweep?.status === 'finished'
    ? { ...about, outcome: 'finished', ...coveredBy(sweep), ...figuresIn(summary) }
    : { ...about, outcome: 'failed', said: [], failure: failureOf(followed) };
}

function coveredBy(sweep: SweepRecord): Pick<SweepResult, 'complete' | 'said'> {
  const { planned, read = 0, unreadable = 0, skippedPlaces: skipped = 0, gaps } = sweep;
  return {
    complete: unreadable === 0 && gaps.length === 0,
    said: coverageSentences({ planned, read, unreadable, skipped }, sweep),
  };
}

const figuresIn = ({ digest, forecast }: Partial<SweepSummary> = {}): Pick<SweepResult, 'digest' | 'forecast'> => ({
  ...(digest && { digest }),
  ...(forecast && { forecast }),
});

function failureOf({ end, sweep }: FollowedSweep): NonNullable<SweepResult['failure']> {
  const { status, error = status, cause = '' } = end;
  if (status === 'SUCCEEDED')
    return { error: 'SweepUnfinished', message: sweep?.failure ?? 'its execution ended, and its record says no end' };
  return { error, message: messageOfEnd(status, cause) };
}

/** What was asked for wrongly is the user's to mend; of a sweep that failed otherwise nobody knows what it would have found. */
export function sweepExitCode(result: SweepResult): ExitCode {
  const { outcome, complete, failure } = result;
  if (outcome === 'started') return EXIT.clean;
  if (outcome === 'failed') return failure?.error === 'InvalidInput' ? EXIT.usage : EXIT.unread;
  return exitCodeFor(toActOn(result), complete === true ? 0 : 1);
}

/** How many certificates somebody has to act on; without the report, of how many that is new. */
function toActOn({ digest, forecast, sweep }: SweepResult): number {
  if (forecast !== undefined) return forecast.fates.breaks;
  if (digest !== undefined) return Object.values(digest.severities).reduce((sum, count) => sum + count, 0);
  const { opened, changed } = sweep?.totals?.findings ?? { opened: 0, changed: 0 };
  return opened + changed;
}
