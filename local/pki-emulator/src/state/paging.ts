import { Queue } from '../queue.ts';

/** Something that keeps its place in a listing: sequence numbers only grow. */
export interface Sequenced {
  readonly sequence: number;
}

/** What is listed, oldest first unless `direction` is -1. The name binds a token to the listing it came from. */
export interface Listing<T> {
  readonly name: string;
  readonly items: Iterable<T>;
  readonly fits?: (item: T) => boolean;
  readonly direction?: 1 | -1;
  /** Do the items come oldest first? */
  readonly oldestFirst?: boolean;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/**
 * One page of a listing. The token names the last item shown, so that a page stays right when items are deleted or added
 * in between.
 *
 * @returns undefined when the token is not one of this listing's
 */
export function pageOf<T extends Sequenced>(
  { name, items, fits = () => true, direction = 1, oldestFirst = false }: Listing<T>,
  limit: number,
  token: string | undefined,
): Page<T> | undefined {
  const last = token === undefined ? -Infinity * direction : placeIn(token, name);
  if (last === undefined) return undefined;
  const isAhead = (item: T): boolean => (item.sequence - last) * direction > 0 && fits(item);
  const found = oldestFirst
    ? firstInOrder(items, limit + 1, isAhead, direction)
    : firstOf(items, limit + 1, isAhead, (a, b) => (a.sequence - b.sequence) * direction);
  const shown = found.slice(0, limit);
  const end = shown.at(-1);
  return found.length > limit && end ? { items: shown, nextToken: tokenFor(end, name) } : { items: shown };
}

/**
 * The same of items that come in this order already: nothing behind the last one shown is looked at.
 *
 * @param direction -1: the items come in the opposite order
 */
export function firstInOrder<T>(items: Iterable<T>, count: number, fits: (item: T) => boolean, direction: 1 | -1): T[] {
  const found: T[] = [];
  for (const item of direction === 1 ? items : [...items].reverse()) {
    if (found.length === count) break;
    if (fits(item)) found.push(item);
  }
  return found;
}

/** The first `count` items that fit, in order: a hundred thousand others are passed over and not sorted. */
export function firstOf<T>(
  items: Iterable<T>,
  count: number,
  fits: (item: T) => boolean,
  compare: (a: T, b: T) => number,
): T[] {
  const found: T[] = [];
  const lastFirst = new Queue<T>((a, b) => compare(a, b) > 0);
  let kept = 0;
  for (const item of items) {
    const last = kept < count ? undefined : lastFirst.first();
    // The comparison is cheaper than most filters, so it comes first.
    if ((last !== undefined && compare(item, last) >= 0) || !fits(item)) continue;
    if (last !== undefined) lastFirst.take();
    else kept++;
    lastFirst.add(item);
  }
  for (let item = lastFirst.take(); item !== undefined; item = lastFirst.take()) found.push(item);
  return found.reverse();
}

const tokenFor = (item: Sequenced, name: string): string =>
  Buffer.from(`${name}:${item.sequence}`).toString('base64url');

function placeIn(token: string, name: string): number | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  const digits = text.startsWith(`${name}:`) ? text.slice(name.length + 1) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
