/** What a fault can meet: a call of any service here. */
export interface Faultable {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
}

/** How calls are to go wrong: an error, a lost connection, slowness, or slowness and one of the others. */
export interface Fault {
  readonly service: string;
  /** An operation's name, or `*`. */
  readonly operation: string;
  readonly account?: string | undefined;
  readonly region?: string | undefined;
  /** The code to answer; undefined where the answer is only late, or lost with its connection. */
  readonly error?: string | undefined;
  readonly status: number;
  /** The connection ends without an answer. */
  readonly dropped: boolean;
  /** How long nothing happens: before the work, or with `after` between the work and the answer. */
  readonly delayMilliseconds: number;
  /** The work is done and recorded, only the answer suffers: what a client sees as a timeout after success. */
  readonly after: boolean;
  /** How many calls may be met; undefined means until removed. */
  readonly count?: number | undefined;
  /** The part of the fitting calls that is met, from 0 to 1. */
  readonly probability: number;
  /** What its draws begin with, so that the same calls in the same order are met again. */
  readonly seed: number;
}

export const fits = (fault: Fault, call: Faultable): boolean =>
  fault.service === call.service &&
  (fault.operation === '*' || fault.operation === call.operation) &&
  (fault.account ?? call.account) === call.account &&
  (fault.region ?? call.region) === call.region;
