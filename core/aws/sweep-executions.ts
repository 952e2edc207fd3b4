import { DescribeExecutionCommand, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { SweepEnd, SweepEnds } from '../sweep/ports.ts';
import { AwsUnavailable, inOwnAccount, unlessNotThere } from './errors.ts';
import { executionsOf } from './executions.ts';

/** The executions of sweep-organization; a sweep is called as its execution. */
export class SweepExecutions implements SweepEnds {
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
    return `${executionsOf(this.#machineArn)}${sweepId}`;
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

/** The executions of the machine that one of them tells. */
export const sweepsBeside = (client: SFNClient, executionArn: string): SweepExecutions =>
  new SweepExecutions(client, executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]*$/, ''));
