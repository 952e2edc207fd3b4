import { muteInForce, type Mute } from '../domain/alerts/mute.ts';
import {
  coverageChanges,
  type CoverageFinding,
  type CoverageFindingChange,
  type CoverageView,
} from '../domain/findings/coverage-finding.ts';
import { coverageNotice } from '../domain/findings/coverage-notice.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { quieted } from '../domain/findings/quiet-notice.ts';
import { missedView, scopeStandings, sweptInTime, type ScopeStanding } from '../domain/sweep/missed.ts';
import type { Scope } from '../domain/sweep/sweep.ts';
import type { SweepRecords } from './ports.ts';

/** Sweeps that are looked at: those of a scope that is swept more seldom are told by when they were begun. */
export const LATEST_SWEEPS = 200;

/** The findings about what can't be seen, and the way of their notices. */
export interface CoveragePorts {
  readonly coverage: {
    all(): Promise<readonly CoverageFinding[]>;
    write(change: CoverageFindingChange, notice: OutgoingNotice): Promise<void>;
  };
  /** What people have muted; absent: nothing ever is. */
  readonly muted?: { mutesOf(subject: string): Promise<readonly Mute[]> };
  readonly outbox: { flushCoverage(sender: string): Promise<readonly string[]> };
}

export interface MissedSweepsPorts extends CoveragePorts {
  readonly sweeps: Pick<SweepRecords, 'scopes' | 'latest' | 'lastBegun'>;
  readonly defaultScope: Scope;
}

/**
 * Opens a finding for each scope that was not swept in time, and ends those of scopes that are, or that nobody has any more.
 * @param sender whoever tells it, as its notices name them
 * @param now ISO 8601
 */
export const tellMissed = async (ports: MissedSweepsPorts, sender: string, now: string): Promise<void> =>
  writeCoverage(ports, missedView(await standingsIn(ports, now)), sender, now);

/** Ends what a sweep that has ended makes up for; that others are late is the schedule's to tell. */
export const endMissed = async (ports: MissedSweepsPorts, sender: string, now: string): Promise<void> =>
  writeCoverage(ports, sweptInTime(await standingsIn(ports, now)), sender, now);

/** Writes what a view changes, and tells it. Doing it again changes and tells nothing more. */
export async function writeCoverage(
  { coverage, muted, outbox }: CoveragePorts,
  view: CoverageView,
  sender: string,
  now: string,
): Promise<void> {
  for (const change of coverageChanges(await coverage.all(), view, now)) {
    const { subject, code } = change.finding;
    const mute = muteInForce((await muted?.mutesOf(subject)) ?? [], subject, code, now);
    await coverage.write(change, quieted(coverageNotice(change), { muted: mute }));
  }
  await outbox.flushCoverage(sender);
}

async function standingsIn(ports: MissedSweepsPorts, now: string): Promise<readonly ScopeStanding[]> {
  const [scopes, latest, begun] = await Promise.all([
    allScopes(ports),
    ports.sweeps.latest(LATEST_SWEEPS),
    ports.sweeps.lastBegun(),
  ]);
  return scopeStandings(scopes, latest, begun, now);
}

/** The scopes that are set; the default one where none of them is called so. */
export async function allScopes({
  sweeps,
  defaultScope,
}: {
  readonly sweeps: Pick<SweepRecords, 'scopes'>;
  readonly defaultScope: Scope;
}): Promise<readonly Scope[]> {
  const set = await sweeps.scopes();
  return set.some(({ name }) => name === defaultScope.name) ? set : [...set, defaultScope];
}
