import type { ConfigResource } from '../../../core/domain/compliance/compliance.ts';
import { LoopbackServer } from '../../fakes/loopback-server.ts';

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
  #server: LoopbackServer | undefined;

  static async start(): Promise<ConfigStandIn> {
    const standIn = new ConfigStandIn();
    standIn.#server = await LoopbackServer.start(({ headers }, body, response) => {
      const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
      const told = JSON.parse(body) as { Evaluations?: ToldEvaluation[] };
      response.writeHead(200, { 'content-type': 'application/x-amz-json-1.1' });
      response.end(JSON.stringify(standIn.#answer(operation, told)));
    });
    return standIn;
  }

  get url(): string {
    return this.#server?.url ?? '';
  }

  takeTold(): ReadonlyMap<string, ToldEvaluation> {
    const told = this.#told;
    this.#told = new Map();
    return told;
  }

  async stop(): Promise<void> {
    await this.#server?.stop();
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
