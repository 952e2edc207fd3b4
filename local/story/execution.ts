import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClientSettings } from '../cloud/accounts.ts';

/** How an execution ended. */
export interface EndedExecution {
  readonly status: string;
  readonly output: string;
  readonly error: string;
  readonly cause: string;
}

const endsWithin = 60_000;

/** Starts a state machine by hand and waits for its end. */
export async function execute(
  settings: ClientSettings,
  stateMachineArn: string,
  input: object,
): Promise<EndedExecution> {
  return executionEnded(settings, await startExecution(settings, stateMachineArn, input));
}

/** Starts a state machine by hand. @returns the execution's ARN */
export async function startExecution(
  settings: ClientSettings,
  stateMachineArn: string,
  input: unknown,
): Promise<string> {
  const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
  const { executionArn = '' } = await new SFNClient(settings).send(start);
  return executionArn;
}

/** Waits until an execution has ended. */
export async function executionEnded(settings: ClientSettings, executionArn: string): Promise<EndedExecution> {
  const sfn = new SFNClient(settings);
  const deadline = performance.now() + endsWithin;
  for (;;) {
    const {
      status = '',
      output = '',
      error = '',
      cause = '',
    } = await sfn.send(new DescribeExecutionCommand({ executionArn }));
    if (status !== 'RUNNING') return { status, output, error, cause };
    if (performance.now() > deadline) throw new Error(`${executionArn} still runs after ${endsWithin / 1000} s`);
    await delay(50);
  }
}

/** Waits until no execution of a state machine runs. */
export async function allEnded(settings: ClientSettings, stateMachineArn: string): Promise<void> {
  const sfn = new SFNClient(settings);
  for (;;) {
    const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }));
    if (executions.length === 0) return;
    await delay(50);
  }
}
