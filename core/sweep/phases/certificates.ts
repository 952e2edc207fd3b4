import type { PlaceScanPorts } from '../scan-ports.ts';
import type { Unreadable } from '../../domain/fact.ts';
import { assessPage } from '../assess-page.ts';
import type { Phase, Scan, Step } from './phase.ts';

/** A listing that AWS forgot so often is a gap. */
const RESTARTS = 3;

/** Where a listing is. */
interface Position {
  /** When the listing began, ISO 8601: what is younger is no matter of what it lacks. */
  readonly began: string;
  readonly page: number;
  readonly after?: string;
  /** How often it was begun anew. */
  readonly restarts: number;
}

/** Lists ACM page by page: what is new or changed is described, everything is judged, and what has changed is written. */
export const certificates: Phase<PlaceScanPorts> = {
  name: 'certificates',
  step: async (scan, cursor) => {
    const at = cursor === undefined ? { began: scan.now, page: 0, restarts: 0 } : (JSON.parse(cursor) as Position);
    const { account, region } = scan.place;
    const found = await scan.ports.search.searchPage(account, region, at.after);
    if (!found.known) return { to: 'ask-again', why: found.why };
    if (found.value === 'begin-again') return begunAnew(scan, at);
    const { items, next } = found.value;
    const done = await assessPage(scan, items);
    await scan.ports.files.putSeen(
      scan.order.id,
      scan.place,
      at.page,
      items.map(({ certificate }) => certificate.arn),
    );
    const pages = at.page + 1;
    if (next === undefined) return { ...done, to: 'next-phase', listing: { began: at.began, pages } };
    return { ...done, to: 'go-on', cursor: position({ ...at, page: pages, after: next }) };
  },
};

const position = (at: Position): string => JSON.stringify(at);

function begunAnew({ now, place }: Scan, { restarts }: Position): Step {
  if (restarts < RESTARTS) return { to: 'go-on', cursor: position({ began: now, page: 0, restarts: restarts + 1 }) };
  return { to: 'next-phase', gaps: [forgotten(place.account)] };
}

const forgotten = (account: string): Unreadable => ({
  kind: 'unavailable',
  operation: 'acm:SearchCertificates',
  account,
  message: `the listing was begun anew ${RESTARTS} times, and each time AWS forgot where it was`,
});
