import {
  CreateCertificateAuthorityAuditReportCommand,
  DescribeCertificateAuthorityAuditReportCommand,
  type ACMPCAClient,
} from '@aws-sdk/client-acm-pca';
import { GetObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReportedCertificate } from '../reissue/ports.ts';
import type { Clock } from '../runtime/clock.ts';
import { reportedCertificates } from './audit-report-rows.ts';
import { AwsUnavailable, errorName, inOwnAccount } from './errors.ts';
import { complete } from './pages.ts';

/** By then a request that was sent is issued, or never will be. */
const SETTLED_MILLISECONDS = 5 * 60_000;

/** A report that is not there after so many looks is found by the next call. */
const LOOKS = 5;
const LOOK_EVERY_MILLISECONDS = 500;

/** At most one report in 30 minutes and CA (service-facts 1.5); how it is refused, nobody documents. */
const NOT_NOW = new Set([
  'RequestInProgressException',
  'RequestFailedException',
  'LimitExceededException',
  'ThrottlingException',
]);

interface Report {
  readonly key: string;
  readonly createdAt: number;
}

/** What CAs issued, as their audit reports in a bucket list it. */
export class AuditReports {
  readonly #bucket: { readonly client: S3Client; readonly name: string };
  readonly #clock: Clock;

  constructor(bucket: { readonly client: S3Client; readonly name: string }, clock: Clock) {
    this.#bucket = bucket;
    this.#clock = clock;
  }

  /**
   * The certificates that a CA issued since then. What it issued after `until` may not be among them.
   * @param since ISO 8601
   * @param until ISO 8601; five minutes later unless given
   * @returns undefined: no report can tell yet
   */
  async rowsSince(
    pca: ACMPCAClient,
    authorityArn: string,
    since: string,
    until = new Date(Date.parse(since) + SETTLED_MILLISECONDS).toISOString(),
  ): Promise<readonly ReportedCertificate[] | undefined> {
    const from = Date.parse(until);
    if ((await this.#clock.now()).getTime() < from) return undefined;
    const report = (await this.#latest(pca, authorityArn, from)) ?? (await this.#made(pca, authorityArn));
    return report === undefined || report.createdAt < from ? undefined : this.#rows(report, since);
  }

  /** One that an earlier call asked for, if it is young enough. */
  async #latest(pca: ACMPCAClient, authorityArn: string, from: number): Promise<Report | undefined> {
    const keys = await this.#keysOf(authorityArn);
    for (const key of keys.slice(0, 2)) {
      const report = await reportOf(pca, authorityArn, idIn(key));
      if (report !== undefined && report.createdAt >= from) return report;
    }
    return undefined;
  }

  /** The keys of a CA's reports, the newest first. */
  #keysOf(authorityArn: string): Promise<readonly string[]> {
    const { client, name: Bucket } = this.#bucket;
    return inOwnAccount('s3:ListObjectsV2', async () => {
      const found: { key: string; at: number }[] = [];
      const Prefix = `audit-report/${authorityArn.split('/').at(-1)}/`;
      const pages = complete(
        paginateListObjectsV2({ client }, { Bucket, Prefix }),
        (page) => page.NextContinuationToken,
      );
      for await (const { Contents = [] } of pages)
        for (const { Key: key, LastModified } of Contents)
          if (key?.endsWith('.json')) found.push({ key, at: LastModified?.getTime() ?? 0 });
      return found.toSorted((one, other) => other.at - one.at).map(({ key }) => key);
    });
  }

  async #made(pca: ACMPCAClient, authorityArn: string): Promise<Report | undefined> {
    const create = new CreateCertificateAuthorityAuditReportCommand({
      CertificateAuthorityArn: authorityArn,
      S3BucketName: this.#bucket.name,
      AuditReportResponseFormat: 'JSON',
    });
    const asked = await inOwnAccount('acm-pca:CreateCertificateAuthorityAuditReport', () =>
      pca.send(create).catch((error: unknown) => {
        if (NOT_NOW.has(errorName(error) ?? '')) return undefined;
        throw error;
      }),
    );
    for (let look = 0; asked?.AuditReportId !== undefined && look < LOOKS; look++) {
      if (look > 0) await pause(LOOK_EVERY_MILLISECONDS);
      const report = await reportOf(pca, authorityArn, asked.AuditReportId);
      if (report !== undefined) return report;
    }
    return undefined;
  }

  #rows({ key: Key }: Report, since: string): Promise<readonly ReportedCertificate[]> {
    const { client, name: Bucket } = this.#bucket;
    return inOwnAccount('s3:GetObject', async () => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
      if (Body === undefined) throw new AwsUnavailable(`the audit report ${Key} came without its text`);
      const rows: ReportedCertificate[] = [];
      const from = Math.floor(Date.parse(since) / 1000) * 1000; // reports know no milliseconds
      for await (const row of reportedCertificates(Body as AsyncIterable<Uint8Array>))
        if (Date.parse(row.issuedAt) >= from) rows.push(row);
      return rows;
    });
  }
}

/** A report that is written; undefined: it isn't yet, has failed, or is another CA's. */
async function reportOf(pca: ACMPCAClient, authorityArn: string, id: string): Promise<Report | undefined> {
  const describe = new DescribeCertificateAuthorityAuditReportCommand({
    CertificateAuthorityArn: authorityArn,
    AuditReportId: id,
  });
  const { AuditReportStatus, S3Key, CreatedAt } = await inOwnAccount(
    'acm-pca:DescribeCertificateAuthorityAuditReport',
    () => pca.send(describe),
  );
  if (AuditReportStatus !== 'SUCCESS' || S3Key === undefined || CreatedAt === undefined) return undefined;
  return { key: S3Key, createdAt: CreatedAt.getTime() };
}

const idIn = (key: string): string => key.replace(/^.*\/([^/]+)\.json$/, '$1');
