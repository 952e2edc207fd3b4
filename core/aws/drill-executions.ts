import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { DescribeExecutionCommand, paginateListExecutions, type SFNClient } from '@aws-sdk/client-sfn';
import type { Drill, DrillEvent } from '../domain/drill/drill.ts';
import { inOwnAccount } from './errors.ts';
import { putEvent } from './put-event.ts';

/** How an execution stands. */
export interface StandingExecution {
  readonly status: string;
  /** JSON. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** Puts drills on the default bus, and finds the executions that their rules start. */
export class DrillExecutions {
  readonly #bus: EventBridgeClient;
  readonly #machines: SFNClient;
  /** An execution's input never changes: each is read once. */
  readonly #seen = new Set<string>();

  constructor(bus: EventBridgeClient, machines: SFNClient) {
    this.#bus = bus;
    this.#machines = machines;
  }

  /** @throws AwsUnavailable, AwsRefused */
  async put({ source, detailType, resources, detail }: DrillEvent): Promise<void> {
    const entry = { Source: source, DetailType: detailType, Resources: [...resources], Detail: JSON.stringify(detail) };
    await putEvent(this.#bus, entry);
  }

  /**
   * The execution that a drill has started, whose name EventBridge makes up: it is known by its input.
   * @param since milliseconds: it started no earlier
   * @returns undefined while there is none
   */
  executionOf(stateMachineArn: string, { id }: Drill, since: number): Promise<string | undefined> {
    return inOwnAccount('states:ListExecutions', async () => {
      const pages = paginateListExecutions({ client: this.#machines }, { stateMachineArn });
      for await (const { executions = [] } of pages)
        for (const { executionArn = '', startDate } of executions) {
          // The youngest come first.
          if ((startDate?.getTime() ?? 0) < since) return undefined;
          if (!this.#seen.has(executionArn) && (await this.#isOf(executionArn, id))) return executionArn;
        }
      return undefined;
    });
  }

  async standingOf(executionArn: string): Promise<StandingExecution> {
    const { status = 'RUNNING', output, error, cause } = await this.#describe(executionArn);
    return {
      status,
      ...(output !== undefined && { output }),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    };
  }

  async #isOf(executionArn: string, id: string): Promise<boolean> {
    const { input = '' } = await this.#describe(executionArn);
    this.#seen.add(executionArn);
    return input.replaceAll(/\s/g, '').includes(`"drill":{"id":${JSON.stringify(id)}}`);
  }

  #describe(executionArn: string) {
    const describe = new DescribeExecutionCommand({ executionArn });
    return inOwnAccount('states:DescribeExecution', () => this.#machines.send(describe));
  }
}
