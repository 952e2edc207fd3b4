import { Queue } from '../queue.ts';

/** What is next for one subject (a certificate): when, and which of its matters. */
export interface Appointment {
  readonly at: number;
  readonly matters: readonly string[];
}

/** The next appointment of a subject after a moment, computed from what it is then; undefined: nothing is ahead. */
export type Foresight = (subject: string, after: number) => Appointment | undefined;

/** A subject's place in the agenda. */
interface Entry {
  readonly subject: string;
  /** Of equal moments the subject that was planned first comes first. */
  readonly order: number;
  next: Appointment | undefined;
}

/** Where an entry stood in the queue; it has moved since when its next appointment is at another moment. */
interface Place {
  readonly at: number;
  readonly entry: Entry;
}

/**
 * Which subject is due when. Only the next appointment of each is kept: it is computed anew after every change and every
 * appointment, so there is nothing to go stale and nothing to lose.
 */
export class Agenda {
  readonly #queue = new Queue<Place>((a, b) => a.at < b.at || (a.at === b.at && a.entry.order < b.entry.order));
  readonly #entries = new Map<string, Entry>();
  #order = 0;
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
    const known = this.#entries.get(subject);
    if (next) this.#enter(known ?? this.#newEntry(subject), next);
    else if (known) {
      known.next = undefined;
      this.#entries.delete(subject);
    }
    this.onChange();
  }

  #newEntry(subject: string): Entry {
    const entry = { subject, order: this.#order++, next: undefined };
    this.#entries.set(subject, entry);
    return entry;
  }

  #enter(entry: Entry, next: Appointment): void {
    const moved = entry.next?.at !== next.at;
    entry.next = next;
    if (moved) this.#queue.add({ at: next.at, entry });
  }

  /** The moment of the next appointment. */
  next(): number | undefined {
    for (let place = this.#queue.first(); place; place = this.#queue.first()) {
      if (place.entry.next?.at === place.at) return place.at;
      this.#queue.take();
    }
    return undefined;
  }

  /** Takes the next appointment out if it is due by `until`; the caller plans its subject again. */
  take(until: number): (Appointment & { readonly subject: string }) | undefined {
    const at = this.next();
    if (at === undefined || at > until) return undefined;
    const entry = this.#queue.take()?.entry;
    const matters = entry?.next?.matters ?? [];
    if (!entry) return undefined;
    entry.next = undefined;
    this.#settledUntil = Math.max(this.#settledUntil, at);
    return { subject: entry.subject, at, matters };
  }

  /** Nothing is left that was due by this moment. */
  settle(until: number): void {
    this.#settledUntil = Math.max(this.#settledUntil, until);
  }

  /** All that has something ahead, in the order in which equal moments count. */
  subjects(): string[] {
    return [...this.#entries.keys()];
  }

  /** Forgets everything; what is planned from now on is due after `moment`. */
  restart(moment: number): void {
    this.clear();
    this.#settledUntil = moment;
  }

  clear(): void {
    this.#queue.clear();
    this.#entries.clear();
    this.onChange();
  }
}
