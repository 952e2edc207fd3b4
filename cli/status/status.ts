import type { SweepEnd } from '../../core/sweep/ports.ts';
import type { CertificateFinding } from '../../core/domain/findings/certificate-finding.ts';
import type { CoverageFinding, CoverageTrouble } from '../../core/domain/findings/coverage-finding.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import { isWorse, type Severity } from '../../core/domain/findings/finding-codes.ts';
import { daysUntil, figuresWith, NOTHING_OPEN, totalOf } from '../../core/domain/findings/open-figures.ts';
import { missedTrouble, scopeStandings, stuckSweeps, type ScopeStanding } from '../../core/domain/sweep/missed.ts';
import type { SweepRecord } from '../../core/domain/sweep/sweep.ts';
import type { SweepRecords } from '../../core/sweep/ports.ts';
import { LATEST_SWEEPS } from '../../core/sweep/missed-sweeps.ts';
import { whyStopped } from '../../core/sweep/stopped-sweeps.ts';
import { exitCodeFor, type ExitCode } from '../exit-codes.ts';
import { allScopes, type ScopePorts } from '../scope/scope.ts';
import { stuckAlerts, waitingAlerts, type WaitingAlerts, type WaitingPorts } from './waiting-alerts.ts';

export interface StatusPorts extends Pick<ScopePorts, 'defaultScope' | 'now'>, WaitingPorts {
  readonly sweeps: Pick<SweepRecords, 'scopes' | 'setScope' | 'latest' | 'lastBegun' | 'outcomes'>;
  readonly coverage: { all(): Promise<readonly CoverageFinding[]> };
  readonly listing: { openFindings(): AsyncIterable<readonly (Finding | CertificateFinding)[]> };
  readonly executions: { endOf(sweepId: string): Promise<SweepEnd | 'gone' | undefined> };
}

/** Something that is not seen, and since when; of a sweep that was missed: since it was told. */
export type Unseen = CoverageTrouble & { readonly openedAt?: string };

/** A sweep that is at it, or that did not come to its end and no later one has made up for. */
export interface UnfinishedSweep {
  readonly id: string;
  readonly startedAt: string;
  readonly startedBy: string;
  readonly scopes: readonly string[];
  readonly planned: number;
  /** How many of the planned places have been looked at. */
  readonly ended: number;
  readonly state: 'running' | 'stopped';
  /** With `stopped`. */
  readonly why?: string;
}

/** Findings that are open, by severity and by code. */
export interface OpenCounts {
  readonly total: number;
  readonly severities: Readonly<Record<Severity, number>>;
  readonly codes: Readonly<Record<string, number>>;
  /** The nearest outage that one of them foretells, ISO 8601; absent: none does. */
  readonly nextOutage?: string;
  /** Whole days until then; 0 once it is past. */
  readonly daysToNextOutage?: number;
}

/** Whether RenewGuard sees what it should. */
export interface StatusReport {
  readonly at: string;
  readonly unseen: readonly Unseen[];
  readonly scopes: readonly ScopeStanding[];
  readonly unfinished: readonly UnfinishedSweep[];
  readonly findings: OpenCounts;
  readonly waiting: WaitingAlerts;
}

/** Works out how RenewGuard stands, from what its table has. */
export async function statusReport(ports: StatusPorts): Promise<StatusReport> {
  const { sweeps, now } = ports;
  const [scopes, latest, begun, coverage] = await Promise.all([
    allScopes(ports),
    sweeps.latest(LATEST_SWEEPS),
    sweeps.lastBegun(),
    ports.coverage.all(),
  ]);
  const standings = scopeStandings(scopes, latest, begun, now);
  return {
    at: now,
    unseen: [...missedIn(standings, coverage), ...openIn(coverage)],
    scopes: standings,
    unfinished: await unfinishedIn(ports, latest),
    findings: await openCounts(ports.listing.openFindings(), now),
    waiting: await waitingAlerts(ports),
  };
}

