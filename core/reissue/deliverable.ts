import type { Issuance } from '../domain/reissue/issuance.ts';
import { later } from '../domain/reissue/progress.ts';
import type { Deliverable } from './windows.ts';

/** ACM renews private certificates 60 days before their end, public ones 45 (service-facts 2.3): a copy lasts that long at least. */
const COPY_LASTS_SECONDS = 45 * 24 * 60 * 60;

/** The life of what is in use: of an exported certificate, that of the copy that was exported before ACM renewed it. */
export function deliverableOf({ strategy, route, replaces }: Issuance): Deliverable {
  const { notBefore, notAfter } = replaces.content;
  const ends = strategy === 'export' ? later(notBefore, COPY_LASTS_SECONDS) : notAfter;
  return { route, notBefore, notAfter: ends };
}
