import type { CertificateRecord } from '../../domain/inventory/certificate-record.ts';
import { assessed, type Assessed } from '../assessment.ts';
import { heldByAcm } from '../held-by-acm.ts';
import { foundIn } from '../issued-certificate.ts';
import type { Phase, Scan } from './phase.ts';

const DAY = 24 * 60 * 60 * 1000;
/** Nothing is said of a certificate longer before its end than that (core/domain/certificates/renewal-dates.ts). */
const DUE_DAYS = 46;

/** Judges what a CA issued directly and ends soon, or has ended: no report tells of time that passes. */
export const due: Phase = {
  name: 'due',
  step: async (scan, cursor) => {
    const authorityArn = scan.place.authorityArn ?? '';
    const until = new Date(Date.parse(scan.now) + DUE_DAYS * DAY).toISOString();
    const page = await scan.ports.inventory.ofAuthority(authorityArn, until, cursor);
    const open = await scan.open();
    const records = page.items.filter((record) => isToBeJudged(record, open.has(record.arn)));
    const held = await heldByAcm(scan.ports.inventory, authorityArn, scan.now);
    const counts = await assessed(scan, await held.marked(records.map((record) => ofRecord(scan, record))));
    // They were counted when their report was read.
    const news = { changed: counts.changed, findings: counts.findings };
    return page.next === undefined
      ? { to: 'next-phase', counts: news }
      : { to: 'go-on', cursor: page.next, counts: news };
  },
};

/** What ACM renews is judged there; of what is over nothing is said twice. */
function isToBeJudged({ source, goneAt, management, verdict }: CertificateRecord, isOpen: boolean): boolean {
  if (source !== 'acm-pca' || goneAt !== undefined || management.by === 'acm') return false;
  return isOpen || verdict?.verdict !== 'out-of-force';
}

function ofRecord({ now }: Scan, record: CertificateRecord): Assessed {
  const { revokedAt, authorityArn } = record;
  const found = foundIn(revokedAt === undefined ? {} : { revokedAt }, record, now);
  return {
    facts: { certificate: found.certificate },
    found,
    source: 'acm-pca',
    record,
    ...(authorityArn === undefined ? {} : { authorityArn }),
  };
}
