import { invalid } from '../errors.ts';

/** How many there may be (service-facts 5.1). The model has no error of its own for it. */
export const MOST = { trustAnchors: 50, profiles: 250, crlsOfAnchor: 2, tags: 50 } as const;

/** @throws ServiceError ValidationException when one more would be too many */
export function requireRoom(what: string, count: number, most: number): void {
  if (count >= most) throw invalid(`Quota exceeded: there can be at most ${most} ${what}.`);
}
