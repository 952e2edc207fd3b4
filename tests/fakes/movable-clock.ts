import type { Clock } from '../../core/runtime/clock.ts';

/** A clock that stands still until it is moved. */
export class MovableClock implements Clock {
  #now = new Date('2026-11-22T10:00:00.000Z');

  now(): Promise<Date> {
    return Promise.resolve(this.#now);
  }

  forward(seconds: number): void {
    this.#now = new Date(this.#now.getTime() + seconds * 1000);
  }
}
