/** One answered call; `outcome` is `OK` or the error's name. */
export interface LoggedCall {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** ISO 8601, the emulator's clock. */
  readonly time: string;
  readonly outcome: string;
}

/** A day of a busy test; older calls fall out. */
const KEPT = 100_000;

/** The calls answered since the start or the last clear, oldest first. */
export class CallLog {
  #calls: LoggedCall[] = [];

  add(call: LoggedCall): void {
    this.#calls.push(call);
    if (this.#calls.length > KEPT) this.#calls = this.#calls.slice(-KEPT / 2);
  }

  list(): readonly LoggedCall[] {
    return this.#calls;
  }

  clear(): void {
    this.#calls = [];
  }
}
