import {
  ACMPCAClient,
  CreateCertificateAuthorityAuditReportCommand,
  DescribeCertificateAuthorityAuditReportCommand,
} from '@aws-sdk/client-acm-pca';
import { CreateBucketCommand, GetObjectCommand, PutBucketPolicyCommand, S3Client } from '@aws-sdk/client-s3';
import { randomUUID } from 'node:crypto';
import type { Guard } from './guard.ts';
import { until } from './until.ts';

/** A certificate that a CA issued, as its audit report lists it. */
export interface AuditedCertificate {
  readonly certificateArn: string;
  readonly serial: string;
  readonly subject: string;
  readonly revokedAt?: string;
}

/** A bucket that a private CA may write its reports into. */
async function reportBucket(s3: S3Client): Promise<string> {
  const Bucket = `journey-${randomUUID()}`;
  await s3.send(new CreateBucketCommand({ Bucket }));
  const Statement = {
    Effect: 'Allow',
    Principal: { Service: 'acm-pca.amazonaws.com' },
    Action: ['s3:PutObject', 's3:PutObjectAcl', 's3:GetBucketAcl', 's3:GetBucketLocation'],
    Resource: [`arn:aws:s3:::${Bucket}`, `arn:aws:s3:::${Bucket}/*`],
  };
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [Statement] });
  await s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  return Bucket;
}

/** All that a CA issued so far. It makes one report in half an hour of its clock, whoever asks. */
export async function issuedBy(guard: Guard, authorityArn: string): Promise<readonly AuditedCertificate[]> {
  const s3 = new S3Client({ ...guard.cloud, forcePathStyle: true });
  const pca = new ACMPCAClient(guard.pki);
  const Bucket = await reportBucket(s3);
  const authority = { CertificateAuthorityArn: authorityArn };
  const format = { S3BucketName: Bucket, AuditReportResponseFormat: 'JSON' } as const;
  const made = await pca.send(new CreateCertificateAuthorityAuditReportCommand({ ...authority, ...format }));
  const describe = new DescribeCertificateAuthorityAuditReportCommand({
    ...authority,
    AuditReportId: made.AuditReportId,
  });
  const Key = await until('the audit report is made', async () => {
    const { AuditReportStatus, S3Key } = await pca.send(describe);
    return AuditReportStatus === 'SUCCESS' ? S3Key : undefined;
  });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return JSON.parse((await Body?.transformToString()) ?? '[]') as AuditedCertificate[];
}

/** Those for a subject, `CN=web-1`, that were not revoked. */
export const usable = (issued: readonly AuditedCertificate[], subject: string): readonly AuditedCertificate[] =>
  issued.filter((each) => each.revokedAt === undefined && each.subject.includes(subject));
