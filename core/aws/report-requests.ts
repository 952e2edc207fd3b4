import {
  CreateCertificateAuthorityAuditReportCommand,
  DescribeCertificateAuthorityAuditReportCommand,
  type ACMPCAClient,
} from '@aws-sdk/client-acm-pca';
import type { ReportState } from '../sweep/ports.ts';
import { errorName } from './errors.ts';

/** At most one report in 30 minutes and CA (service-facts 1.5); how it is refused, nobody documents. */
const NOT_NOW = new Set([
  'RequestInProgressException',
  'RequestFailedException',
  'LimitExceededException',
  'ThrottlingException',
]);

/**
 * Asks a CA for a report of all it has issued.
 * @param bucket its name
 * @returns its id; undefined: there is to be none now
 */
export async function requestReport(
  pca: ACMPCAClient,
  authorityArn: string,
  bucket: string,
): Promise<string | undefined> {
  const create = new CreateCertificateAuthorityAuditReportCommand({
    CertificateAuthorityArn: authorityArn,
    S3BucketName: bucket,
    AuditReportResponseFormat: 'JSON',
  });
  try {
    return (await pca.send(create)).AuditReportId;
  } catch (error) {
    if (NOT_NOW.has(errorName(error) ?? '')) return undefined;
    throw error;
  }
}

/** A report as it stands now. @returns undefined where the CA tells of none, or nothing of it */
export async function reportState(
  pca: ACMPCAClient,
  authorityArn: string,
  id: string,
): Promise<ReportState | undefined> {
  const { AuditReportStatus, S3Key, CreatedAt } = await pca.send(
    new DescribeCertificateAuthorityAuditReportCommand({ CertificateAuthorityArn: authorityArn, AuditReportId: id }),
  );
  if (AuditReportStatus === undefined || S3Key === undefined || CreatedAt === undefined) return undefined;
  return { id, key: S3Key, status: AuditReportStatus, createdAt: CreatedAt.toISOString() };
}
