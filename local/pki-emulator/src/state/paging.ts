/** Something that keeps its place in a listing: sequence numbers only grow. */
export interface Sequenced {
  readonly sequence: number;
}

export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/**
 * One page of `items`, ordered by sequence (`direction` -1: newest first). The token names the last item shown, so that a page stays right when items
 * are deleted or added in between. `listing` binds a token to the listing it came from.
 *
 * @returns undefined when the token is not one of this listing's
 */
export function pageOf<T extends Sequenced>(
  items: readonly T[],
  listing: string,
  limit: number,
  token: string | undefined,
  direction: 1 | -1 = 1,
): Page<T> | undefined {
  const last = token === undefined ? -Infinity * direction : placeIn(token, listing);
  if (last === undefined) return undefined;
  const rest = items
    .filter((item) => (item.sequence - last) * direction > 0)
    .sort((a, b) => (a.sequence - b.sequence) * direction);
  const shown = rest.slice(0, limit);
  const end = shown.at(-1);
  return rest.length > shown.length && end ? { items: shown, nextToken: tokenFor(end, listing) } : { items: shown };
}

const tokenFor = (item: Sequenced, listing: string): string =>
  Buffer.from(`${listing}:${item.sequence}`).toString('base64url');

function placeIn(token: string, listing: string): number | undefined {
  const text = Buffer.from(token, 'base64url').toString();
  const digits = text.startsWith(`${listing}:`) ? text.slice(listing.length + 1) : '';
  return /^\d{1,15}$/.test(digits) ? Number(digits) : undefined;
}
