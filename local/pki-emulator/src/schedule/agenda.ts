import { Queue } from './queue.ts';

/** What is next for one subject (a certificate): when, and which of its matters. */
export interface Appointment {
  readonly at: number;
  readonly matters: readonly string[];
}

/** The next appointment of a subject after a moment, computed from what it is then; undefined: nothing is ahead. */
export type Foresight = (subject: string, after: number) => Appointment | undefined;

interface Entry extends Appointment {
  readonly subject: string;
  /** Of equal moments the subject that was planned first comes first. */
  readonly order: number;
}

/**
 * Which subject is due when. Only the next appointment of each is kept: it is computed anew after every change and every
 * appointment, so there is nothing to go stale and nothing to lose.
 */
export class Agenda {
  readonly #queue = new Queue<Entry>((a, b) => a.at < b.at || (a.at === b.at && a.order < b.order));
  readonly #current = new Map<string, Entry>();
  readonly #orders = new Map<string, number>();
  readonly #foresee: Foresight;
  /** Everything due up to here has happened. */
  #settledUntil: number;
  /** Told when the next appointment may have changed. */
  onChange: () => void = () => undefined;

  constructor(foresee: Foresight, start: number) {
    this.#foresee = foresee;
    this.#settledUntil = start;
  }

  /** Plans a subject that is new or has changed; one that has nothing ahead, or is gone, leaves the agenda. */
  plan(subject: string): void {
    const next = this.#foresee(subject, this.#settledUntil);
    if (next) this.#enter(subject, next);
    else this.#current.delete(subject);
    this.onChange();
  }

  #enter(subject: string, next: Appointment): void {
    const known = this.#current.get(subject);
    const order = this.#orders.get(subject) ?? this.#orders.size;
    this.#orders.set(subject, order);
    const entry = { ...next, subject, order };
    this.#current.set(subject, entry);
    // An equal moment is in the queue already, and taking it out finds the newer entry.
    if (known?.at !== next.at) this.#queue.add(entry);
  }

  /** The moment of the next appointment. */
  next(): number | undefined {
    for (let entry = this.#queue.first(); entry; entry = this.#queue.first()) {
      if (this.#current.get(entry.subject)?.at === entry.at) return entry.at;
      this.#queue.take(); // Replaced by another appointment meanwhile.
    }
    return undefined;
  }

  /** Takes the next appointment out if it is due by `until`; the caller plans its subject again. */
  take(until: number): (Appointment & { readonly subject: string }) | undefined {
    const at = this.next();
    if (at === undefined || at > until) return undefined;
    const subject = this.#queue.take()?.subject ?? '';
    const entry = this.#current.get(subject);
    this.#current.delete(subject);
    this.#settledUntil = Math.max(this.#settledUntil, at);
    return entry;
  }

  /** Nothing is left that was due by this moment. */
  settle(until: number): void {
    this.#settledUntil = Math.max(this.#settledUntil, until);
  }

  clear(): void {
    this.#queue.clear();
    this.#current.clear();
    this.#orders.clear();
    this.onChange();
  }
}
