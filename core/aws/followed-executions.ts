import {
  DescribeExecutionCommand,
  paginateGetExecutionHistory,
  StartExecutionCommand,
  type HistoryEvent,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import { messageOfCause } from '../domain/findings/execution-failure.ts';
import type { ExecutionEnd, ExecutionEvent, FollowedExecutions, ToldOutcome } from '../reissue/followed-executions.ts';
import { AwsUnavailable, inOwnAccount, unlessNotThere } from './errors.ts';
import { complete } from './pages.ts';

/** The executions of one RenewGuard, read from their histories. */
export class MachineExecutions implements FollowedExecutions {
  readonly #client: SFNClient;
  readonly #machines: { readonly reissueMachineArn: string; readonly deliverMachineArn: string };

  constructor(client: SFNClient, machines: { readonly reissueMachineArn: string; readonly deliverMachineArn: string }) {
    this.#client = client;
    this.#machines = machines;
  }

  /** Step Functions makes up its name: whoever asks again means it. */
  async startByHand(input: object): Promise<string> {
    const stateMachineArn = this.#machines.reissueMachineArn;
    const start = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
    const { executionArn } = await inOwnAccount('states:StartExecution', () => this.#client.send(start));
    if (executionArn === undefined) throw new AwsUnavailable('states:StartExecution answered without an ARN');
    return executionArn;
  }

  async endOf(executionArn: string): Promise<ExecutionEnd | undefined> {
    const describe = new DescribeExecutionCommand({ executionArn });
    const { status, output, error, cause } = await inOwnAccount('states:DescribeExecution', () =>
      this.#client.send(describe),
    );
    if (status === undefined || status === 'RUNNING' || status === 'PENDING_REDRIVE') return undefined;
    return {
      status,
      outcome: outcomeIn(status === 'SUCCEEDED' ? objectIn(output) : {}),
      ...(error !== undefined && { error }),
      ...(cause !== undefined && { cause }),
    };
  }

  eventsOf(executionArn: string, startedBy?: string): Promise<readonly ExecutionEvent[]> {
    return inOwnAccount('states:GetExecutionHistory', async () => {
      const read = async (): Promise<readonly HistoryEvent[]> => {
        const all: HistoryEvent[] = [];
        const pages = paginateGetExecutionHistory({ client: this.#client }, { executionArn, maxResults: 1000 });
        for await (const { events = [] } of complete(pages, ({ nextToken }) => nextToken)) all.push(...events);
        return all;
      };
      const history = (await unlessNotThere(read, 'ExecutionDoesNotExist')) ?? [];
      return startedBy === undefined || startedBy === starterIn(history) ? eventsIn(history) : [];
    });
  }

  nestedArn(executionName: string): string {
    return `${this.#machines.deliverMachineArn.replace(':stateMachine:', ':execution:')}:${executionName}`;
  }
}

/** Which execution started a nested one: it hands its ARN in, and the first state is given what was handed in. */
function starterIn(history: readonly HistoryEvent[]): unknown {
  const first = history.find(({ stateEnteredEventDetails }) => stateEnteredEventDetails !== undefined);
  return objectIn(first?.stateEnteredEventDetails?.input)['AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID'];
}

/** Both machines do one thing at a time: what happens belongs to the state that was entered last. */
function eventsIn(history: readonly HistoryEvent[]): readonly ExecutionEvent[] {
  let state = '';
  return history.flatMap((event) => {
    if (event.stateEnteredEventDetails !== undefined) state = event.stateEnteredEventDetails.name ?? '';
    return happened(event, { id: event.id ?? 0, at: event.timestamp?.toISOString() ?? '', state });
  });
}

type When = Pick<ExecutionEvent, 'id' | 'at' | 'state'>;

function happened({ type, ...details }: HistoryEvent, when: When): readonly ExecutionEvent[] {
  switch (type) {
    case 'TaskStateEntered':
      return [{ ...when, kind: 'begun' }];
    case 'TaskSucceeded': {
      const answer = answerIn(objectIn(details.taskSucceededEventDetails?.output));
      return [{ ...when, kind: 'done', outcome: outcomeIn(answer) }];
    }
    case 'TaskFailed':
    case 'TaskTimedOut': {
      const { error = 'States.Timeout', cause = '' } =
        details.taskFailedEventDetails ?? details.taskTimedOutEventDetails ?? {};
      return [{ ...when, kind: 'failed', error, message: messageOfCause(cause) }];
    }
    default:
      return [];
  }
}

type Read = Readonly<Record<string, unknown>>;

/** What a function answered stands in Payload, what a nested execution ended with in Output. */
function answerIn({ Payload, Output, ...direct }: Read): Read {
  const inner = Payload ?? Output;
  return inner === undefined ? direct : typeof inner === 'string' ? objectIn(inner) : objectOf(inner);
}

/** The members that are told on; the task's token, which a question has in its input, is not among them. */
function outcomeIn(read: Read): ToldOutcome {
  const texts = ['next', 'intent', 'because', 'certificateArn', 'strategy', 'executionName'];
  const told = Object.entries(read).filter(
    ([name, value]) =>
      (texts.includes(name) && typeof value === 'string') || (name === 'waitSeconds' && typeof value === 'number'),
  );
  return Object.fromEntries(told);
}

function objectIn(json: string | undefined): Read {
  try {
    return objectOf(JSON.parse(json ?? '{}'));
  } catch {
    return {}; // cut off, or no JSON: nothing to tell
  }
}

const objectOf = (value: unknown): Read => (typeof value === 'object' && value !== null ? (value as Read) : {});
