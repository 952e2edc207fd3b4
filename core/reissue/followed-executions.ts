import type { StepOutcome } from './steps/step.ts';

/** What a step told when it ended; which members there are depends on the step. */
export type ToldOutcome = Partial<Pick<StepOutcome, 'next' | 'intent' | 'because' | 'waitSeconds'>> & {
  readonly certificateArn?: string;
  readonly strategy?: string;
  /** The name of the nested execution that follows. */
  readonly executionName?: string;
};

/** Something that happened in an execution. */
export type ExecutionEvent = {
  /** Unique in its execution, in the order of what happened. */
  readonly id: number;
  /** ISO 8601. */
  readonly at: string;
  /** The state of the machine. */
  readonly state: string;
} & (
  | { readonly kind: 'begun' }
  | { readonly kind: 'done'; readonly outcome: ToldOutcome }
  /** A try of it failed; the machine may try again. */
  | { readonly kind: 'failed'; readonly error: string; readonly message: string }
);

/** How an execution ended. */
export interface ExecutionEnd {
  readonly status: string;
  readonly outcome: ToldOutcome;
  readonly error?: string;
  readonly cause?: string;
}

/** Executions of reissue-certificate and of what it starts, for whoever watches them. */
export interface FollowedExecutions {
  /** Starts reissue-certificate for a person. @returns the ARN of the execution */
  startByHand(input: object): Promise<string>;
  /** @returns undefined while it runs */
  endOf(executionArn: string): Promise<ExecutionEnd | undefined>;
  /**
   * What happened in an execution so far; nothing where there is none yet.
   * @param startedBy nothing either where another execution than this one started it: the name was taken
   */
  eventsOf(executionArn: string, startedBy?: string): Promise<readonly ExecutionEvent[]>;
  /** The ARN of an execution that reissue-certificate starts under this name. */
  nestedArn(executionName: string): string;
}
