import type { MovableClock } from '../fakes/movable-clock.ts';
import type { MachineOnFakes } from '../statemachines/machine-on-fakes.ts';

/** Functions are at work, and whoever waits does not: time goes on to the next of those that wait when nobody is at work. */
export class SharedTime {
  readonly #clock: MovableClock;
  readonly #machine: MachineOnFakes;
  readonly #waiting: { readonly until: number; readonly goOn: () => void }[] = [];
  #isWatched = false;

  constructor(clock: MovableClock, machine: MachineOnFakes) {
    this.#clock = clock;
    this.#machine = machine;
    machine.onWait = (seconds) => this.wait(seconds);
  }

  async wait(seconds: number): Promise<void> {
    const until = (await this.#clock.now()).getTime() + seconds * 1000;
    await new Promise<void>((goOn) => {
      this.#waiting.push({ until, goOn });
      void this.#watch();
    });
  }

  async #watch(): Promise<void> {
    if (this.#isWatched) return;
    this.#isWatched = true;
    while (this.#waiting.length > 0) {
      await aTurn();
      if (this.#machine.atWork === 0) await this.#goOn();
    }
    this.#isWatched = false;
  }

  async #goOn(): Promise<void> {
    const [next] = this.#waiting.toSorted((one, other) => one.until - other.until);
    if (next === undefined) return;
    const now = (await this.#clock.now()).getTime();
    this.#clock.forward(Math.max(0, next.until - now) / 1000);
    this.#waiting.splice(this.#waiting.indexOf(next), 1);
    next.goOn();
    await aTurn();
  }
}

/** Lets others run. */
export const aTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
