import { StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Executions } from '../reissue/ports.ts';
import type { RepairStarter } from '../repair/ports.ts';
import { errorName, inOwnAccount } from './errors.ts';

/** Executions of reissue-certificate. */
export class ReissueExecutions implements Executions {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  startReissue(name: string, input: object): Promise<boolean> {
    return startedOnce(this.#client, this.#stateMachineArn, name, input);
  }
}

/** Executions of repair-authority. */
export class RepairExecutions implements RepairStarter {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  startRepair(name: string, input: object): Promise<boolean> {
    return startedOnce(this.#client, this.#stateMachineArn, name, input);
  }
}

/** @returns false where an execution of that name was started before */
function startedOnce(client: SFNClient, stateMachineArn: string, name: string, input: object): Promise<boolean> {
  const start = new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) });
  return inOwnAccount('states:StartExecution', async () => {
    try {
      await client.send(start);
      return true;
    } catch (error) {
      if (errorName(error) === 'ExecutionAlreadyExists') return false;
      throw error;
    }
  });
}
