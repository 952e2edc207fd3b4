import type { ACMPCAClient } from '@aws-sdk/client-acm-pca';
import type { S3Client } from '@aws-sdk/client-s3';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReportedCertificate } from '../reissue/ports.ts';
import type { Clock } from '../runtime/clock.ts';
import { reportRows, type ReportRow } from './audit-report-rows.ts';
import { inOwnAccount } from './errors.ts';
import { ReportBucket } from './report-bucket.ts';
import { reportState, requestReport } from './report-requests.ts';

/** By then a request that was sent is issued, or never will be. */
const SETTLED_MILLISECONDS = 5 * 60_000;

/** A report that is not there after so many looks is found by the next call. */
const LOOKS = 5;
const LOOK_EVERY_MILLISECONDS = 500;

interface Report {
  readonly key: string;
  readonly createdAt: number;
}

/** What CAs issued, as their audit reports in a bucket list it. */
export class AuditReports {
  readonly #bucket: ReportBucket;
  readonly #clock: Clock;

  constructor(bucket: { readonly client: S3Client; readonly name: string }, clock: Clock) {
    this.#bucket = new ReportBucket(bucket);
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
    const ids = await this.#bucket.idsOf(authorityArn);
    for (const id of ids.slice(0, 2)) {
      const report = await writtenReport(pca, authorityArn, id);
      if (report !== undefined && report.createdAt >= from) return report;
    }
    return undefined;
  }

  async #made(pca: ACMPCAClient, authorityArn: string): Promise<Report | undefined> {
    const id = await inOwnAccount('acm-pca:CreateCertificateAuthorityAuditReport', () =>
      requestReport(pca, authorityArn, this.#bucket.name),
    );
    for (let look = 0; id !== undefined && look < LOOKS; look++) {
      if (look > 0) await pause(LOOK_EVERY_MILLISECONDS);
      const report = await writtenReport(pca, authorityArn, id);
      if (report !== undefined) return report;
    }
    return undefined;
  }

  async #rows({ key }: Report, since: string): Promise<readonly ReportedCertificate[]> {
    const rows: ReportedCertificate[] = [];
    const from = Math.floor(Date.parse(since) / 1000) * 1000; // reports know no milliseconds
    for await (const row of reportRows(this.#bucket.bytesOf(key)))
      if (Date.parse(row.issuedAt) >= from) rows.push(asReported(row));
    return rows;
  }
}

/** A report that is written; undefined: it isn't yet, or has failed. */
async function writtenReport(pca: ACMPCAClient, authorityArn: string, id: string): Promise<Report | undefined> {
  const report = await inOwnAccount('acm-pca:DescribeCertificateAuthorityAuditReport', () =>
    reportState(pca, authorityArn, id),
  );
  return report?.status === 'SUCCESS' ? { key: report.key, createdAt: Date.parse(report.createdAt) } : undefined;
}

const asReported = ({ arn, serial, subject, issuedAt, revokedAt, templateArn }: ReportRow): ReportedCertificate => ({
  certificateArn: arn,
  serial,
  subject,
  issuedAt,
  ...(revokedAt === undefined ? {} : { revokedAt }),
  ...(templateArn === undefined ? {} : { templateArn }),
});
