import { DescribeExecutionCommand, StartExecutionCommand, type SFNClient } from '@aws-sdk/client-sfn';
import type { Executions } from '../reissue/ports.ts';
import type { RepairStarter } from '../repair/ports.ts';
import { errorName, inOwnAccount, unlessNotThere } from './errors.ts';

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

/** A repair whose executions die is begun so often; then people mend it, as the alerts of their failures say. */
const MOST_STARTS = 3;

const DIED: readonly (string | undefined)[] = ['FAILED', 'TIMED_OUT', 'ABORTED'];

/** Executions of repair-authority. */
export class RepairExecutions implements RepairStarter {
  readonly #client: SFNClient;
  readonly #stateMachineArn: string;

  constructor(client: SFNClient, stateMachineArn: string) {
    this.#client = client;
    this.#stateMachineArn = stateMachineArn;
  }

  /** One that died keeps its name, so the next one has another: what was done and asked stands in the repair's record. */
  async startRepair(name: string, input: object): Promise<boolean> {
    for (let start = 1; start <= MOST_STARTS; start += 1) {
      const each = start === 1 ? name : `${name}-again-${start - 1}`;
      if (await startedOnce(this.#client, this.#stateMachineArn, each, input)) return true;
      if (!(await this.#hasDied(each))) return false;
    }
    return false;
  }

  async #hasDied(name: string): Promise<boolean> {
    const executionArn = `${executionsOf(this.#stateMachineArn)}${name}`;
    const describe = new DescribeExecutionCommand({ executionArn });
    const told = await inOwnAccount('states:DescribeExecution', () =>
      unlessNotThere(() => this.#client.send(describe), 'ExecutionDoesNotExist'),
    );
    return DIED.includes(told?.status);
  }
}

/** What the ARNs of a machine's executions begin with. */
export const executionsOf = (stateMachineArn: string): string =>
  `${stateMachineArn.replace(':stateMachine:', ':execution:')}:`;

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
