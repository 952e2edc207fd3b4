import type { PlaceScanPorts } from '../scan-ports.ts';
import { known, type Fact, type Unreadable } from '../../domain/fact.ts';
import type { InventorySource } from '../../domain/inventory/certificate-record.ts';
import { added, NOTHING_COUNTED } from '../../domain/sweep/counts.ts';
import { assessPage } from '../assess-page.ts';
import type { FoundCertificate } from '../ports.ts';
import type { Done, Phase } from './phase.ts';

/** Reads what is not ACM's: IAM's server certificates once an account, and what Roles Anywhere trusts and has seen. */
export const others: Phase<PlaceScanPorts> = {
  name: 'others',
  step: async (scan, cursor) => {
    const { account, region } = scan.place;
    const at = cursor === undefined ? { page: 0 } : (JSON.parse(cursor) as Position);
    const access = await scan.ports.others.accessCertificates(account, region, at.after);
    const listed: [InventorySource, Fact<readonly FoundCertificate[]>][] = [
      ['rolesanywhere', access.known ? known(access.value.items) : access],
    ];
    if (at.page === 0 && region === scan.order.homeRegion)
      listed.push(['iam', await scan.ports.others.serverCertificates(account)]);
    const parts: Done[] = [];
    for (const [source, found] of listed)
      parts.push(found.known ? await assessPage(scan, found.value, source) : gap(found.why));
    await scan.ports.files.putSeen(scan.order.id, scan.place, OTHERS_PAGE + at.page, seenIn(listed));
    const done = {
      counts: parts.reduce((sum, { counts }) => added(sum, counts), NOTHING_COUNTED),
      gaps: parts.flatMap(({ gaps = [] }) => gaps),
    };
    const after = access.known ? access.value.next : undefined;
    if (after === undefined) return { to: 'next-phase', ...done };
    return { to: 'go-on', cursor: JSON.stringify({ page: at.page + 1, after } satisfies Position), ...done };
  },
};

/** They are seen on pages of their own, after ACM's. */
export const OTHERS_PAGE = 900_000;

/** Where the listing of what Roles Anywhere has seen is. */
interface Position {
  readonly page: number;
  readonly after?: string;
}

const gap = (why: Unreadable): Done => ({ gaps: [why] });

const seenIn = (listed: readonly [InventorySource, Fact<readonly FoundCertificate[]>][]): readonly string[] =>
  listed.flatMap(([, found]) => (found.known ? found.value.map(({ certificate }) => certificate.arn) : []));
