import type { Mode, ModeRecord } from '../../core/domain/reissue/mode.ts';
import type { ModeReader } from '../../core/reissue/ports.ts';

/** The mode, as somebody set it; it may be flipped between any two reads. */
export class FakeModes implements ModeReader {
  #record: ModeRecord;
  #flip: { readonly after: number; readonly record: ModeRecord } | undefined;
  /** How often it was read: once before each side effect. */
  reads = 0;

  constructor(fallback: Mode = 'act') {
    this.#record = { mode: fallback };
  }

  mode(): Promise<ModeRecord> {
    this.reads += 1;
    if (this.#flip !== undefined && this.reads > this.#flip.after) {
      this.#record = this.#flip.record;
      this.#flip = undefined;
    }
    return Promise.resolve(this.#record);
  }

  setMode(record: ModeRecord): Promise<void> {
    this.#record = record;
    return Promise.resolve();
  }

  /** Sets the mode after so many reads from now on. */
  flipAfter(reads: number, record: ModeRecord): void {
    this.#flip = { after: this.reads + reads, record };
  }
}
