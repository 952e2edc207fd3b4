import { muteInForce, type Mute } from '../domain/alerts/mute.ts';
import {
  coverageChanges,
  type CoverageFinding,
  type CoverageFindingChange,
} from '../domain/findings/coverage-finding.ts';
import { coverageNotice } from '../domain/findings/coverage-notice.ts';
import type { Hub } from '../domain/findings/coverage-remedies.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { quieted } from '../domain/findings/quiet-notice.ts';
import { executionName } from '../domain/reissue/intent.ts';
import { byPlace } from '../domain/sweep/by-place.ts';
import { completenessOf, type Completeness } from '../domain/sweep/completeness.ts';
import { totalCounts } from '../domain/sweep/counts.ts';
import { coverageOf } from '../domain/sweep/coverage.ts';
import { sweepSummary } from '../domain/sweep/summary.ts';
import type { Scope, SweepRecord } from '../domain/sweep/sweep.ts';
import { sha256Hex } from '../pki/digest.ts';
import type { Executions } from '../reissue/ports.ts';
import type { SweepFiles, SweepRecords } from './ports.ts';
import { reportFigures } from './report-parts.ts';
import { SweepUnknown } from './sweep-unknown.ts';

export interface ConcludeSweepPorts {
  /** What people have muted; absent: nothing ever is. */
  readonly muted?: { mutesOf(subject: string): Promise<readonly Mute[]> };
  readonly sweeps: SweepRecords;
  readonly files: SweepFiles;
  readonly coverage: {
    all(): Promise<readonly CoverageFinding[]>;
    write(change: CoverageFindingChange, notice: OutgoingNotice): Promise<void>;
  };
  readonly outbox: { flushCoverage(sender: string): Promise<readonly string[]> };
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
  if (order.status !== 'running') return { next: 'done', sweep: order };
  const completeness = await completenessIn(ports, sweepId);
  const writes = !order.dryRun && order.asOf === undefined;
  if (writes && from.cursor === undefined) await concludeCoverage(ports, order, completeness);
  const remedied = writes ? await startRemedies(ports, sweepId, from) : { started: 0 };
  if (remedied.cursor !== undefined) return { next: 'go-on', cursor: remedied.cursor, started: remedied.started };
  return { next: 'done', sweep: await finished(ports, order, completeness, remedied.started) };
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
  const all = [ports.defaultScope, ...(await ports.sweeps.scopes())];
  const organizationAsked = all.some(({ name, accounts }) => scopes.includes(name) && accounts === 'organization');
  const view = coverageOf({ outcomes, skipped, gaps, organizationAsked }, ports.hub);
  for (const change of coverageChanges(await ports.coverage.all(), view, now)) {
    const { subject, code } = change.finding;
    const mute = muteInForce((await ports.muted?.mutesOf(subject)) ?? [], subject, code, now);
    await ports.coverage.write(change, quieted(coverageNotice(change), { muted: mute }));
  }
  await ports.outbox.flushCoverage(id);
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
