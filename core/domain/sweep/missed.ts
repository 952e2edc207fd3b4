import type {
  CoverageFinding,
  CoverageResolution,
  CoverageTrouble,
  CoverageView,
} from '../findings/coverage-finding.ts';
import type { Scope, SweepRecord } from './sweep.ts';

/** How a scope stands: swept in time, missed, or never swept. Times are ISO 8601. */
export interface ScopeStanding {
  readonly scope: string;
  readonly everyHours: number;
  readonly state: 'on-time' | 'missed' | 'never';
  /** The last sweep of all of it that came to its end. */
  readonly finished?: Pick<SweepRecord, 'id' | 'startedAt' | 'finishedAt'>;
  /** When any sweep of it was last begun. */
  readonly begun?: string;
  /** It is missed unless a sweep that began later than the last one has ended by then. */
  readonly dueBy?: string;
}

const HOUR = 60 * 60 * 1000;

/** A sweep takes its time, and may be tried again: a quarter of the interval, at least an hour. */
const toleranceHours = (everyHours: number): number => Math.max(1, everyHours / 4);

/** The state machine ends a sweep after this. */
export const LONGEST_SWEEP_HOURS = 24;

type Expected = Pick<Scope, 'name' | 'everyHours'>;

/**
 * How each scope stands.
 * @param sweeps the latest, in any order
 * @param begun when each scope was last begun, by name: of older sweeps than these, too
 * @param now ISO 8601
 */
export const scopeStandings = (
  scopes: readonly Expected[],
  sweeps: readonly SweepRecord[],
  begun: ReadonlyMap<string, string>,
  now: string,
): readonly ScopeStanding[] => scopes.map((scope) => standingOf(scope, sweeps, begun.get(scope.name), now));

function standingOf(
  { name, everyHours }: Expected,
  sweeps: readonly SweepRecord[],
  begun: string | undefined,
  now: string,
): ScopeStanding {
  const [finished] = sweeps
    .filter((sweep) => covers(sweep, name))
    .toSorted((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
  const base = finished?.startedAt ?? begun;
  const known = {
    scope: name,
    everyHours,
    ...(finished && { finished: endOf(finished) }),
    ...(begun !== undefined && { begun }),
  };
  if (base === undefined) return { ...known, state: 'never' };
  const dueBy = new Date(Date.parse(base) + (everyHours + toleranceHours(everyHours)) * HOUR).toISOString();
  return { ...known, state: Date.parse(now) > Date.parse(dueBy) ? 'missed' : 'on-time', dueBy };
}

const endOf = ({ id, startedAt, finishedAt }: SweepRecord): NonNullable<ScopeStanding['finished']> => ({
  id,
  startedAt,
  ...(finishedAt !== undefined && { finishedAt }),
});

/** Whether a sweep did what the schedule's does: what only looks, or at a part of it, takes its place not. */
const covers = ({ status, scopes, dryRun, asOf, partial }: SweepRecord, scope: string): boolean =>
  status === 'finished' && scopes.includes(scope) && !dryRun && asOf === undefined && partial !== true;

/** The sweeps that should have ended: their state machine has stopped without saying so. @param now ISO 8601 */
export const stuckSweeps = (sweeps: readonly SweepRecord[], now: string): readonly SweepRecord[] =>
  sweeps.filter(
    ({ status, startedAt }) =>
      status === 'running' && Date.parse(now) > Date.parse(startedAt) + LONGEST_SWEEP_HOURS * HOUR,
  );

/** What is wrong with a scope that was not swept in time; undefined where nothing is. */
export function missedTrouble({
  scope,
  state,
  everyHours,
  finished,
  begun,
}: ScopeStanding): CoverageTrouble | undefined {
  if (state === 'on-time') return undefined;
  const last =
    finished === undefined ? 'No sweep of it has ever ended' : `The last that ended began on ${finished.startedAt}`;
  const since = begun !== undefined && begun !== finished?.startedAt ? `; one was begun on ${begun}` : '';
  return {
    code: 'SweepMissed',
    subject: scope,
    scope,
    severity: 'high',
    reason: state === 'never' ? 'never swept' : 'not swept in time',
    message:
      `The scope ${scope} is to be swept every ${everyHours} hours, and was not. ${last}${since}. ` +
      'Events may still arrive; whatever they miss, nobody sees.',
    remedy: ['npx renewguard status', `npx renewguard sweep --scope ${scope}`],
  };
}

/** What the standings of all scopes tell: a finding ends where its scope is on time again, or there is no such scope any more. */
export const missedView = (standings: readonly ScopeStanding[]): CoverageView => ({
  observed: standings.flatMap((standing) => missedTrouble(standing) ?? []),
  endingOf: (finding) => endingOf(finding, standings),
});

/** The same, of what is open alone: it opens nothing. */
export const sweptInTime = (standings: readonly ScopeStanding[]): CoverageView => ({
  ...missedView(standings),
  observed: [],
});

/** A sweep that was begun, and of which no end is known, mends nothing: only one that came to its end does. */
function endingOf(
  { code, scope }: CoverageFinding,
  standings: readonly ScopeStanding[],
): CoverageResolution | undefined {
  if (code !== 'SweepMissed') return undefined;
  const standing = standings.find((each) => each.scope === scope);
  if (standing === undefined) return 'left-out';
  return standing.state === 'on-time' && standing.finished !== undefined ? 'mended' : undefined;
}

/**
 * When each scope was last begun as the schedule counts it: a sweep that failed leaves its scope due, instead of blocking the
 * next one until its time.
 */
export const begunAndNotFailed = (
  begun: ReadonlyMap<string, string>,
  sweeps: readonly SweepRecord[],
): ReadonlyMap<string, string> =>
  new Map([...begun].filter(([scope, at]) => !sweeps.some((sweep) => failedAt(sweep, scope, at))));

const failedAt = ({ status, scopes, startedAt }: SweepRecord, scope: string, at: string): boolean =>
  status === 'failed' && scopes.includes(scope) && Date.parse(startedAt) === Date.parse(at);
