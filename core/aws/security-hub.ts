import {
  BatchImportFindingsCommand,
  BatchUpdateFindingsCommand,
  type SecurityHubClient,
} from '@aws-sdk/client-securityhub';
import { ChannelBusy, ChannelRefused } from '../alerting/channel-errors.ts';
import type { BatchSender } from '../alerting/ports.ts';
import {
  productArn,
  securityFinding,
  securityFindingId,
  type HubPlace,
  type SecurityFinding,
} from '../domain/alerts/security-finding.ts';
import { workflowOf, type WorkflowStatus } from '../domain/alerts/security-workflow.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { findingNews } from '../domain/findings/told-finding.ts';
import { AwsRefused, AwsUnavailable, errorName, inOwnAccount } from './errors.ts';

/** How a finding is now, and what that changes about how far people are with it. */
interface Report {
  readonly finding: SecurityFinding;
  readonly workflow: WorkflowStatus | undefined;
}

/** Why findings were not taken, by their ids. */
type Refusals = ReadonlyMap<string, ChannelRefused>;

/** Tells AWS Security Hub, in its own account and region, how each finding is. */
export class SecurityHub implements BatchSender {
  /** Findings a call (API reference, BatchImportFindings and BatchUpdateFindings). */
  readonly most = 100;
  readonly #client: SecurityHubClient;
  readonly #hub: HubPlace;

  constructor(client: SecurityHubClient, hub: HubPlace) {
    this.#client = client;
    this.#hub = hub;
  }

  subjectOf(notice: OutgoingNotice): string {
    const news = findingNews(notice);
    return news === undefined ? notice.id : securityFindingId(news);
  }

  /** Of several notices of one finding the last is told: Security Hub keeps how it is, not how it was. */
  async send(subjects: readonly (readonly OutgoingNotice[])[]): Promise<readonly (ChannelRefused | undefined)[]> {
    const reports = subjects.map((notices) => this.#reportOf(notices));
    const told = reports.flatMap((report) => report ?? []);
    const notImported = await this.#import(told.map(({ finding }) => finding));
    const notUpdated = await this.#setWorkflows(told.filter(({ finding }) => !notImported.has(finding.Id)));
    return reports.map((report) =>
      report === undefined
        ? new ChannelRefused('Security Hub is told of findings only')
        : (notImported.get(report.finding.Id) ?? notUpdated.get(report.finding.Id)),
    );
  }

  #reportOf(notices: readonly OutgoingNotice[]): Report | undefined {
    const news = notices.flatMap((notice) => findingNews(notice) ?? []);
    const last = news.at(-1);
    const workflow = news.flatMap((each) => workflowOf(each) ?? []).at(-1);
    return last && { finding: securityFinding(last, this.#hub), workflow };
  }

  async #import(findings: readonly SecurityFinding[]): Promise<Refusals> {
    return this.#inParts('securityhub:BatchImportFindings', findings, idOf, async (part) => {
      const command = new BatchImportFindingsCommand({ Findings: [...part] });
      const { FailedFindings = [] } = await this.#client.send(command);
      return FailedFindings.map(({ Id = '', ErrorCode, ErrorMessage }) => [Id, `${ErrorCode}: ${ErrorMessage}`]);
    });
  }

  /** BatchImportFindings may not set it (API reference). */
  async #setWorkflows(reports: readonly Report[]): Promise<Refusals> {
    const refusals: Refusals[] = [];
    for (const Status of ['NEW', 'SUPPRESSED', 'RESOLVED'] as const) {
      const ids = reports.flatMap(({ finding, workflow }) => (workflow === Status ? [finding.Id] : []));
      refusals.push(await this.#setWorkflow(Status, ids));
    }
    return new Map(refusals.flatMap((each) => [...each]));
  }

  #setWorkflow(Status: WorkflowStatus, ids: readonly string[]): Promise<Refusals> {
    return this.#inParts('securityhub:BatchUpdateFindings', ids, itself, async (part) => {
      const FindingIdentifiers = part.map((Id) => ({ Id, ProductArn: productArn(this.#hub) }));
      const command = new BatchUpdateFindingsCommand({ FindingIdentifiers, Workflow: { Status } });
      const { UnprocessedFindings = [] } = await this.#client.send(command);
      return UnprocessedFindings.map(({ FindingIdentifier, ErrorCode, ErrorMessage }) => [
        FindingIdentifier?.Id ?? '',
        `${ErrorCode}: ${ErrorMessage}`,
      ]);
    });
  }

  /**
   * Calls for all of them. Where Security Hub refuses a call for what one of them is, and does not say which, the halves are told by
   * themselves: the others are taken.
   * @throws ChannelBusy where it refuses the call whatever they are, as where it is not switched on
   */
  async #inParts<T>(
    operation: string,
    all: readonly T[],
    idOf: (each: T) => string,
    call: (part: readonly T[]) => Promise<(readonly [id: string, why: string])[]>,
  ): Promise<Refusals> {
    const [first] = all;
    if (first === undefined) return new Map();
    try {
      const failed = await inOwnAccount(operation, () => call(all));
      return new Map(failed.map(([id, why]) => [id, refused(operation, id, why)]));
    } catch (error) {
      if (!isAboutOne(error)) throw busy(error);
      if (all.length === 1) return new Map([[idOf(first), refused(operation, idOf(first), error.message)]]);
      const half = Math.ceil(all.length / 2);
      const one = await this.#inParts(operation, all.slice(0, half), idOf, call);
      return new Map([...one, ...(await this.#inParts(operation, all.slice(half), idOf, call))]);
    }
  }
}

const idOf = ({ Id }: SecurityFinding): string => Id;
const itself = (id: string): string => id;

const refused = (operation: string, id: string, why: string): ChannelRefused =>
  new ChannelRefused(`${operation}: ${id}: ${why}`);

const isAboutOne = (error: unknown): error is AwsRefused =>
  error instanceof AwsRefused && errorName(error.cause) === 'InvalidInputException';

/** Until somebody switches it on, or gives the right, nothing can be told there: all of it waits, in its order. */
const busy = (error: unknown): unknown =>
  error instanceof AwsUnavailable || error instanceof AwsRefused
    ? new ChannelBusy(error.message, { cause: error })
    : error;

/** Where Security Hub is told of nothing any more: what waits would tell of findings as they were, and is forgotten. */
export const NOT_TOLD: BatchSender = {
  most: Infinity,
  subjectOf: ({ id }) => id,
  send: (subjects) => Promise.resolve(subjects.map(() => undefined)),
};
