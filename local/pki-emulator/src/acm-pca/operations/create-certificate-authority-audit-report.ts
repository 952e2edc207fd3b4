import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { invalidArgs, invalidState, ServiceError } from '../../errors.ts';
import { Pending } from '../../state/pending.ts';
import { pcaArn } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { FORMATS } from '../audit/formats.ts';
import { announceWhenWritten, writeReport } from '../audit/generation.ts';
import { type AuditReport, REPORT_FORMATS, type ReportFormat } from '../audit/report.ts';
import { type Authority, statusOf } from '../authority.ts';
import type { World } from '../../world.ts';

/** "You can generate a maximum of one report every 30 minutes" (API reference). */
const PAUSE_MILLISECONDS = 30 * 60_000;

/** Starts a report of all certificates a CA has issued; it is in the bucket when Describe says SUCCESS. */
export const createCertificateAuthorityAuditReport = operation({
  name: 'CreateCertificateAuthorityAuditReport',
  changes: true,
  input: z.strictObject({
    CertificateAuthorityArn: pcaArn,
    S3BucketName: z.string().min(3).max(63),
    AuditReportResponseFormat: z.enum(REPORT_FORMATS),
  }),
  async answer({ CertificateAuthorityArn, S3BucketName, AuditReportResponseFormat }, call) {
    const { world } = call;
    const authority = ownAuthority(call, CertificateAuthorityArn);
    checkReportable(authority, world);
    const place = { account: authority.owner, region: authority.region };
    const bucket = await world.buckets.settingsOf(S3BucketName, place).catch(() => undefined);
    if (!bucket) throw invalidArgs(`The S3 bucket ${S3BucketName} does not exist or cannot be accessed.`);
    // Others may have asked for one meanwhile.
    checkReportable(authority, world);
    const report = startedReport(authority, S3BucketName, AuditReportResponseFormat, world);
    return { AuditReportId: report.id, S3Key: report.key };
  },
});

/** @throws ServiceError InvalidStateException (service-facts 1.2); RequestInProgressException within the pause */
function checkReportable(authority: Authority, { clock }: World): void {
  const status = statusOf(authority, clock.now());
  if (status !== 'ACTIVE' && status !== 'DISABLED') {
    throw invalidState(`The certificate authority is in the ${status} state and cannot generate an audit report.`);
  }
  const last = [...authority.auditReports.values()].at(-1);
  if (last && clock.now().getTime() < last.createdAt.getTime() + PAUSE_MILLISECONDS) {
    throw new ServiceError('RequestInProgressException', 'An audit report can be generated once every 30 minutes.');
  }
}

function startedReport(authority: Authority, bucket: string, format: ReportFormat, world: World): AuditReport {
  const { clock, settleMilliseconds, time } = world;
  const id = randomUUID();
  const authorityId = authority.arn.slice(authority.arn.lastIndexOf('/') + 1);
  const key = `audit-report/${authorityId}/${id}.${FORMATS[format].extension}`;
  const work = new Pending(clock, settleMilliseconds, writeReport(authority, { bucket, key }, format, world));
  const report = { id, bucket, key, createdAt: clock.now(), work };
  authority.auditReports.set(id, report);
  time.track(announceWhenWritten(authority, report, world));
  return report;
}
