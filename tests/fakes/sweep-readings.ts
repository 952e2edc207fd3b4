import type { SharedReadings } from '../../core/sweep/ports.ts';
import { copyOf } from './sweep-pages.ts';

/** What scans of one sweep share, in this process: as if all ran at once, and none died. */
export class FakeReadings implements SharedReadings {
  readonly #asked = new Map<string, Promise<object>>();
  /** The keys that were read, in order. */
  readonly read: string[] = [];

  async once<T extends object>(sweepId: string, key: string, read: () => Promise<T>): Promise<T> {
    const id = `${sweepId}\n${key}`;
    const reading = this.#asked.get(id) ?? this.#begin(id, key, read);
    return copyOf((await reading) as T);
  }

  #begin(id: string, key: string, read: () => Promise<object>): Promise<object> {
    this.read.push(key);
    const reading = read();
    this.#asked.set(id, reading);
    reading.catch(() => this.#asked.delete(id));
    return reading;
  }
}
