import type { PlaceScanPorts } from '../scan-ports.ts';
import type { CertificateRecord } from '../../domain/inventory/certificate-record.ts';
import { contentsOf, nextRecord } from '../../domain/inventory/differences.ts';
import { belongingOf } from '../contents.ts';
import type { Tagged } from '../ports.ts';
import type { Phase, Scan } from './phase.ts';

/** Lists the tags of the place's certificates, and writes those that have changed. */
export const tags: Phase<PlaceScanPorts> = {
  name: 'tags',
  step: async (scan, cursor) => {
    const { account, region } = scan.place;
    const listed = await scan.ports.tags.tagPage(account, region, 'acm:certificate', cursor);
    if (!listed.known) return { to: 'ask-again', why: listed.why };
    // What was written stands: only the rest of the pages is read once more.
    if (listed.value === 'begin-again') return { to: 'next-phase', gaps: [forgotten(account)] };
    const { items, next } = listed.value;
    const changed = scan.writes ? await keepTags(scan, items) : 0;
    return next === undefined
      ? { to: 'next-phase', counts: { changed } }
      : { to: 'go-on', cursor: next, counts: { changed } };
  },
};

const forgotten = (account: string) => ({
  kind: 'unavailable' as const,
  operation: 'tag:GetResources',
  account,
  message: 'AWS forgot where the listing was: the tags that were not read stay as they were until the next sweep',
});

async function keepTags(scan: Scan, items: readonly Tagged[]): Promise<number> {
  const records = await scan.ports.inventory.recordsOf(items.map(({ arn }) => arn));
  const next: CertificateRecord[] = [];
  for (const { arn, tags: now } of items) {
    const record = records.get(arn);
    if (record === undefined || record.goneAt !== undefined) continue;
    const tagged = { ...contentsOf(record), tags: now };
    const { owner: _, businessUnit: __, ...plain } = tagged;
    const changed = nextRecord(record, { ...plain, ...(await belongingOf(scan, tagged)) }, scan.now);
    if (changed !== undefined) next.push(changed);
  }
  // Another sweep that wrote first has read them just now.
  const lost = await scan.ports.inventory.keep(next);
  return next.length - lost.length;
}
