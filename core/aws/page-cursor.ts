import { createHash } from 'node:crypto';
import { AwsUnavailable } from './errors.ts';

/** Where in a listing a page begins, as it is kept between two functions that follow it. */
export interface PageCursor {
  /** Which listing the token belongs to: tokens of one mean nothing to another. */
  readonly listing: string;
  /** The page that begins there; the first is 1. */
  readonly page: number;
  /** A digest of an earlier token: that of the last page whose number is a power of two. */
  readonly landmark: string;
  readonly token: string;
}

const FORM = /^([a-z]+):(\d+):([\w-]+):(.+)$/s;

/** @returns undefined for a text that is none of ours */
export function cursorIn(text: string): PageCursor | undefined {
  const [, listing, page, landmark, token] = FORM.exec(text) ?? [];
  if (!listing || !page || !landmark || !token) return undefined;
  return { listing, page: Number(page), landmark, token };
}

/**
 * Where the next page begins. A token that comes back would have a listing followed for ever: comparing each with one landmark,
 * which moves on ever more seldom, finds a circle of any length with one digest kept (R. P. Brent, 1980).
 * @param before where the page began that carried the token; absent: at the beginning
 * @throws AwsUnavailable where a token comes back: what was listed until then is not all there is (faults F21)
 */
export function cursorAfter(listing: string, before: PageCursor | undefined, token: string): string {
  const digest = createHash('sha256').update(token).digest('base64url').slice(0, 22);
  if (token === before?.token || digest === before?.landmark)
    throw new AwsUnavailable('a listing came back to a page that it had given');
  const page = (before?.page ?? 1) + 1;
  const landmark = before === undefined || isPowerOfTwo(page) ? digest : before.landmark;
  return `${listing}:${page}:${landmark}:${token}`;
}

const isPowerOfTwo = (count: number): boolean => Number.isInteger(Math.log2(count));
