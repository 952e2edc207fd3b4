import type { Unreadable } from '../domain/fact.ts';
import type { Place, ScanOutcome, SweepOrder } from '../domain/sweep/sweep.ts';
import { added, NOTHING_COUNTED } from '../domain/sweep/counts.ts';
import { AuthorityStandings } from './authority-standings.ts';
import type { Phase, Step } from './phases/phase.ts';
import { PlaceScan } from './place-scan.ts';
import type { ScanProgress } from './ports.ts';
import type { ScanPorts } from './scan-ports.ts';

/** What the state machine does next. */
export type Scanned =
  | { readonly next: 'go-on' }
  | { readonly next: 'wait'; readonly seconds: number }
  | { readonly next: 'done'; readonly outcome: ScanOutcome['outcome'] };

/** What did not answer is asked again so often, after twice as long each time, before it is a gap. */
const TRIES = 6;
const FIRST_PAUSE_SECONDS = 2;

/**
 * Scans a place from where its last scan got to, for as long as there is time. Whatever is interrupted goes on from the last
 * step that was written: each may be done twice.
 */
export async function scanPlace<Ports extends ScanPorts>(
  ports: Ports,
  order: SweepOrder,
  place: Place,
  phases: readonly Phase<Ports>[],
): Promise<Scanned> {
  const standings = new AuthorityStandings(ports, order.id);
  const writes = !order.dryRun && order.asOf === undefined;
  const scan = new PlaceScan({ ports, order, standings, writes }, place);
  let progress = (await ports.sweeps.progress(order.id, place)) ?? beginning(place, phases);
  for (;;) {
    const phase = phases.find(({ name }) => name === progress.phase);
    if (phase === undefined) return ended(ports, order, progress);
    if (!ports.hasTime()) return { next: 'go-on' };
    const now = (await ports.clock.now()).toISOString();
    const step = await phase.step(scan.at(now, progress), progress.cursor);
    const next = withCalls(after(progress, step, nameAfter(phase, phases)), ports.takeCalls());
    // Another scan of the same place, begun by a retry, is further: this one has nothing to add.
    if (!(await ports.sweeps.advance(order.id, next))) return { next: 'go-on' };
    progress = next;
    const seconds = pauseAfter(step, next);
    if (seconds > 0) return { next: 'wait', seconds };
  }
}

const beginning = (place: Place, [first]: readonly Named[]): ScanProgress => ({
  place,
  phase: first?.name ?? 'ended',
  tries: 0,
  counts: NOTHING_COUNTED,
  gaps: [],
  version: 0,
});

/** Where a scan stands after a step. */
function after(progress: ScanProgress, step: Step, nextPhase: string): ScanProgress {
  const { cursor: _, ...before } = progress;
  const version = progress.version + 1;
  if (step.to === 'ask-again') return unanswered(progress, step.why, nextPhase);
  const done = {
    ...before,
    tries: 0,
    counts: added(progress.counts, step.counts),
    gaps: [...progress.gaps, ...(step.gaps ?? [])],
    ...(step.listing === undefined ? {} : { listing: step.listing }),
    ...(step.authorities === undefined ? {} : { authorities: step.authorities }),
    version,
  };
  return step.to === 'go-on' ? { ...done, cursor: step.cursor } : { ...done, phase: nextPhase };
}

/** What passes by itself is asked again for a while; then it is a gap, and the next phase goes on. */
function unanswered(progress: ScanProgress, why: Unreadable, nextPhase: string): ScanProgress {
  const version = progress.version + 1;
  const passes = why.kind === 'throttled' || why.kind === 'unavailable';
  if (passes && progress.tries + 1 < TRIES) return { ...progress, tries: progress.tries + 1, version };
  const { cursor: _, ...before } = progress;
  return { ...before, phase: nextPhase, tries: 0, gaps: [...progress.gaps, why], version };
}

type Named = Pick<Phase, 'name'>;

const nameAfter = (phase: Named, phases: readonly Named[]): string =>
  phases[phases.indexOf(phase) + 1]?.name ?? 'ended';

const withCalls = (progress: ScanProgress, calls: Readonly<Record<string, number>>): ScanProgress => ({
  ...progress,
  counts: added(progress.counts, { calls }),
});

function pauseAfter(step: Step, { tries }: ScanProgress): number {
  if (step.to === 'ask-again') return tries === 0 ? 0 : FIRST_PAUSE_SECONDS * 2 ** (tries - 1);
  return step.to === 'go-on' ? (step.waitSeconds ?? 0) : 0;
}

async function ended({ sweeps }: ScanPorts, order: SweepOrder, progress: ScanProgress): Promise<Scanned> {
  const { place, counts, gaps, authorities } = progress;
  const outcome = gaps.length > 0 ? 'unreadable' : 'read';
  await sweeps.end(order.id, {
    place,
    outcome,
    counts,
    ...(authorities === undefined ? {} : { authorities }),
    ...(gaps.length === 0 ? {} : { why: gaps }),
  });
  return { next: 'done', outcome };
}
