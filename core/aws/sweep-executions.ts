import { DescribeExecutionCommand, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { AwsUnavailable, inOwnAccount, unlessNotThere } from './errors.ts';

/** How an execution of sweep-organization ended. */
export interface SweepEnd {
  /** Step Functions': SUCCEEDED, FAILED, TIMED_OUT, ABORTED. */
  readonly status: string;
  readonly error?: string;
  readonly cause?: string;
}

/** The executions of sweep-organization; a sweep is called as its execution. */
export class SweepExecutions {
  readonly #client: SFNClient;
  readonly #machineArn: string;

  constructor(client: SFNClient, machineArn: string) {
    this.#client = client;
    this.#machineArn = machineArn;
  }

  /** @returns the id of the sweep */
  async start(input: object): Promise<string> {
    const start = new StartExecutionCommand({ stateMachineArn: this.#machineArn, input: JSON.stringify(input) });
    const { executionArn } = await inOwnAccount('states:StartExecution', () => this.#client.send(start));
    const id = executionArn?.split(':').at(-1);
    if (id === undefined) throw new AwsUnavailable('states:StartExecution answered without an ARN');
    return id;
  }

  arnOf(sweepId: string): string {
    return `${this.#machineArn.replace(':stateMachine:', ':execution:')}:${sweepId}`;
  }

  /** @returns undefined while it runs; `gone` where Step Functions knows it no more, after 90 days */
  async endOf(sweepId: string): Promise<SweepEnd | 'gone' | undefined> {
    const describe = new DescribeExecutionCommand({ executionArn: this.arnOf(sweepId) });
    const told = await inOwnAccount('states:DescribeExecution', () =>
      unlessNotThere(() => this.#client.send(describe), 'ExecutionDoesNotExist'),
    );
    if (told === undefined) return 'gone';
    const { status, error, cause } = told;
    if (status === undefined || status === 'RUNNING' || status === 'PENDING_REDRIVE') return undefined;
    return { status, ...(error !== undefined && { error }), ...(cause !== undefined && { cause }) };
  }
}
