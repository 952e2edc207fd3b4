import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ConfigResource } from '../../../core/domain/compliance/compliance.ts';

export interface ToldEvaluation {
  readonly ComplianceResourceType: string;
  readonly ComplianceResourceId: string;
  readonly ComplianceType: string;
  readonly Annotation: string;
}

/** Stands where AWS Config is, which MiniStack has not: takes evaluations, and tells of which resources a rule had some. */
export class ConfigStandIn {
  /** What was told since it was last looked at, by the resource's id. */
  #told = new Map<string, ToldEvaluation>();
  evaluatedBefore: readonly ConfigResource[] = [];
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start(): Promise<ConfigStandIn> {
    const server = createServer((request, response) => {
      const operation = String(request.headers['x-amz-target']).split('.')[1] ?? '';
      void text(request).then((body) => {
        response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
        response.end(
          JSON.stringify(standIn.#answer(operation, JSON.parse(body) as { Evaluations?: ToldEvaluation[] })),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const standIn = new ConfigStandIn(server);
    return standIn;
  }

  takeTold(): ReadonlyMap<string, ToldEvaluation> {
    const told = this.#told;
    this.#told = new Map();
    return told;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #answer(operation: string, { Evaluations = [] }: { Evaluations?: readonly ToldEvaluation[] }): object {
    for (const each of Evaluations) this.#told.set(each.ComplianceResourceId, each);
    if (operation === 'PutEvaluations') return { FailedEvaluations: [] };
    const EvaluationResults = this.evaluatedBefore.map(({ resourceType, resourceId }) => ({
      EvaluationResultIdentifier: {
        EvaluationResultQualifier: { ResourceType: resourceType, ResourceId: resourceId },
      },
    }));
    return { EvaluationResults };
  }
}
