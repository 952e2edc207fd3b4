import {
  type ACMPCAClient,
  type AuditReportResponseFormat,
  CreateCertificateAuthorityAuditReportCommand,
  DescribeCertificateAuthorityAuditReportCommand,
} from '@aws-sdk/client-acm-pca';

export const askForReport = (
  pca: ACMPCAClient,
  CertificateAuthorityArn: string,
  S3BucketName: string,
  AuditReportResponseFormat: AuditReportResponseFormat = 'JSON',
) =>
  pca.send(
    new CreateCertificateAuthorityAuditReportCommand({
      CertificateAuthorityArn,
      S3BucketName,
      AuditReportResponseFormat,
    }),
  );

export const reportOf = (pca: ACMPCAClient, CertificateAuthorityArn: string, AuditReportId: string) =>
  pca.send(new DescribeCertificateAuthorityAuditReportCommand({ CertificateAuthorityArn, AuditReportId }));

/** How a report ends; waits until it has. */
export async function endedReport(pca: ACMPCAClient, authority: string, reportId: string) {
  for (let attempt = 0; attempt < 3000; attempt++) {
    const report = await reportOf(pca, authority, reportId);
    if (report.AuditReportStatus !== 'CREATING') return report;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`the report ${reportId} is still being made after 30 s`);
}

export type Row = Readonly<Record<string, string>>;

/** The rows of a CSV report; a field in quotes may hold commas. */
export function csvRows(text: string): Row[] {
  const [head = [], ...rows] = text.trimEnd().split('\n').map(fieldsOf);
  return rows.map((fields) => Object.fromEntries(head.map((name, index) => [name, fields[index] ?? ''])));
}

const fieldsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
