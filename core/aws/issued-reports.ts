import type { S3Client } from '@aws-sdk/client-s3';
import { parseAuthorityArn, type AccountId } from '../domain/arn.ts';
import { known, unknown, type Fact } from '../domain/fact.ts';
import type { Clock } from '../runtime/clock.ts';
import type { IssuedReports, IssuedRow, ReportState } from '../sweep/ports.ts';
import type { AccountReader } from './accounts.ts';
import { reportRows } from './audit-report-rows.ts';
import { errorName, unlessNotThere } from './errors.ts';
import { ReportBucket } from './report-bucket.ts';
import { reportState, requestReport } from './report-requests.ts';

const CREATE = 'acm-pca:CreateCertificateAuthorityAuditReport';
const DESCRIBE = 'acm-pca:DescribeCertificateAuthorityAuditReport';

/** At most one report in 30 minutes and CA (service-facts 1.5). */
const YOUNG_MILLISECONDS = 30 * 60_000;

/** Waits until one may ask for a report: an account's CAs are scanned by many, and a region has one call a second. */
type Turn = (account: AccountId, region: string) => Promise<unknown>;

/** The audit reports of CAs of any account, in RenewGuard's bucket; asked for with the rights of each CA's owner. */
export class AuthorityReports implements IssuedReports {
  readonly #accounts: AccountReader;
  readonly #bucket: ReportBucket;
  readonly #clock: Clock;
  readonly #turn: Turn;

  constructor(
    accounts: AccountReader,
    bucket: { readonly client: S3Client; readonly name: string },
    clock: Clock,
    turn: Turn,
  ) {
    this.#accounts = accounts;
    this.#bucket = new ReportBucket(bucket);
    this.#clock = clock;
    this.#turn = turn;
  }

  async report(authorityArn: string): Promise<Fact<ReportState>> {
    const young = await this.#young(authorityArn);
    if (!young.known || young.value !== undefined) return young as Fact<ReportState>;
    const asked = await this.#ask(authorityArn);
    if (!asked.known) return asked;
    if (asked.value !== undefined) {
      await this.#bucket.noteAsked(authorityArn, asked.value);
      return this.reportAgain(authorityArn, asked.value);
    }
    // Another has asked meanwhile, or somebody who leaves no note.
    const others = await this.#young(authorityArn);
    return others.known ? (others.value === undefined ? notNow(authorityArn) : known(others.value)) : others;
  }

  async reportAgain(authorityArn: string, id: string): Promise<Fact<ReportState>> {
    const state = await this.#state(authorityArn, id);
    if (!state.known) return state;
    return state.value === undefined ? gone(authorityArn, id) : known(state.value);
  }

  rows(_authorityArn: string, { key }: ReportState, skip: number): AsyncIterable<IssuedRow> {
    return reportRows(this.#bucket.bytesOf(key), skip);
  }

  /** The newest report that is young enough: one that is written, else the one that was asked for last. */
  async #young(authorityArn: string): Promise<Fact<ReportState | undefined>> {
    const from = (await this.#clock.now()).getTime() - YOUNG_MILLISECONDS;
    const [written] = await this.#bucket.idsOf(authorityArn);
    const asked = await this.#bucket.lastAsked(authorityArn);
    for (const id of new Set([asked, written])) {
      const state = id === undefined ? known(undefined) : await this.#state(authorityArn, id);
      if (!state.known) return state;
      if (state.value !== undefined && Date.parse(state.value.createdAt) > from) return state;
    }
    return known(undefined);
  }

  #state(authorityArn: string, id: string): Promise<Fact<ReportState | undefined>> {
    const { account, region } = parseAuthorityArn(authorityArn);
    return this.#accounts.read(account, region, DESCRIBE, ({ pca }) =>
      unlessNotThere(() => reportState(pca, authorityArn, id)),
    );
  }

  /** @returns its id; undefined: there is to be none now */
  async #ask(authorityArn: string): Promise<Fact<string | undefined>> {
    const { account, region } = parseAuthorityArn(authorityArn);
    await this.#turn(account, region);
    const asked = await this.#accounts.read(account, region, CREATE, async ({ pca }) => {
      try {
        return { id: await requestReport(pca, authorityArn, this.#bucket.name) };
      } catch (error) {
        // The bucket is not there for the CA, or does not let it write.
        if (errorName(error) === 'InvalidArgsException') return { refused: (error as Error).message };
        throw error;
      }
    });
    if (!asked.known) return asked;
    const { id, refused } = asked.value;
    if (refused === undefined) return known(id);
    return unknown({ kind: 'access-denied', operation: CREATE, account, message: refused });
  }
}

const notNow = (authorityArn: string): Fact<never> =>
  unknown({
    kind: 'throttled',
    operation: CREATE,
    account: parseAuthorityArn(authorityArn).account,
    message: `${authorityArn} writes one report in 30 minutes at most, and somebody else asked for one`,
  });

const gone = (authorityArn: string, id: string): Fact<never> =>
  unknown({
    kind: 'unavailable',
    operation: DESCRIBE,
    account: parseAuthorityArn(authorityArn).account,
    message: `${authorityArn} tells nothing of the report ${id}`,
  });
