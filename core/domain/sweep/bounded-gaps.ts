import type { Unreadable } from '../fact.ts';

/** More than these are not told one by one: a record of a place takes 400 KB, and people read none of them. */
const MOST_GAPS = 50;
const LONGEST_MESSAGE = 500;

/**
 * What could not be read of a place, each once. Where there is more than can be told, one of each kind and operation: none that
 * was denied hides behind many that were throttled.
 */
export function boundedGaps(gaps: readonly Unreadable[]): readonly Unreadable[] {
  const told = gaps.map((gap) => ({ ...gap, message: gap.message.slice(0, LONGEST_MESSAGE) }));
  const each = distinct(told, (gap) => JSON.stringify([kindOf(gap), gap.message]));
  return each.length <= MOST_GAPS ? each : distinct(each, kindOf).slice(0, MOST_GAPS);
}

const kindOf = ({ kind, operation, account }: Unreadable): string => JSON.stringify([kind, operation, account]);

/** The first of those with the same key, in their order. */
function distinct<T>(all: readonly T[], keyOf: (each: T) => string): readonly T[] {
  const first = new Map<string, T>();
  for (const each of all) if (!first.has(keyOf(each))) first.set(keyOf(each), each);
  return [...first.values()];
}
