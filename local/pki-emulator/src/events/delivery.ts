import type { Random } from '../random.ts';

export const DELIVERY_MODES = ['every', 'none', 'best-effort'] as const;

/** How events reach the bus: the rates are parts of all events, from 0 to 1, and count with best effort only. */
export interface Delivery {
  readonly mode: (typeof DELIVERY_MODES)[number];
  /** Never sent. */
  readonly loss?: number;
  /** Sent a second time, some events later. */
  readonly duplicates?: number;
  /** Sent only after some that happened later. */
  readonly late?: number;
}

/**
 * AWS calls CloudTrail's and ACM's events best effort and tells no figures, so the mixture is bad enough that a test
 * of some hundred events meets each kind.
 */
export const BEST_EFFORT = { loss: 0.02, duplicates: 0.05, late: 0.1 } as const;

/** So many events at most overtake a late one. */
const MOST_BEHIND = 5;

/** What becomes of one event: after how many later ones each of its copies is sent; no copies: it is lost. */
export type Fate = readonly number[];

/** Draws the same number of times for each event, so that its fate depends on its place among the events only. */
export function fateOf(delivery: Delivery, random: Random): Fate {
  const { loss, duplicates, late } = { ...BEST_EFFORT, ...delivery };
  const [lost, doubled, delayed] = [random() < loss, random() < duplicates, random() < late];
  const behind = 1 + Math.floor(random() * MOST_BEHIND);
  const copyBehind = 1 + Math.floor(random() * MOST_BEHIND);
  if (lost) return [];
  const first = delayed ? behind : 0;
  return doubled ? [first, first + copyBehind] : [first];
}
