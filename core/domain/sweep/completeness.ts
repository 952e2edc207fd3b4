import { describeUnreadable, type Unreadable } from '../fact.ts';
import { NOTHING_COUNTED } from './counts.ts';
import type { Place, ScanOutcome, SweepOrder } from './sweep.ts';

/** What a sweep has covered: read + unreadable + skipped = planned. */
export interface Completeness {
  readonly planned: number;
  readonly read: number;
  readonly unreadable: number;
  readonly skipped: number;
  /** One for each place that was planned, in that order. */
  readonly outcomes: readonly ScanOutcome[];
}

/** How a scan's end is missed, for the finding about its place. */
export const SCAN_OPERATION = 'renewguard:ScanPlace';

/** Which place this is. */
export const placeKey = ({ account, region, authorityArn }: Place): string =>
  [account, region, ...(authorityArn === undefined ? [] : [authorityArn])].join('#');

/**
 * How far a sweep has come when it ends. A scan that told no end has read nothing for certain: its place is unreadable, for that
 * reason.
 * @param planned what the work list had
 * @param outcomes as they were told, in any order; of one place told twice, the last
 */
export function completenessOf(planned: readonly Place[], outcomes: readonly ScanOutcome[]): Completeness {
  const told = new Map(outcomes.map((outcome) => [placeKey(outcome.place), outcome]));
  const places = new Map(planned.map((place) => [placeKey(place), place]));
  const all = [...places].map(([key, place]) => told.get(key) ?? unended(place));
  const count = (wanted: ScanOutcome['outcome']): number => all.filter(({ outcome }) => outcome === wanted).length;
  return {
    planned: all.length,
    read: count('read'),
    unreadable: count('unreadable'),
    skipped: count('skipped'),
    outcomes: all,
  };
}

const unended = (place: Place): ScanOutcome => ({
  place,
  outcome: 'unreadable',
  why: [
    {
      kind: 'unavailable',
      operation: SCAN_OPERATION,
      account: place.account,
      message: `the scan of ${place.authorityArn ?? place.region} told no end: it failed or was stopped`,
    },
  ],
  counts: NOTHING_COUNTED,
});

/** Whether nothing is open: all that was planned was read or left out on purpose, and all accounts are known. */
export const isComplete = ({ unreadable }: Pick<Completeness, 'unreadable'>, gaps: readonly Unreadable[]): boolean =>
  unreadable === 0 && gaps.length === 0;

/** What a sweep covered, in sentences for a person: what is missing first. */
export function coverageSentences(
  { planned, read, unreadable, skipped }: Omit<Completeness, 'outcomes'>,
  order: Pick<SweepOrder, 'gaps' | 'skipped'>,
): readonly string[] {
  const gaps = order.gaps.map((why) => `Nobody knows which accounts are missing: ${describeUnreadable(why)}.`);
  const left = order.skipped.length === 0 ? [] : [`${order.skipped.length} left out on purpose before it began.`];
  if (planned === 0) return [...gaps, 'There was nothing to read.', ...left];
  const parts = [
    ...(unreadable === 0 ? [] : [`${unreadable} could not be read`]),
    ...(skipped === 0 ? [] : [`${skipped} left out`]),
  ];
  const of = `${planned} ${planned === 1 ? 'place' : 'places'}`;
  const rest = parts.length === 0 ? '' : `; ${parts.join(', ')}`;
  return [...gaps, read === planned ? `All ${of} read.` : `${read} of ${of} read${rest}.`, ...left];
}
