import type { ServerResponse } from 'node:http';
import type { SecurityFinding } from '../../core/domain/alerts/security-finding.ts';
import { LoopbackServer } from './loopback-server.ts';

/** A call as it came over the wire. */
export interface SecurityHubCall {
  readonly operation: 'BatchImportFindings' | 'BatchUpdateFindings';
  readonly input: unknown;
}

/** A finding as Security Hub keeps it. */
export type KeptFinding = SecurityFinding & { readonly workflow: string };

interface Update {
  readonly FindingIdentifiers: readonly { readonly Id: string; readonly ProductArn: string }[];
  readonly Workflow: { readonly Status: string };
}

const JSON_TYPE = { 'content-type': 'application/json' };

/** Stands where Security Hub is, which MiniStack has not: on a loopback port, with its JSON and its errors. */
export class SecurityHubStandIn {
  readonly calls: SecurityHubCall[] = [];
  readonly findings = new Map<string, KeptFinding>();
  /** The error that every call gets; undefined: none. */
  failing: { readonly name: string; readonly status: number } | undefined;
  /** Findings it does not take, by a part of their ids: `FailedFindings` names them. */
  readonly refused = new Set<string>();
  /** Findings for which it refuses the whole call, and does not say which. */
  readonly malformed = new Set<string>();
  #server: LoopbackServer | undefined;

  static async start(): Promise<SecurityHubStandIn> {
    const standIn = new SecurityHubStandIn();
    standIn.#server = await LoopbackServer.start(({ url }, body, response) => {
      const operation = url === '/findings/import' ? 'BatchImportFindings' : 'BatchUpdateFindings';
      standIn.#serve({ operation, input: JSON.parse(body) }, response);
    });
    return standIn;
  }

  /** Starts it, and leads the clients of this process to it. */
  static async startForClients(): Promise<SecurityHubStandIn> {
    const standIn = await SecurityHubStandIn.start();
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_SECURITYHUB: standIn.url,
      AWS_ACCESS_KEY_ID: 'HUB',
      AWS_SECRET_ACCESS_KEY: 'nobody-checks-it',
      AWS_EC2_METADATA_DISABLED: 'true',
    });
    return standIn;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
  }

  /** Forgets everything. */
  clear(): void {
    this.calls.length = 0;
    this.failing = undefined;
    for (const each of [this.findings, this.refused, this.malformed]) each.clear();
  }

  #serve(call: SecurityHubCall, response: ServerResponse): void {
    this.calls.push(call);
    const failing = this.#failureOf(call);
    if (failing !== undefined) {
      response.writeHead(failing.status, { ...JSON_TYPE, 'x-amzn-errortype': failing.name });
      response.end(JSON.stringify({ Code: failing.name, Message: 'as told' }));
      return;
    }
    const answer =
      call.operation === 'BatchImportFindings'
        ? this.#import((call.input as { Findings: readonly SecurityFinding[] }).Findings)
        : this.#update(call.input as Update);
    response.writeHead(200, JSON_TYPE).end(JSON.stringify(answer));
  }

  #failureOf({ input }: SecurityHubCall): typeof this.failing {
    const sent = JSON.stringify(input);
    return [...this.malformed].some((id) => sent.includes(id))
      ? { name: 'InvalidInputException', status: 400 }
      : this.failing;
  }

  #import(findings: readonly SecurityFinding[]): object {
    const [failed, taken] = [true, false].map((wanted) => findings.filter(({ Id }) => this.#isRefused(Id) === wanted));
    for (const finding of taken ?? [])
      this.findings.set(finding.Id, { ...finding, workflow: this.#workflowAfter(finding) });
    const FailedFindings = failed?.map(({ Id }) => ({ Id, ErrorCode: 'InvalidInput', ErrorMessage: 'as told' }));
    return { FailedCount: failed?.length, SuccessCount: taken?.length, FailedFindings };
  }

  /** What is active again is new again, but for what was suppressed (API reference, WorkflowUpdate). */
  #workflowAfter({ Id, RecordState }: SecurityFinding): string {
    const kept = this.findings.get(Id);
    const isActiveAgain =
      kept?.RecordState === 'ARCHIVED' && RecordState === 'ACTIVE' && kept.workflow !== 'SUPPRESSED';
    return kept === undefined || isActiveAgain ? 'NEW' : kept.workflow;
  }

  #update({ FindingIdentifiers, Workflow: { Status } }: Update): object {
    const UnprocessedFindings = FindingIdentifiers.flatMap((FindingIdentifier) => {
      const kept = this.findings.get(FindingIdentifier.Id);
      if (kept === undefined)
        return [{ FindingIdentifier, ErrorCode: 'FindingNotFound', ErrorMessage: 'Finding Not Found' }];
      this.findings.set(kept.Id, { ...kept, workflow: Status });
      return [];
    });
    return { ProcessedFindings: FindingIdentifiers, UnprocessedFindings };
  }

  #isRefused(id: string): boolean {
    return [...this.refused].some((part) => id.includes(part));
  }
}
