import { readFileSync } from 'node:fs';
import { PKI } from '../builders/accounts.ts';
import type { FakeWorld } from '../fakes/fake-world.ts';
import { runMachine, TaskFailed, type Machine } from './run-machine.ts';

/** A function of the template by its name in FakeWorld: `inspectCertificate`. */
export type FunctionName = Exclude<
  { [K in keyof FakeWorld]: FakeWorld[K] extends (input: unknown) => Promise<unknown> ? K : never }[keyof FakeWorld],
  undefined
>;

export const named = (name: string, message = 'as told') => Object.assign(new Error(message), { name });

export const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

let executions = 0;

/** A machine of statemachines/ on the functions of a fake world, called as Lambda calls them. */
export class MachineOnFakes {
  readonly #definition: Machine;
  readonly #world: FakeWorld;
  readonly #name: string;
  /** Failures that a function's next calls end with, before the function itself. */
  readonly faults: Partial<Record<FunctionName, (Error | TaskFailed)[]>> = {};
  /** How often each function was called. */
  readonly calls: Partial<Record<FunctionName, number>> = {};
  /** What happens while the machine waits. */
  onWait: (seconds: number) => void = () => undefined;

  /** @param name the machine's file without `.asl.json` */
  constructor(name: string, world: FakeWorld) {
    this.#definition = JSON.parse(readFileSync(`statemachines/${name}.asl.json`, 'utf8')) as Machine;
    this.#world = world;
    this.#name = name;
  }

  /** Starts an execution and tells how it ended. @throws what is no failure of the execution, but of the tests */
  async run(input: object) {
    const execution = {
      id: `arn:aws:states:eu-west-1:${PKI}:execution:${this.#name}:${(executions += 1)}`,
      invoke: (name: string, payload: unknown) => this.#invoke(name, payload),
      visited: [] as string[],
      waited: [] as number[],
      onWait: (seconds: number) => this.onWait(seconds),
    };
    const outcome = await runMachine(this.#definition, input, execution).catch((error: unknown) => error);
    if (outcome instanceof Error && !(outcome instanceof TaskFailed)) throw outcome;
    const failed = outcome instanceof TaskFailed ? outcome : undefined;
    return { ...execution, output: failed ? undefined : outcome, failed };
  }

  /** Calls a function as Lambda does: what it is given and answers is JSON, what it throws is a name and a text. */
  async #invoke(functionName: string, payload: unknown): Promise<unknown> {
    const pascal = /^\$\{(\w+)FunctionArn\}$/.exec(functionName)?.[1] ?? '';
    const name = (pascal.charAt(0).toLowerCase() + pascal.slice(1)) as FunctionName;
    this.calls[name] = (this.calls[name] ?? 0) + 1;
    try {
      const fault = this.faults[name]?.shift();
      if (fault !== undefined) throw fault;
      const answer: unknown = await this.#world[name](JSON.parse(JSON.stringify(payload)));
      return JSON.parse(JSON.stringify(answer));
    } catch (error) {
      if (error instanceof TaskFailed || !(error instanceof Error)) throw error;
      throw new TaskFailed(error.name, JSON.stringify({ errorType: error.name, errorMessage: error.message }));
    }
  }
}
