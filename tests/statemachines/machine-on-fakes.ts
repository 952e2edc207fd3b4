import { readFileSync } from 'node:fs';
import { PKI } from '../builders/accounts.ts';
import type { FakeWorld } from '../fakes/fake-world.ts';
import type { ReissueWorld } from '../fakes/reissue-world.ts';
import type { RepairWorld } from '../fakes/repair-world.ts';
import { runMachine, TaskFailed, type Execution, type Machine, type StartRequest } from './run-machine.ts';

type Worlds = ReissueWorld & RepairWorld;

/** A function of the template by its name in the world of fakes: `inspectCertificate`. */
export type FunctionName = Exclude<
  {
    [K in keyof Worlds]: Worlds[K] extends (input: unknown) => Promise<unknown> ? K : never;
  }[keyof Worlds],
  undefined
>;

export const named = (name: string, message = 'as told') => Object.assign(new Error(message), { name });

export const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

/** A machine as it stands in statemachines/. @param name the file without `.asl.json` */
export const machineNamed = (name: string): Machine =>
  JSON.parse(readFileSync(`statemachines/${name}.asl.json`, 'utf8')) as Machine;

/** What a machine's execution was started with, and how it ended. */
interface Run extends Execution {
  readonly output: unknown;
  readonly failed: TaskFailed | undefined;
  /** The execution was stopped there. */
  readonly stopped: Stopped | undefined;
}

/**
 * Whoever was at work is gone: the execution was stopped. It is no Error, so that nothing takes notice of it, in the product as in
 * the machine.
 */
export class Stopped {
  /** The call that was cut off, and whether before or after it was done. */
  readonly at: string;

  constructor(at: string) {
    this.at = at;
  }
}

let executions = 0;

/** A machine of statemachines/ on the functions of a fake world, called as Lambda calls them; so are those that it starts. */
export class MachineOnFakes {
  readonly #world: FakeWorld;
  readonly #name: string;
  /** The names of the executions that were started by others: each can be used once. */
  readonly #names = new Set<string>();
  /** Failures that a function's next calls end with, before the function itself. */
  readonly faults: Partial<Record<FunctionName, (Error | TaskFailed)[]>> = {};
  /** How often each function was called. */
  readonly calls: Partial<Record<FunctionName, number>> = {};
  /** What was started without waiting for it. */
  readonly started: StartRequest[] = [];
  /** What happens while the machine waits. */
  onWait: (seconds: number) => void | Promise<void> = () => undefined;
  /** What happens before a task is tried again. */
  onRetry: () => void | Promise<void> = () => undefined;
  /** How many functions are at work just now. */
  atWork = 0;
  /** Sees all that the histories of the executions would show. */
  onHistory: (shown: unknown) => void = () => undefined;
  /** Answers a task that waits for its token, after its function was called. */
  onQuestion: (payload: unknown) => Promise<unknown> = () => Promise.resolve({});

  /** @param name the machine's file without `.asl.json` */
  constructor(name: string, world: FakeWorld) {
    this.#world = world;
    this.#name = name;
  }

  /** Starts an execution and tells how it ended. @throws what is no failure of the execution, but of the tests */
  run(input: object): Promise<Run> {
    return this.#run(this.#name, input);
  }

  async #run(machine: string, input: object): Promise<Run> {
    const execution: Execution = {
      id: `arn:aws:states:eu-west-1:${PKI}:execution:${machine}:${(executions += 1)}`,
      invoke: (name, payload) => this.#invoke(name, payload),
      invokeAndWait: async (name, payload) => {
        await this.#invoke(name, payload);
        return this.onQuestion(payload);
      },
      start: (request, waits) => this.#start(request, waits),
      visited: [],
      waited: [],
      onWait: (seconds) => this.onWait(seconds),
      onRetry: () => this.onRetry(),
      onHistory: (shown) => this.onHistory(shown),
    };
    const outcome = await runMachine(machineNamed(machine), input, execution).catch((error: unknown) => error);
    if (outcome instanceof Error && !(outcome instanceof TaskFailed)) throw outcome;
    const failed = outcome instanceof TaskFailed ? outcome : undefined;
    const stopped = outcome instanceof Stopped ? outcome : undefined;
    return { ...execution, output: (failed ?? stopped) ? undefined : outcome, failed, stopped };
  }

  /** `${IssueAndDeliverArn}` → issue-and-deliver. */
  async #start(request: StartRequest, waits: boolean): Promise<unknown> {
    const pascal = /^\$\{(\w+)Arn\}$/.exec(request.StateMachineArn)?.[1] ?? '';
    const machine = pascal.replaceAll(/(?<!^)([A-Z])/g, '-$1').toLowerCase();
    if (!waits) return void this.started.push(request);
    if (request.Name !== undefined && this.#names.has(request.Name))
      throw new TaskFailed('StepFunctions.ExecutionAlreadyExistsException', `Execution ${request.Name} already exists`);
    if (request.Name !== undefined) this.#names.add(request.Name);
    const { output, failed, stopped } = await this.#run(machine, request.Input);
    if (stopped !== undefined) throw stopped; // eslint-disable-line @typescript-eslint/only-throw-error -- it is none
    if (failed === undefined) return output;
    throw new TaskFailed(
      'States.TaskFailed',
      JSON.stringify({ Error: failed.error, Cause: failed.reason, Status: 'FAILED' }),
    );
  }

  /** Calls a function as Lambda does: what it is given and answers is JSON, what it throws is a name and a text. */
  async #invoke(functionName: string, payload: unknown): Promise<unknown> {
    const pascal = /^\$\{(\w+)FunctionArn\}$/.exec(functionName)?.[1] ?? '';
    const name = (pascal.charAt(0).toLowerCase() + pascal.slice(1)) as FunctionName;
    this.calls[name] = (this.calls[name] ?? 0) + 1;
    this.atWork += 1;
    try {
      const fault = this.faults[name]?.shift();
      if (fault !== undefined) throw fault;
      const functions = this.#world as unknown as Record<FunctionName, (input: unknown) => Promise<unknown>>;
      const answer: unknown = await functions[name](JSON.parse(JSON.stringify(payload)));
      return JSON.parse(JSON.stringify(answer));
    } catch (error) {
      if (error instanceof TaskFailed || !(error instanceof Error)) throw error;
      throw new TaskFailed(error.name, JSON.stringify({ errorType: error.name, errorMessage: error.message }));
    } finally {
      this.atWork -= 1;
    }
  }
}
