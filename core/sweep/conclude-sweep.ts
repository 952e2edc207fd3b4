import type { Hub } from '../domain/findings/coverage-remedies.ts';
import { executionName } from '../domain/reissue/intent.ts';
import { byPlace } from '../domain/sweep/by-place.ts';
import { completenessOf, type Completeness } from '../domain/sweep/completeness.ts';
import { totalCounts } from '../domain/sweep/counts.ts';
import { coverageOf } from '../domain/sweep/coverage.ts';
import { sweepSummary } from '../domain/sweep/summary.ts';
import type { Scope, SweepRecord } from '../domain/sweep/sweep.ts';
import { sha256Hex } from '../pki/digest.ts';
import type { Executions } from '../reissue/ports.ts';
import { allScopes, endMissed, writeCoverage, type CoveragePorts } from './missed-sweeps.ts';
import type { SweepFiles, SweepRecords } from './ports.ts';
import { reportFigures } from './report-parts.ts';
import { SweepUnknown } from './sweep-unknown.ts';

export interface ConcludeSweepPorts extends CoveragePorts {
  readonly sweeps: SweepRecords;
  readonly files: SweepFiles;
  readonly executions: Executions;
  readonly hub: Hub;
  readonly defaultScope: Scope;
  readonly clock: { now(): Promise<Date> };
  /** Whether this invocation may begin one more page of remedies. */
  readonly hasTime: () => boolean;
}

/** `go-on`: remedies are left to start; so far those up to the cursor were. */
export type ConcludedSweep =
  | { readonly next: 'go-on'; readonly cursor: string; readonly started: number }
  | { readonly next: 'done'; readonly sweep: SweepRecord };

/**
 * Ends a sweep: what could not be read becomes findings, what was read again resolves them, the certificates that are to be
 * replaced are, those that end first first, and the sweep's figures are written. Doing it again is safe.
 * @param from where an earlier invocation got to
 */
export async function concludeSweep(
  ports: ConcludeSweepPorts,
  sweepId: string,
  from: { readonly cursor?: string; readonly started: number },
): Promise<ConcludedSweep> {
  const order = await ports.sweeps.sweep(sweepId);
  if (order === undefined) throw new SweepUnknown(sweepId);
  if (order.status === 'failed') throw new SweepUnknown(sweepId, order.failure ?? 'it failed');
  if (order.status === 'finished') return done(ports, order);
  const completeness = await completenessIn(ports, sweepId);
  const writes = !order.dryRun && order.asOf === undefined;
  if (writes && from.cursor === undefined) await concludeCoverage(ports, order, completeness);
  const remedied = writes ? await startRemedies(ports, sweepId, from) : { started: 0 };
  if (remedied.cursor !== undefined) return { next: 'go-on', cursor: remedied.cursor, started: remedied.started };
  return done(ports, await finished(ports, order, completeness, remedied.started));
}

/** What its scopes missed before is made up for: told again by a retry, it is told once. */
async function done(ports: ConcludeSweepPorts, sweep: SweepRecord): Promise<ConcludedSweep> {
  await endMissed(ports, sweep.id, (await ports.clock.now()).toISOString());
  return { next: 'done', sweep };
}

/** Of what was planned: the accounts and regions, and the CAs that were found there. */
async function completenessIn({ sweeps, files }: ConcludeSweepPorts, sweepId: string): Promise<Completeness> {
  const [places, authorities, outcomes] = await Promise.all([
    files.workList(sweepId, 'places'),
    files.workList(sweepId, 'authorities'),
    sweeps.outcomes(sweepId),
  ]);
  return byPlace(completenessOf([...places, ...authorities], outcomes));
}

async function concludeCoverage(
  ports: ConcludeSweepPorts,
  { id, skipped, gaps, scopes }: SweepRecord,
  { outcomes }: Completeness,
): Promise<void> {
  const now = (await ports.clock.now()).toISOString();
  const all = await allScopes(ports);
  const organizationAsked = all.some(({ name, accounts }) => scopes.includes(name) && accounts === 'organization');
  const view = coverageOf({ outcomes, skipped, gaps, organizationAsked }, ports.hub);
  await writeCoverage(ports, view, id, now);
}

/** Starts a reissue for each; its ledger sees to it that one certificate is replaced once, and its budgets that they wait. */
async function startRemedies(
  ports: ConcludeSweepPorts,
  sweepId: string,
  from: { readonly cursor?: string; readonly started: number },
): Promise<{ readonly cursor?: string; readonly started: number }> {
  let { cursor, started } = from;
  do {
    const page = await ports.sweeps.remedies(sweepId, cursor);
    for (const { certificateArn } of page.items) {
      const name = executionName(sha256Hex(certificateArn).slice(0, 32), 'sweep', sha256Hex(sweepId).slice(0, 16));
      if (await ports.executions.startReissue(name, { certificateArn, startedBy: 'sweep' })) started += 1;
    }
    cursor = page.next;
    if (cursor !== undefined && !ports.hasTime()) return { cursor, started };
  } while (cursor !== undefined);
  return { started };
}

async function finished(
  ports: ConcludeSweepPorts,
  order: SweepRecord,
  completeness: Completeness,
  remedies: number,
): Promise<SweepRecord> {
  const { read, unreadable, skipped, outcomes } = completeness;
  const finishedAt = (await ports.clock.now()).toISOString();
  const totals = totalCounts(outcomes.map(({ counts }) => counts));
  const record = {
    ...order,
    status: 'finished' as const,
    finishedAt,
    read,
    unreadable,
    skippedPlaces: skipped,
    totals,
    remedies,
  };
  const figures = await reportFigures(ports.files, order);
  const text = JSON.stringify(sweepSummary(record, completeness, figures));
  const written = { ...record, report: await ports.files.putReport(order.id, 'summary.json', text) };
  await ports.sweeps.finish(written);
  return written;
}
