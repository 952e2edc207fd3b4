/** X.509 ends at 9999 (RFC 5280, 4.1.2.5); a clock near it could not issue anything. */
export const LAST_MOMENT = Date.UTC(9000, 0, 1);

/** Why the clock did not move; `field` is the admin input that asked for it. */
export class ClockRefusal extends Error {
  readonly field: string;

  constructor(field: string, message: string) {
    super(message);
    this.name = 'ClockRefusal';
    this.field = field;
  }
}

/**
 * The only source of time in the emulator: real time plus an offset that only grows.
 *
 * Certificates, statuses, token windows and records all read it, so that moving it forward ages everything alike. While
 * what is due at a moment happens, the clock stands at that moment; schedule/timekeeper.ts alone makes it stand or move.
 */
export class Clock {
  #offset: number;
  #standing: number | undefined;
  readonly #real: () => number;

  /** @param start the moment to begin at; `real` tells real time in milliseconds. */
  constructor(start?: Date, real: () => number = Date.now) {
    this.#real = real;
    this.#offset = start ? start.getTime() - real() : 0;
  }

  now(): Date {
    return new Date(this.#standing ?? this.#real() + this.#offset);
  }

  /** @throws ClockRefusal when `moment` lies before now: what has been issued or has expired cannot be undone. */
  check(moment: Date, field: string): Date {
    const now = this.now();
    if (Number.isNaN(moment.getTime())) throw new ClockRefusal(field, `${field} must be an ISO 8601 time`);
    if (moment < now) throw new ClockRefusal(field, `${field} would move the clock back from ${now.toISOString()}`);
    if (moment.getTime() > LAST_MOMENT) throw new ClockRefusal(field, `${field} must lie before the year 9000`);
    return moment;
  }

  standAt(moment: number): void {
    this.#standing = moment;
  }

  /** Runs on from `moment`. */
  runFrom(moment: number): void {
    this.#standing = undefined;
    this.#offset = moment - this.#real();
  }

  /** Runs on as if it had never stood. */
  run(): void {
    this.#standing = undefined;
  }
}
