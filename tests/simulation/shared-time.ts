import type { MovableClock } from '../fakes/movable-clock.ts';
import type { MachineOnFakes } from '../statemachines/machine-on-fakes.ts';
import { Chance } from './chance.ts';

/**
 * Lets executions run side by side, always alike for the same seed: of the functions at work only one goes on at a time, up to its
 * next turn, and chance says which; when none is at work, time goes on to the next execution that waits.
 */
export class SharedTime {
  readonly #clock: MovableClock;
  readonly #machine: MachineOnFakes;
  readonly #chance: Chance;
  readonly #turns: (() => void)[] = [];
  readonly #waiting: { readonly until: number; readonly goOn: () => void }[] = [];
  #isAtWork = false;

  constructor(clock: MovableClock, machine: MachineOnFakes, chance = new Chance(1)) {
    this.#clock = clock;
    this.#machine = machine;
    this.#chance = chance;
    machine.onWait = (seconds) => this.wait(seconds);
  }

  /** Waits as a state of a machine does: no function is at work meanwhile. */
  async wait(seconds: number): Promise<void> {
    const until = (await this.#clock.now()).getTime() + seconds * 1000;
    await new Promise<void>((goOn) => {
      this.#waiting.push({ until, goOn });
      void this.#run();
    });
  }

  /** Where a function may be overtaken by others: around each call of a port. */
  turn(): Promise<void> {
    return new Promise<void>((goOn) => {
      this.#turns.push(goOn);
      void this.#run();
    });
  }

  async #run(): Promise<void> {
    if (this.#isAtWork) return;
    this.#isAtWork = true;
    while (this.#turns.length + this.#waiting.length > 0) {
      await aTurn();
      if (this.#machine.atWork > this.#turns.length) continue; // somebody has not come to a turn yet
      if (this.#turns.length > 0) this.#turns.splice(this.#chance.below(this.#turns.length), 1)[0]?.();
      else await this.#timeGoesOn();
    }
    this.#isAtWork = false;
  }

  async #timeGoesOn(): Promise<void> {
    const [next] = this.#waiting.toSorted((one, other) => one.until - other.until);
    if (next === undefined) return;
    const now = (await this.#clock.now()).getTime();
    this.#clock.forward(Math.max(0, next.until - now) / 1000);
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    next.goOn();
  }
}

/** Lets what can go on do so. */
const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
