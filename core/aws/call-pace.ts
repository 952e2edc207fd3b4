import { setTimeout as pause } from 'node:timers/promises';
import type { AccountId } from '../domain/arn.ts';
import { rateOf } from './call-rates.ts';

/** Clocks of two machines never run quite alike. */
const MARGIN = 1.01;

/**
 * When a call that took a while reached AWS nobody tells: where a second has one call, so much is waited in addition, up to
 * this part of the interval.
 */
const UNDER_WAY = 0.1;

/** What every SDK client has, whatever its age. */
export interface Watchable {
  readonly middlewareStack: {
    add(middleware: Middleware, options: { step: 'finalizeRequest'; priority: 'low'; name: string }): void;
  };
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the clients' own types differ between their versions
type Next = (args: any) => Promise<any>;
type Middleware = (next: Next, context: object) => Next;

/** Watches a client of one account and region. @param service as IAM names it, e.g. `acm-pca` */
export type Watch = (client: Watchable, service: string) => void;

/**
 * Keeps each account's calls in each region below the quota of their operation, in one process, and counts them: each
 * request, also one that the SDK sends again.
 */
export class CallPace {
  readonly #now: () => number;
  readonly #sleep: (milliseconds: number) => Promise<unknown>;
  /** When the next call may begin, by account, region and quota. */
  readonly #next = new Map<string, number>();
  /** The same, told when the last call of a quota of one a second has ended. */
  readonly #last = new Map<string, Promise<number>>();
  #calls: Record<string, number> = {};

  /**
   * @param now the system's time in milliseconds: the quotas are AWS's
   * @param sleep waits so many milliseconds
   */
  constructor(now: () => number, sleep: (milliseconds: number) => Promise<unknown> = pause) {
    this.#now = now;
    this.#sleep = sleep;
  }

  /** What watches the clients of an account in a region. */
  watching(account: AccountId, region: string): Watch {
    return (client, service) => {
      const middleware: Middleware = (next, context) => {
        const { commandName = 'UnknownCommand' } = context as { readonly commandName?: string };
        const operation = `${service}:${commandName.replace(/Command$/, '')}`;
        return (args) => this.#paced(operation, `${account}/${region}`, () => next(args));
      };
      // Within a retry: each request has to wait for its turn, and counts.
      client.middlewareStack.add(middleware, { step: 'finalizeRequest', priority: 'low', name: 'renewguardPace' });
    };
  }

  /** The calls since this was asked last, by operation. */
  take(): Readonly<Record<string, number>> {
    const calls = this.#calls;
    this.#calls = {};
    return calls;
  }

  #paced<T>(operation: string, place: string, call: () => Promise<T>): Promise<T> {
    const rate = rateOf(operation);
    const counted = (): Promise<T> => {
      this.#calls[operation] = (this.#calls[operation] ?? 0) + 1;
      return call();
    };
    if (rate === undefined) return counted();
    const key = `${place}/${rate.quota}`;
    const interval = (1000 / rate.perSecond) * MARGIN;
    return rate.perSecond === 1 ? this.#oneByOne(key, interval, counted) : this.#spaced(key, interval, counted);
  }

  /** Each call begins an interval after the one before. One that comes late has the second's other calls to spare. */
  async #spaced<T>(key: string, interval: number, call: () => Promise<T>): Promise<T> {
    const now = this.#now();
    const turn = Math.max(now, this.#next.get(key) ?? now);
    this.#next.set(key, turn + interval);
    if (turn > now) await this.#sleep(turn - now);
    return call();
  }

  /** Nothing is to spare where a second has one call: the next begins when the one before has ended, an interval after it began. */
  #oneByOne<T>(key: string, interval: number, call: () => Promise<T>): Promise<T> {
    let free = 0;
    const mine = (this.#last.get(key) ?? Promise.resolve(0)).then(async (from) => {
      if (from > this.#now()) await this.#sleep(from - this.#now());
      const began = this.#now();
      const underWay = (): number => Math.min(this.#now() - began, interval * UNDER_WAY);
      return call().finally(() => (free = began + interval + underWay()));
    });
    const freed = (): number => free;
    this.#last.set(key, mine.then(freed, freed));
    return mine;
  }
}
