import type { Ran, Variables } from '../../cli/kit/terminal.ts';
import { freshHome, renewguard, start } from '../../cli/kit/terminal.ts';
import { towards } from '../../../local/story/command-line.ts';
import type { Guard } from './guard.ts';

/** What leads the real command to a RenewGuard of the local cloud, as whoever owns its account. */
const towardsGuard = (guard: Guard, stack: string): Variables => ({
  ...towards({ ...guard, stack }),
  HOME: freshHome(),
});

/** Somebody at a terminal. */
export class Person {
  readonly #variables: Variables;
  /** All that was printed so far. */
  printed = '';

  constructor(guard: Guard, stack: string) {
    this.#variables = towardsGuard(guard, stack);
  }

  async types(...args: readonly string[]): Promise<Ran> {
    const ran = await renewguard(args, this.#variables);
    this.printed += ran.stdout + ran.stderr;
    return ran;
  }

  /** Types it, and presses Ctrl-C once this stands on stderr. */
  async interrupts(args: readonly string[], seen: RegExp): Promise<Omit<Ran, 'stdout'>> {
    const child = start(args, this.#variables);
    let stderr = '';
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      if (seen.test(stderr)) child.kill('SIGINT');
    });
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
    this.printed += stderr;
    return { code, stderr };
  }
}
