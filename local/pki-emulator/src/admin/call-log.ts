/** One answered call; `outcome` is `OK`, the error's name, or `ConnectionDropped`. */
export interface LoggedCall {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The ARN of who called, where that is known. */
  readonly principal?: string;
  /** The ARN that the call acted on, where it named one. */
  readonly resource?: string;
  /** ISO 8601, the emulator's clock. */
  readonly time: string;
  readonly outcome: string;
}

/** What calls can be told apart by. */
export const CALL_FILTERS = ['service', 'operation', 'account', 'region', 'outcome', 'principal'] as const;
export type CallFilter = Partial<Readonly<Record<(typeof CALL_FILTERS)[number], string>>>;

/** Calls that are alike in all of these. */
export interface CountedCalls extends CallFilter {
  readonly count: number;
}

/** A day of a busy test; of older calls only the counts stay. */
const KEPT = 200_000;

/** The calls answered since the start or the last clear, oldest first, and how many there were of each kind. */
export class CallLog {
  #calls: LoggedCall[] = [];
  readonly #counts = new Map<string, { of: CallFilter; count: number }>();

  add(call: LoggedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls = this.#calls.slice(-KEPT / 2);
    const { service, operation, account, region, outcome, principal } = call;
    const key = `${service}\n${operation}\n${account}\n${region}\n${outcome}\n${principal ?? ''}`;
    const counted = this.#counts.get(key);
    if (counted) counted.count++;
    else {
      const of = { service, operation, account, region, outcome, ...(principal === undefined ? {} : { principal }) };
      this.#counts.set(key, { of, count: 1 });
    }
  }

  list(filter: CallFilter = {}): readonly LoggedCall[] {
    const wanted = Object.entries(filter);
    if (wanted.length === 0) return this.#calls;
    return this.#calls.filter((call) => fits(call, wanted));
  }

  /** Also of calls that are no longer listed. */
  counts(filter: CallFilter = {}): readonly CountedCalls[] {
    const wanted = Object.entries(filter);
    return [...this.#counts.values()].filter(({ of }) => fits(of, wanted)).map(({ of, count }) => ({ ...of, count }));
  }

  clear(): void {
    this.#calls = [];
    this.#counts.clear();
  }
}

const fits = (call: CallFilter, wanted: readonly [string, string][]): boolean =>
  wanted.every(([name, value]) => call[name as keyof CallFilter] === value);
