import { concludeOnCertificate } from '../../conclusions/certificate.ts';
import { GONE } from '../../domain/certificates/certificate-verdict.ts';
import { planFor } from '../../domain/certificates/renewal-plan.ts';
import type { CertificateRecord, InventorySource } from '../../domain/inventory/certificate-record.ts';
import { goneRecord } from '../../domain/inventory/differences.ts';
import { regionsOf } from './others.ts';
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
    return { to: 'next-phase', counts: { gone, changed: gone } };
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
    const lost = new Set(await scan.ports.inventory.keep(gone));
    for (const record of gone) if (!lost.has(record.arn)) await concludeGone(scan, record, began);
    count += gone.length - lost.size;
    after = page.next;
  } while (after !== undefined);
  return count;
}

/** Whether the service that listed it before was listed whole this time. */
function wasListed({ gaps }: Scan, { source }: CertificateRecord): boolean {
  const service = SERVICES[source];
  return service !== undefined && !gaps.some(({ operation }) => operation.startsWith(service));
}

async function concludeGone(scan: Scan, { arn, account, domainName }: CertificateRecord, began: string): Promise<void> {
  if (!(await scan.open()).has(arn)) return;
  const certificate = { arn, account, ...(domainName === undefined ? {} : { domainName }) };
  const { checks: _, unread: __, ...verdict } = GONE;
  const judged = { certificate, verdict, plan: planFor(verdict) };
  const seen = { certificateArn: arn, inspectedAt: began, gone: true, judged, holder: scan.order.id };
  await concludeOnCertificate(scan.ports, seen, scan.now);
}
