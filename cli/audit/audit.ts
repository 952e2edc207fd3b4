import pMap from 'p-map';
import type { Caller } from '../../core/aws/caller.ts';
import { gatherRegionCertificates, type RegionCertificatesPorts } from '../../core/gathering/region-certificates.ts';
import { auditReport, type AuditReport, type ReadRegion } from './report.ts';

/** Quotas are counted by region (service-facts 2.7), so regions don't slow each other down; sockets are a terminal's. */
const REGIONS_AT_ONCE = 4;

/**
 * Reads and judges every ACM certificate of an account in some regions. Only reads.
 * @param portsIn what reads a region
 * @param now ISO 8601
 */
export async function audit(
  portsIn: (region: string) => RegionCertificatesPorts,
  caller: Caller,
  regions: readonly string[],
  now: string,
): Promise<AuditReport> {
  const read = async (region: string): Promise<ReadRegion> => ({
    region,
    facts: await gatherRegionCertificates(portsIn(region), caller.account, region, now),
  });
  return auditReport(caller, await pMap(regions, read, { concurrency: REGIONS_AT_ONCE }), now);
}
