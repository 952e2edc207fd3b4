import type {
  ExecutionEnd,
  ExecutionEvent,
  FollowedExecutions,
  ToldOutcome,
} from '../../../core/reissue/followed-executions.ts';

export const PARENT = 'arn:aws:states:eu-west-1:111122223333:execution:renewguard-reissue-certificate:by-hand';

/** What happens in a moment, in one of the executions. */
export type Moment = readonly { readonly in: string; readonly event: ExecutionEvent }[];

let seconds = 0;

const at = (): string => new Date(Date.UTC(2026, 10, 28, 12, 0, (seconds += 1))).toISOString();

let ids = 0;

const frame = (state: string) => ({ id: (ids += 1), at: at(), state });

export const begun = (state: string): ExecutionEvent => ({ ...frame(state), kind: 'begun' });

export const done = (state: string, outcome: ToldOutcome): ExecutionEvent => ({
  ...frame(state),
  kind: 'done',
  outcome,
});

export const failed = (state: string, error: string, message: string): ExecutionEvent => ({
  ...frame(state),
  kind: 'failed',
  error,
  message,
});

export const SUCCEEDED: ExecutionEnd = {
  status: 'SUCCEEDED',
  outcome: { next: 'finish', because: 'nothing temporary is left' },
};

/** Executions in which something happens with each look, until they end. */
export class ScriptedExecutions implements FollowedExecutions {
  readonly #moments: Moment[];
  readonly #end: ExecutionEnd | undefined;
  readonly #happened = new Map<string, ExecutionEvent[]>();
  readonly inputs: object[] = [];

  /** @param end undefined: it never ends */
  constructor(moments: readonly Moment[], end: ExecutionEnd | undefined) {
    this.#moments = [...moments];
    this.#end = end;
  }

  startByHand(input: object): Promise<string> {
    this.inputs.push(input);
    return Promise.resolve(PARENT);
  }

  endOf(): Promise<ExecutionEnd | undefined> {
    for (const { in: arn, event } of this.#moments.shift() ?? [])
      this.#happened.set(arn, [...(this.#happened.get(arn) ?? []), event]);
    return Promise.resolve(this.#moments.length === 0 ? this.#end : undefined);
  }

  /** Executions that others started. */
  readonly others: string[] = [];

  eventsOf(executionArn: string, startedBy?: string): Promise<readonly ExecutionEvent[]> {
    if (startedBy !== undefined && this.others.includes(executionArn)) return Promise.resolve([]);
    return Promise.resolve(this.#happened.get(executionArn) ?? []);
  }

  nestedArn(executionName: string): string {
    return `arn:aws:states:eu-west-1:111122223333:execution:renewguard-issue-and-deliver:${executionName}`;
  }
}