/** That a sweep was missed is worked out from the sweeps, whether or not anything has told it; when it was is told by its finding. */
function missedIn(standings: readonly ScopeStanding[], coverage: readonly CoverageFinding[]): readonly Unseen[] {
  const missed = standings.flatMap((standing) => missedTrouble(standing) ?? []);
  const opened = new Map(coverage.filter(isOpenMiss).map((finding) => [finding.subject, finding]));
  // Of one that was begun since, and has not ended: what is open stays so until a sweep has.
  const since = standings.filter(({ state, finished }) => state === 'on-time' && finished === undefined);
  return [
    ...missed.map((trouble) => {
      const openedAt = opened.get(trouble.subject)?.openedAt;
      return { ...trouble, ...(openedAt !== undefined && { openedAt }) };
    }),
    ...since.flatMap(({ scope }) => opened.get(scope) ?? []).map(unseenIn),
  ];
}

const isOpenMiss = ({ state, code }: CoverageFinding): boolean => state === 'OPEN' && code === 'SweepMissed';

const unseenIn = ({
  state: _,
  version: __,
  changedAt: ___,
  resolvedAt: ____,
  resolution: _____,
  ...unseen
}: CoverageFinding): Unseen => unseen;

const openIn = (coverage: readonly CoverageFinding[]): readonly Unseen[] =>
  coverage
    .filter(({ state, code }) => state === 'OPEN' && code !== 'SweepMissed')
    .toSorted((a, b) =>
      a.severity === b.severity ? order(a.subject, b.subject) : isWorse(a.severity, b.severity) ? -1 : 1,
    )
    .map(unseenIn);

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

/** What a later sweep has ended well after is history. */
async function unfinishedIn(ports: StatusPorts, latest: readonly SweepRecord[]): Promise<readonly UnfinishedSweep[]> {
  const finished = latest.find(({ status }) => status === 'finished')?.startedAt ?? '';
  const open = latest.filter(
    ({ status, startedAt }) => status === 'running' || (status === 'failed' && startedAt > finished),
  );
  const shown = await Promise.all(open.map((sweep) => unfinished(ports, sweep)));
  return shown.filter(({ state, startedAt }) => state === 'running' || startedAt > finished);
}

async function unfinished({ sweeps, executions, now }: StatusPorts, sweep: SweepRecord): Promise<UnfinishedSweep> {
  const { id, startedAt, startedBy, scopes, planned, failure } = sweep;
  const why = sweep.status === 'failed' ? (failure ?? 'it failed') : await stopOf(executions, sweep, now);
  const ended = (await sweeps.outcomes(id)).filter(({ place }) => place.authorityArn === undefined).length;
  const about = { id, startedAt, startedBy, scopes, planned, ended };
  return why === undefined ? { ...about, state: 'running' } : { ...about, state: 'stopped', why };
}

/** Why a sweep whose record says that it runs does not; undefined: it does. */
async function stopOf(
  executions: StatusPorts['executions'],
  sweep: SweepRecord,
  now: string,
): Promise<string | undefined> {
  const end = await executions.endOf(sweep.id);
  if (end !== undefined) return whyStopped(end);
  return stuckSweeps([sweep], now).length > 0 ? 'it should have ended by itself long ago' : undefined;
}

async function openCounts(
  pages: AsyncIterable<readonly (Finding | CertificateFinding)[]>,
  now: string,
): Promise<OpenCounts> {
  let figures = NOTHING_OPEN;
  const codes = new Map<string, number>();
  for await (const page of pages) {
    figures = figuresWith(figures, page);
    for (const { code } of page) codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  const { severities, nextOutage } = figures;
  return {
    total: totalOf(severities),
    severities,
    codes: Object.fromEntries([...codes].toSorted(([, a], [, b]) => b - a)),
    ...(nextOutage !== undefined && { nextOutage, daysToNextOutage: daysUntil(nextOutage, now) }),
  };
}

export const statusExitCode = ({ unseen, unfinished, findings, waiting }: StatusReport): ExitCode =>
  exitCodeFor(
    findings.total + stuckAlerts(waiting),
    unseen.length + unfinished.filter(({ state }) => state === 'stopped').length,
  );
