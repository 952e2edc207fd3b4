/** What a fault can meet: a call of any service here. */
export interface Faultable {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
}

/** An error to answer instead of (or, with `after`, on top of) doing the work. */
export interface Fault {
  readonly service: string;
  /** An operation's name, or `*`. */
  readonly operation: string;
  readonly error: string;
  readonly status: number;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** The work is done and recorded, only the answer is lost: what a client sees as a timeout after success. */
  readonly after: boolean;
  /** How many calls are left to fail; undefined means until removed. */
  readonly count?: number | undefined;
}

/** The faults that are set; the first that fits a call is used up by one. */
export class Faults {
  #faults: Fault[] = [];

  add(fault: Fault): void {
    this.#faults.push(fault);
  }

  list(): readonly Fault[] {
    return this.#faults;
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault this call meets, counted down. */
  take(call: Faultable): Fault | undefined {
    const index = this.#faults.findIndex((fault) => fits(fault, call));
    const fault = this.#faults[index];
    if (fault?.count === undefined) return fault;
    const rest = fault.count > 1 ? [{ ...fault, count: fault.count - 1 }] : [];
    this.#faults.splice(index, 1, ...rest);
    return fault;
  }
}

const fits = (fault: Fault, call: Faultable): boolean =>
  fault.service === call.service &&
  (fault.operation === '*' || fault.operation === call.operation) &&
  (fault.account ?? call.account) === call.account &&
  (fault.region ?? call.region) === call.region;
