import {
  paginateGetComplianceDetailsByConfigRule,
  PutEvaluationsCommand,
  type ConfigServiceClient,
  type Evaluation as SdkEvaluation,
} from '@aws-sdk/client-config-service';
import { TEST_TOKEN, type ConfigResource, type Evaluation } from '../domain/compliance/compliance.ts';
import { batchesOf, pauseBefore } from './batches.ts';
import { AwsUnavailable, inOwnAccount } from './errors.ts';
import { complete, nextToken } from './pages.ts';

/** Config's limits for one PutEvaluations, and one page of results. */
const MOST_EVALUATIONS = 100;
const PAGE = 100;
const ROUNDS = 4;

/** The evaluations of custom rules in AWS Config. */
export class ConfigEvaluations {
  readonly #client: ConfigServiceClient;

  constructor(client: ConfigServiceClient) {
    this.#client = client;
  }

  /**
   * Tells all of them, a hundred a call. With none, Config is called all the same: it waits for an answer.
   * @throws AwsUnavailable where Config leaves some untaken, time and again; the others were told
   */
  async putEvaluations(evaluations: readonly Evaluation[], resultToken: string, at: string): Promise<void> {
    const time = new Date(at);
    const batches = evaluations.length === 0 ? [[]] : batchesOf(evaluations, MOST_EVALUATIONS);
    const untaken: SdkEvaluation[] = [];
    for (const batch of batches)
      untaken.push(
        ...(await this.#put(
          batch.map((each) => asTold(each, time)),
          resultToken,
        )),
      );
    const [first] = untaken;
    if (first === undefined) return;
    throw new AwsUnavailable(
      `config:PutEvaluations left ${untaken.length} evaluations untaken, the first of ${first.ComplianceResourceId}`,
    );
  }

  /** @returns what Config did not take, time and again */
  async #put(batch: readonly SdkEvaluation[], resultToken: string): Promise<readonly SdkEvaluation[]> {
    const mode = resultToken === TEST_TOKEN ? { TestMode: true } : {};
    let left = batch;
    for (let round = 0; round < ROUNDS; round += 1) {
      await pauseBefore(round);
      const put = new PutEvaluationsCommand({ Evaluations: [...left], ResultToken: resultToken, ...mode });
      const answer = await inOwnAccount('config:PutEvaluations', () => this.#client.send(put));
      left = answer.FailedEvaluations ?? [];
      if (left.length === 0) return [];
    }
    return left;
  }

  /** The resources that a rule has an evaluation of, but for those that are not applicable. */
  evaluatedBefore(rule: string): Promise<readonly ConfigResource[]> {
    return inOwnAccount('config:GetComplianceDetailsByConfigRule', () => this.#evaluatedBefore(rule));
  }

  async #evaluatedBefore(ConfigRuleName: string): Promise<readonly ConfigResource[]> {
    const results = paginateGetComplianceDetailsByConfigRule(
      { client: this.#client, pageSize: PAGE },
      { ConfigRuleName, ComplianceTypes: ['COMPLIANT', 'NON_COMPLIANT'] },
    );
    const resources: ConfigResource[] = [];
    for await (const { EvaluationResults = [] } of complete(results, nextToken))
      for (const { EvaluationResultIdentifier: { EvaluationResultQualifier: of } = {} } of EvaluationResults)
        if (of?.ResourceType !== undefined && of.ResourceId !== undefined)
          resources.push({ resourceType: of.ResourceType, resourceId: of.ResourceId });
    return resources;
  }
}

const asTold = ({ resourceType, resourceId, compliance, annotation }: Evaluation, time: Date): SdkEvaluation => ({
  ComplianceResourceType: resourceType,
  ComplianceResourceId: resourceId,
  ComplianceType: compliance,
  Annotation: annotation,
  OrderingTimestamp: time,
});
