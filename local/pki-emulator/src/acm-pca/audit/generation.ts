import { tellAuditReport } from '../../events/authority-events.ts';
import type { World } from '../../world.ts';
import type { Authority } from '../authority.ts';
import { deposit } from '../storage/deposit.ts';
import { FORMATS, writtenReport } from './formats.ts';
import type { AuditReport, ReportFormat } from './report.ts';
import { reported } from './rows.ts';

/** Writes a report of all certificates as they are now. Rejects when the bucket does not let acm-pca write it. */
export async function writeReport(
  authority: Authority,
  { bucket, key }: Pick<AuditReport, 'bucket' | 'key'>,
  format: ReportFormat,
  world: World,
): Promise<true> {
  const certificates = reported(authority.issued.values());
  const { contentType } = FORMATS[format];
  const chunks = () => writtenReport(certificates, FORMATS[format]);
  await deposit({ bucket, key, acl: 'bucket-owner-full-control' }, { contentType, chunks }, authority, world);
  return true;
}

/** Tells how a report ended, when it has. */
export async function announceWhenWritten(authority: Authority, report: AuditReport, world: World): Promise<void> {
  const written = await report.work.outcome.catch(() => false);
  tellAuditReport(authority, report.id, written, world);
}
