import type { Page } from '../../core/sweep/ports.ts';

/** What is kept comes back as a copy, without what is undefined: as from a table. */
export const copyOf = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;

/** The page of what is sorted by its keys that begins after one of them. */
export function pageAfter<T>(
  keyed: readonly (readonly [string, T])[],
  after: string | undefined,
  size: number,
): Page<T> {
  const sorted = keyed.toSorted(([one], [other]) => (one < other ? -1 : 1));
  const left = after === undefined ? sorted : sorted.filter(([key]) => key > after);
  const page = left.slice(0, size);
  const next = left.length > size ? page.at(-1)?.[0] : undefined;
  return { items: page.map(([, value]) => copyOf(value)), ...(next === undefined ? {} : { next }) };
}
