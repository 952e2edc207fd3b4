import { z } from 'zod';
import { notFound } from '../../errors.ts';
import { matching } from '../../validation/constraints.ts';
import { pcaArn } from '../../validation/members.ts';
import { epoch } from '../../wire/epoch.ts';
import { operation } from '../../wire/operation.ts';
import { ownAuthority } from '../access.ts';
import { statusOfReport } from '../audit/report.ts';

/** How a report is getting on, in whatever state its CA is by now. */
export const describeCertificateAuthorityAuditReport = operation({
  name: 'DescribeCertificateAuthorityAuditReport',
  changes: false,
  input: z.strictObject({
    CertificateAuthorityArn: pcaArn,
    AuditReportId: matching('[a-z0-9]{8}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{4}-[a-z0-9]{12}', 36, 36),
  }),
  answer({ CertificateAuthorityArn, AuditReportId }, call) {
    const report = ownAuthority(call, CertificateAuthorityArn).auditReports.get(AuditReportId);
    if (!report) throw notFound(`Could not find audit report ${AuditReportId} of ${CertificateAuthorityArn}.`);
    return {
      AuditReportStatus: statusOfReport(report),
      S3BucketName: report.bucket,
      S3Key: report.key,
      CreatedAt: epoch(report.createdAt),
    };
  },
});
