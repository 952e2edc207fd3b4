import { concludeOnCertificate } from '../../conclusions/certificate.ts';
import { GONE } from '../../domain/certificates/certificate-verdict.ts';
import { planFor } from '../../domain/certificates/renewal-plan.ts';
import type { CertificateRecord, InventorySource } from '../../domain/inventory/certificate-record.ts';
import { goneRecord } from '../../domain/inventory/differences.ts';
import { NOTHING_COUNTED } from '../../domain/sweep/counts.ts';
import { regionsOf } from './regions.ts';
import type { Phase, Scan } from './phase.ts';

/** What listed a certificate, by the beginning of the operations that could not be read. */
const SERVICES: Readonly<Partial<Record<InventorySource, string>>> = {
  acm: 'acm:',
  iam: 'iam:',
  rolesanywhere: 'rolesanywhere:',
};

/** Calls gone what a complete listing no longer has, and resolves what was found about it. */
export const vanished: Phase = {
  name: 'vanished',
  step: async (scan) => {
    if (!scan.writes || scan.listing === undefined) return { to: 'next-phase' };
    const seen = new Set<string>();
    for await (const arns of scan.ports.files.seen(scan.order.id, scan.place)) for (const arn of arns) seen.add(arn);
    let gone = 0;
    for (const region of regionsOf(scan)) gone += await goneIn(scan, region, seen, scan.listing.began);
    const findings = { ...NOTHING_COUNTED.findings, resolved: await resolveGone(scan) };
    return { to: 'next-phase', counts: { gone, changed: gone, findings } };
  },
};

async function goneIn(scan: Scan, region: string, seen: ReadonlySet<string>, began: string): Promise<number> {
  let count = 0;
  let after: string | undefined;
  do {
    const page = await scan.ports.inventory.ofPlace(scan.place.account, region, after);
    const missing = page.items.filter((record) => !seen.has(record.arn) && wasListed(scan, record));
    const gone = missing.map((record) => goneRecord(record, began)).filter((record) => record !== undefined);
    // Whoever wrote first has seen it since.
    const lost = await scan.ports.inventory.keep(gone);
    count += gone.length - lost.length;
    after = page.next;
  } while (after !== undefined);
  return count;
}

/** Ends the findings about what is gone, whichever scan called it so. @returns how many */
async function resolveGone(scan: Scan): Promise<number> {
  const open = [...(await scan.open()).keys()];
  let resolved = 0;
  for (const [, record] of await scan.ports.inventory.recordsOf(open))
    if (record.goneAt !== undefined) resolved += await concludeGone(scan, record, record.goneAt);
  return resolved;
}

/** Whether the service that listed it before was listed whole this time. */
function wasListed({ gaps }: Scan, { source }: CertificateRecord): boolean {
  const service = SERVICES[source];
  return service !== undefined && !gaps.some(({ operation }) => operation.startsWith(service));
}

/** @returns how many findings that resolved */
async function concludeGone(
  scan: Scan,
  { arn, account, domainName }: CertificateRecord,
  goneAt: string,
): Promise<number> {
  const certificate = { arn, account, ...(domainName === undefined ? {} : { domainName }) };
  const { checks: _, unread: __, ...verdict } = GONE;
  const judged = { certificate, verdict, plan: planFor(verdict) };
  const seen = { certificateArn: arn, inspectedAt: goneAt, gone: true, judged, holder: scan.order.id };
  const conclusion = await concludeOnCertificate(scan.ports, seen, scan.now);
  return conclusion.superseded ? 0 : conclusion.changes.length;
}
