import { boundedGaps } from '../../core/domain/sweep/bounded-gaps.ts';
import { placeKey } from '../../core/domain/sweep/completeness.ts';
import type { Place, ScanOutcome, Scope, SweepOrder, SweepRecord } from '../../core/domain/sweep/sweep.ts';
import type { Page, Remedy, ScanProgress, SweepRecords } from '../../core/sweep/ports.ts';
import { Hooked } from './hooked.ts';
import { copyOf, pageAfter } from './sweep-pages.ts';

const keyOf = (sweepId: string, place: Place): string => `${sweepId}#${placeKey(place)}`;

/** What writes nothing, or reads a part. */
const isNoScopeBegun = ({ asOf, dryRun, partial }: SweepOrder): boolean =>
  asOf !== undefined || dryRun || partial === true;

const inUtc = (time: string): string => new Date(time).toISOString();

/** What is kept of sweeps, in this process. tests/journeys/sweep-stores.test.ts shows that the real one does the same. */
export class FakeSweeps extends Hooked implements SweepRecords {
  readonly sweeps = new Map<string, SweepRecord>();
  readonly scans = new Map<string, ScanProgress>();
  readonly ended = new Map<string, ScanOutcome>();
  readonly #scopes = new Map<string, Scope>();
  readonly #begun = new Map<string, string>();
  readonly #remedies = new Map<string, Map<string, Remedy>>();
  readonly #pageSize: number;

  constructor(pageSize = 500) {
    super();
    this.#pageSize = pageSize;
  }

  open(order: SweepOrder): Promise<void> {
    return this.called('sweeps.open', () => {
      if (!this.#write({ ...order, status: 'running' }) || isNoScopeBegun(order)) return;
      const startedAt = inUtc(order.startedAt);
      for (const scope of order.scopes)
        if ((this.#begun.get(scope) ?? '') < startedAt) this.#begun.set(scope, startedAt);
    });
  }

  sweep(id: string): Promise<SweepRecord | undefined> {
    return this.called('sweeps.sweep', () => found(this.sweeps, id));
  }

  latest(limit: number): Promise<readonly SweepRecord[]> {
    return this.called('sweeps.latest', () => {
      const keyed = [...this.sweeps.values()].map((each) => [`${inUtc(each.startedAt)}#${each.id}`, each] as const);
      const newestFirst = keyed.toSorted(([one], [other]) => (one < other ? 1 : -1));
      return newestFirst.slice(0, limit).map(([, sweep]) => copyOf(sweep));
    });
  }

  finish(record: SweepRecord): Promise<boolean> {
    return this.called('sweeps.finish', () => this.#write(record));
  }

  progress(sweepId: string, place: Place): Promise<ScanProgress | undefined> {
    return this.called('sweeps.progress', () => found(this.scans, keyOf(sweepId, place)));
  }

  advance(sweepId: string, given: ScanProgress): Promise<boolean> {
    return this.called('sweeps.advance', () => {
      const progress = copyOf({ ...given, gaps: boundedGaps(given.gaps) });
      const key = keyOf(sweepId, progress.place);
      const before = this.scans.get(key);
      if (progress.version !== (before?.version ?? 0) + 1) return JSON.stringify(before) === JSON.stringify(progress);
      this.scans.set(key, progress);
      return true;
    });
  }

  end(sweepId: string, { why, ...more }: ScanOutcome): Promise<void> {
    return this.called('sweeps.end', () => {
      const key = keyOf(sweepId, more.place);
      if (this.ended.get(key)?.outcome === 'read') return;
      this.ended.set(key, copyOf({ ...more, ...(why === undefined ? {} : { why: boundedGaps(why) }) }));
    });
  }

  outcomes(sweepId: string): Promise<readonly ScanOutcome[]> {
    return this.called('sweeps.outcomes', () => {
      const its = [...this.ended].filter(([key]) => key.startsWith(`${sweepId}#`));
      return its.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, outcome]) => copyOf(outcome));
    });
  }

  scopes(): Promise<readonly Scope[]> {
    return this.called('sweeps.scopes', () => {
      const byName = [...this.#scopes].toSorted(([one], [other]) => (one < other ? -1 : 1));
      return byName.map(([, scope]) => copyOf(scope));
    });
  }

  setScope(name: string, scope: Scope | undefined): Promise<void> {
    return this.called('sweeps.setScope', () => {
      if (scope === undefined) this.#scopes.delete(name);
      else this.#scopes.set(name, copyOf(scope));
    });
  }

  lastBegun(): Promise<ReadonlyMap<string, string>> {
    return this.called('sweeps.lastBegun', () => new Map(this.#begun));
  }

  keepRemedy(sweepId: string, remedy: Remedy): Promise<void> {
    return this.called('sweeps.keepRemedy', () => {
      const its = this.#remedies.get(sweepId) ?? new Map<string, Remedy>();
      its.set(`${inUtc(remedy.notAfter)}#${remedy.certificateArn}`, copyOf(remedy));
      this.#remedies.set(sweepId, its);
    });
  }

  remedies(sweepId: string, after?: string): Promise<Page<Remedy>> {
    return this.called('sweeps.remedies', () =>
      pageAfter([...(this.#remedies.get(sweepId) ?? [])], after, this.#pageSize),
    );
  }

  /** @returns false where it has ended */
  #write(sweep: SweepRecord): boolean {
    const before = this.sweeps.get(sweep.id);
    if (before !== undefined && before.status !== 'running') return false;
    this.sweeps.set(sweep.id, copyOf({ ...sweep, startedAt: before?.startedAt ?? sweep.startedAt }));
    return true;
  }
}

const found = <T>(all: ReadonlyMap<string, T>, key: string): T | undefined => {
  const value = all.get(key);
  return value && copyOf(value);
};
