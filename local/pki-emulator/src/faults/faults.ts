import { mulberry32, type Random, seedFor } from '../random.ts';
import { type Fault, type Faultable, fits } from './fault.ts';

/** A fault and what became of it. */
export interface ListedFault extends Fault {
  /** Calls it fitted and drew for. */
  readonly seen: number;
  /** Calls it met. */
  readonly met: number;
}

interface Entry {
  readonly fault: Fault;
  readonly random: Random;
  seen: number;
  met: number;
}

/**
 * The faults that are set, in their order: a call is met by the first that fits and whose draw hits. Each draws from a
 * generator of its own, in the order of the calls that reach it, so a run with the same seeds repeats.
 */
export class Faults {
  #entries: Entry[] = [];
  #added = 0;
  readonly #seed: number;

  /** @param seed what the seeds of faults are made from that are given none */
  constructor(seed: number) {
    this.#seed = seed;
  }

  add(wish: Omit<Fault, 'seed'> & { readonly seed?: number | undefined }): void {
    const fault = { ...wish, seed: wish.seed ?? seedFor(this.#seed, this.#added) };
    this.#added++;
    this.#entries.push({ fault, random: mulberry32(fault.seed), seen: 0, met: 0 });
  }

  /** Also those whose count is used up: `count` is what is left of it. */
  list(): readonly ListedFault[] {
    return this.#entries.map(({ fault, seen, met }) => ({
      ...fault,
      ...(fault.count === undefined ? {} : { count: fault.count - met }),
      seen,
      met,
    }));
  }

  /** Forgets all of them; the next one draws what the first one drew. */
  clear(): void {
    this.#entries = [];
    this.#added = 0;
  }

  /** The fault this call meets, counted. */
  take(call: Faultable): Fault | undefined {
    return this.#entries.find((entry) => meets(entry, call))?.fault;
  }
}

function meets(entry: Entry, call: Faultable): boolean {
  const { fault } = entry;
  if (!fits(fault, call) || entry.met === fault.count) return false;
  entry.seen++;
  if (fault.probability < 1 && entry.random() >= fault.probability) return false;
  entry.met++;
  return true;
}
