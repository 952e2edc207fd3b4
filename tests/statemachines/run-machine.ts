import jsonata from 'jsonata';

/** A state of a machine, as far as the machines use them; written in JSONata. */
interface State {
  readonly Type: 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Map' | 'Succeed' | 'Fail';
  readonly Next?: string;
  readonly Resource?: string;
  readonly Arguments?: unknown;
  readonly Output?: unknown;
  readonly Assign?: Scope;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Catch?: readonly {
    readonly ErrorEquals: readonly string[];
    readonly Next: string;
    readonly Assign?: Scope;
    readonly Output?: unknown;
  }[];
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string; readonly Assign?: Scope }[];
  readonly Default?: string;
  readonly Seconds?: unknown;
  readonly Items?: unknown;
  readonly ItemProcessor?: Machine;
  readonly Error?: unknown;
  readonly Cause?: unknown;
}

export interface Machine {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

type Scope = Readonly<Record<string, unknown>>;

/** What a task's resource fails with. `cause` may be absent, as with States.Timeout. */
export class TaskFailed extends Error {
  readonly error: string;
  readonly reason: string | undefined;

  constructor(error: string, reason?: string) {
    super(`${error}: ${reason}`);
    this.error = error;
    this.reason = reason;
  }
}

export interface Execution {
  readonly id: string;
  /** Calls a function by the name that stands in the definition. @throws TaskFailed */
  readonly invoke: (functionName: string, payload: unknown) => Promise<unknown>;
  /** The same for a task that waits for its token to come back. @returns what it came back with. @throws TaskFailed */
  readonly invokeAndWait?: (functionName: string, payload: unknown) => Promise<unknown>;
  /** Starts an execution of another machine, and waits for it or not. @returns its output. @throws TaskFailed */
  readonly start?: (request: StartRequest, waits: boolean) => Promise<unknown>;
  /** The states that were entered, in order, those of a Map among them. */
  readonly visited: string[];
  /** The seconds of each Wait. */
  readonly waited: number[];
  /** What happens while it waits. */
  readonly onWait: (seconds: number) => void | Promise<void>;
  /** What happens before a task is tried again. */
  readonly onRetry?: () => void | Promise<void>;
  /** Sees all that the history of the execution would show: inputs, outputs, variables, payloads, answers, errors. */
  readonly onHistory?: (shown: unknown) => void;
}

/** What a task starts another execution with. */
export interface StartRequest {
  readonly StateMachineArn: string;
  readonly Name?: string;
  readonly Input: object;
}

/**
 * Runs a machine in this process: no pauses, neither between retries nor in Wait states, which `waited` tells. It knows what
 * the machines are made of; tests/journeys runs the same definition on an engine of its own.
 * @throws TaskFailed with the error the execution fails with
 */
export async function runMachine(
  machine: Machine,
  input: unknown,
  execution: Execution,
  outer: Scope = {},
): Promise<unknown> {
  let variables = outer;
  let value = input;
  for (let name: string | undefined = machine.StartAt; name !== undefined;) {
    execution.visited.push(name);
    execution.onHistory?.({ name, value, variables });
    const state: State | undefined = machine.States[name];
    if (state === undefined) throw new TaskFailed('States.Runtime', `there is no state ${name}`);
    const next = await runState(state, value, variables, execution);
    ({ value, variables } = next);
    name = next.name;
  }
  return value;
}

interface Step {
  readonly value: unknown;
  readonly variables: Scope;
  readonly name: string | undefined;
}

async function runState(state: State, input: unknown, variables: Scope, execution: Execution): Promise<Step> {
  const context = { Execution: { Id: execution.id } };
  try {
    const { result, to } = await act(state, input, variables, execution);
    const states = { input, result, context };
    const value = state.Output === undefined ? (result ?? input) : await evaluate(state.Output, states, variables);
    const assigned = await evaluate({ ...state.Assign, ...to.Assign }, states, variables);
    return { value, variables: { ...variables, ...(assigned as Scope) }, name: to.Next };
  } catch (error) {
    if (!(error instanceof TaskFailed)) throw error;
    const caught = state.Catch?.find(({ ErrorEquals }) => matches(ErrorEquals, error.error));
    if (caught === undefined) throw error;
    const errorOutput = { Error: error.error, ...(error.reason === undefined ? {} : { Cause: error.reason }) };
    execution.onHistory?.(errorOutput);
    const states = { input, errorOutput, context };
    const assigned = await evaluate(caught.Assign ?? {}, states, variables);
    const value = caught.Output === undefined ? errorOutput : await evaluate(caught.Output, states, variables);
    return { value, variables: { ...variables, ...(assigned as Scope) }, name: caught.Next };
  }
}

interface Acted {
  readonly result?: unknown;
  readonly to: { readonly Next?: string | undefined; readonly Assign?: Scope };
}

async function act(state: State, input: unknown, variables: Scope, execution: Execution): Promise<Acted> {
  const states = { input, context: { Execution: { Id: execution.id } } };
  const to = state.Next === undefined ? {} : { Next: state.Next };
  switch (state.Type) {
    case 'Task':
      return { result: await retried(state, execution, () => perform(state, input, variables, execution)), to };
    case 'Map': {
      const items = (await evaluate(state.Items, states, variables)) as readonly unknown[];
      const each = (item: unknown) => runMachine(state.ItemProcessor!, item, execution, variables);
      return { result: await Promise.all(items.map(each)), to };
    }
    case 'Choice':
      return { to: await chosen(state, states, variables) };
    case 'Wait': {
      const seconds = (await evaluate(state.Seconds, states, variables)) as number;
      execution.waited.push(seconds);
      await execution.onWait(seconds);
      return { to };
    }
    case 'Fail':
      throw await failing(state, states, variables);
    case 'Pass':
    case 'Succeed':
      return { to };
  }
}

let tokens = 0;

/** Does what a task's integration does. Each try of a task that waits for a token has one of its own. */
async function perform(state: State, input: unknown, variables: Scope, execution: Execution): Promise<object> {
  const context = { Execution: { Id: execution.id }, Task: { Token: `token ${(tokens += 1)}` } };
  const given = await evaluate(state.Arguments, { input, context }, variables);
  const answer = await integrated(state, given, execution);
  execution.onHistory?.({ given, answer });
  return answer;
}

async function integrated(state: State, given: unknown, execution: Execution): Promise<object> {
  if (state.Resource === '${StartExecution}' || state.Resource === '${StartExecutionAndWait}') {
    const waits = state.Resource === '${StartExecutionAndWait}';
    const output = await execution.start?.(given as StartRequest, waits);
    return waits ? { Output: output } : {};
  }
  const { FunctionName, Payload } = given as { readonly FunctionName: string; readonly Payload: unknown };
  if (state.Resource !== '${LambdaInvokeAndWait}') return { Payload: await execution.invoke(FunctionName, Payload) };
  return { Answer: await execution.invokeAndWait?.(FunctionName, Payload) };
}

async function chosen({ Choices = [], Default }: State, states: object, variables: Scope): Promise<Acted['to']> {
  for (const choice of Choices) if ((await evaluate(choice.Condition, states, variables)) === true) return choice;
  if (Default === undefined) throw new TaskFailed('States.NoChoiceMatched');
  return { Next: Default };
}

async function failing({ Error, Cause }: State, states: object, variables: Scope): Promise<TaskFailed> {
  const [error, cause] = await Promise.all([Error, Cause].map((text) => evaluate(text, states, variables)));
  if (typeof error === 'string' && typeof cause === 'string') return new TaskFailed(error, cause);
  return new TaskFailed('States.QueryEvaluationError', 'Error and Cause must be texts');
}

async function retried<T>({ Retry = [] }: State, { onRetry }: Execution, attempt: () => Promise<T>): Promise<T> {
  const left = Retry.map(({ MaxAttempts }) => MaxAttempts);
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const retrier =
        error instanceof TaskFailed ? Retry.findIndex(({ ErrorEquals }) => matches(ErrorEquals, error.error)) : -1;
      if ((left[retrier] ?? 0) === 0) throw error;
      left[retrier]! -= 1;
      await onRetry?.();
    }
  }
}

const matches = (names: readonly string[], error: string): boolean =>
  names.includes(error) || names.includes('States.ALL');

const expressions = new Map<string, jsonata.Expression>();

/** The machines' expressions are few, and evaluated often. */
function parsed(expression: string): jsonata.Expression {
  const known = expressions.get(expression) ?? jsonata(expression);
  expressions.set(expression, known);
  return known;
}

/** Evaluates the `{% … %}` texts in a value. What evaluates to nothing is an error, as on AWS. */
async function evaluate(value: unknown, states: object, variables: Scope): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((each) => evaluate(each, states, variables)));
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      async ([key, each]) => [key, await evaluate(each, states, variables)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
  const expression = typeof value === 'string' ? /^\{%(.*)%\}$/s.exec(value)?.[1] : undefined;
  if (expression === undefined) return value;
  const result: unknown = await parsed(expression).evaluate({}, { ...variables, states });
  if (result === undefined) throw new TaskFailed('States.QueryEvaluationError', `${expression} is nothing`);
  // JSONata's sequences are arrays with marks of their own.
  return JSON.parse(JSON.stringify(result));
}
