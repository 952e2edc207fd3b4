import pMap from 'p-map';
import type { Caller } from '../../core/aws/caller.ts';
import type { AccountId } from '../../core/domain/arn.ts';
import { gatherRegionCertificates, type RegionCertificatesPorts } from '../../core/gathering/region-certificates.ts';
import { auditReport, type AuditReport, type ReadRegion } from './report.ts';

/** Quotas are counted by region (service-facts 2.7), so regions don't slow each other down; sockets are a terminal's. */
const REGIONS_AT_ONCE = 4;

/**
 * Reads and judges every ACM certificate of an account in some regions. Only reads.
 * @param portsIn what reads a region
 * @param whoCalls asked only where no certificate tells the account, or somebody has to be allowed to read more
 * @param now ISO 8601
 */
export async function audit(
  portsIn: (region: string) => RegionCertificatesPorts,
  whoCalls: () => Promise<Caller>,
  regions: readonly string[],
  now: string,
): Promise<AuditReport> {
  const read = async (region: string): Promise<ReadRegion> => ({
    region,
    facts: await gatherRegionCertificates(portsIn(region), undefined, region, now),
  });
  const all = await pMap(regions, read, { concurrency: REGIONS_AT_ONCE });
  const account = accountIn(all);
  const told = account === undefined ? undefined : auditReport({ account, arn: '' }, all, now);
  return told?.complete === true ? told : auditReport(await whoCalls(), all, now);
}

const accountIn = (regions: readonly ReadRegion[]): AccountId | undefined =>
  regions.flatMap(({ facts }) => (facts.known ? facts.value : []))[0]?.certificate.account;
