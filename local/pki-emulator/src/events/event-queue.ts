import { setTimeout } from 'node:timers/promises';
import type { Random } from '../random.ts';
import { type Delivery, fateOf } from './delivery.ts';
import type { OutgoingEvent } from './publisher.ts';

export interface QueuedEvent {
  readonly event: OutgoingEvent;
  readonly detail: object;
  /** When it happened, on the emulator's clock. */
  readonly time: Date;
}

/** PutEvents takes at most ten entries (EventBridge API reference). */
const BATCH = 10;

/** How long a late event waits, in real time, for others to overtake it. */
const PATIENCE_MILLISECONDS = 500;

/** The events that are to be sent, in their order, and those that are held back until others have gone before them. */
export class EventQueue {
  #queue: QueuedEvent[] = [];
  #held: { readonly queued: QueuedEvent; behind: number }[] = [];
  #arrival: AbortController | undefined;
  #counts = { withheld: 0, lost: 0, duplicated: 0, late: 0 };

  /** Events with the mode none, and what best effort did to others. */
  get counts() {
    return { ...this.#counts };
  }

  get pending(): number {
    return this.#queue.length + this.#held.length;
  }

  add(queued: QueuedEvent, delivery: Delivery, random: Random): void {
    if (delivery.mode === 'none') {
      this.#counts.withheld++;
      return;
    }
    this.#overtake();
    const copies = delivery.mode === 'every' ? [0] : fateOf(delivery, random);
    if (copies.length === 0) this.#counts.lost++;
    if (copies.length > 1) this.#counts.duplicated++;
    if ((copies[0] ?? 0) > 0) this.#counts.late++;
    for (const behind of copies) {
      if (behind === 0) this.#queue.push(queued);
      else this.#held.push({ queued: { ...queued }, behind });
    }
    this.#releaseOvertaken();
    this.#arrival?.abort();
  }

  /** The events at the head of the queue that go to the same bus. */
  nextBatch(): readonly QueuedEvent[] {
    const head = this.#queue[0]?.event;
    const end = this.#queue.findIndex(({ event }) => event.account !== head?.account || event.region !== head?.region);
    return this.#queue.slice(0, Math.min(end === -1 ? BATCH : end, BATCH));
  }

  /** Takes a batch out, unless the queue was cleared meanwhile. @returns how many it took */
  remove(batch: readonly QueuedEvent[]): number {
    return this.#queue[0] === batch[0] ? this.#queue.splice(0, batch.length).length : 0;
  }

  /** Waits for an event that overtakes the held ones; when none comes soon they go, the least late first. */
  async othersOrRelease(stopping: AbortSignal): Promise<void> {
    this.#arrival = new AbortController();
    const signal = AbortSignal.any([stopping, this.#arrival.signal]);
    const came = await setTimeout(PATIENCE_MILLISECONDS, false, { signal }).catch(() => true);
    this.#arrival = undefined;
    if (came) return;
    this.#held.sort((a, b) => a.behind - b.behind);
    for (const each of this.#held) each.behind = 0;
    this.#releaseOvertaken();
  }

  clear(): void {
    this.#queue = [];
    this.#held = [];
    this.#counts = { withheld: 0, lost: 0, duplicated: 0, late: 0 };
  }

  #overtake(): void {
    for (const each of this.#held) each.behind--;
  }

  #releaseOvertaken(): void {
    this.#queue.push(...this.#held.filter(({ behind }) => behind <= 0).map(({ queued }) => queued));
    this.#held = this.#held.filter(({ behind }) => behind > 0);
  }
}
