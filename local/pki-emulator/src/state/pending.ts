import type { Clock } from '../clock.ts';

/** What a snapshot keeps of work that has ended. */
export interface Settled<T> {
  readonly due: number;
  readonly workedAt: number;
  readonly outcome: { readonly value: T } | { readonly message: string };
}

/**
 * Work that a service does after it has answered: a key pair, a signature.
 *
 * It counts as finished when it really is *and* the settle time has passed on the emulator's clock, so that clients
 * meet RequestInProgressException as they do on AWS. Nothing waits and no timer runs: the state is computed on reading.
 */
export class Pending<T> {
  #outcome: { value: T } | { error: unknown } | undefined;
  #workedAt: number | undefined;
  #due: number;
  readonly #clock: Clock;
  /** The work itself, without the settle time: for the service that waits for its own result. */
  readonly outcome: Promise<T>;

  constructor(clock: Clock, settleMilliseconds: number, work: Promise<T>) {
    this.#clock = clock;
    this.#due = clock.now().getTime() + settleMilliseconds;
    this.outcome = work;
    work.then(
      (value) => this.#finish({ value }),
      (error: unknown) => this.#finish({ error }),
    );
  }

  /** Work of another emulator's that had ended there. */
  static restored<T>(clock: Clock, { due, workedAt, outcome }: Settled<T>): Pending<T> {
    const work = 'value' in outcome ? Promise.resolve(outcome.value) : Promise.reject(new Error(outcome.message));
    const pending = new Pending<T>(clock, 0, work);
    pending.#due = due;
    pending.#workedAt = workedAt;
    pending.#outcome = 'value' in outcome ? outcome : { error: new Error(outcome.message) };
    return pending;
  }

  /** @throws Error while the work goes on */
  settled(): Settled<T> {
    if (!this.#outcome || this.#workedAt === undefined) throw new Error('work under way cannot be kept');
    const outcome = 'value' in this.#outcome ? this.#outcome : { message: messageOf(this.#outcome.error) };
    return { due: this.#due, workedAt: this.#workedAt, outcome };
  }

  #finish(outcome: { value: T } | { error: unknown }): void {
    this.#outcome ??= outcome;
    this.#workedAt ??= this.#clock.now().getTime();
  }

  /** When it is finished at the earliest, in epoch milliseconds; undefined while the work itself goes on. */
  get finishes(): number | undefined {
    return this.#workedAt === undefined ? undefined : Math.max(this.#due, this.#workedAt);
  }

  get state(): 'running' | 'done' | 'failed' {
    if (!this.#outcome || this.#clock.now().getTime() < this.#due) return 'running';
    return 'value' in this.#outcome ? 'done' : 'failed';
  }

  /** The result, undefined while running or when the work failed. */
  get value(): T | undefined {
    return this.state === 'done' && this.#outcome && 'value' in this.#outcome ? this.#outcome.value : undefined;
  }

  get error(): unknown {
    return this.state === 'failed' && this.#outcome && 'error' in this.#outcome ? this.#outcome.error : undefined;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
