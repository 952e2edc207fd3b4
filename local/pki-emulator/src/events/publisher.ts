import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../cloud/cloud.ts';
import { mulberry32, type Random } from '../random.ts';
import type { Delivery } from './delivery.ts';
import { EventQueue, type QueuedEvent } from './event-queue.ts';

/** An event for the default bus of one account and region. */
export interface OutgoingEvent {
  readonly account: string;
  readonly region: string;
  readonly detailType: string;
  /** ARNs that the event is about; none for what CloudTrail tells. */
  readonly resources?: readonly string[];
  /** Made only where there is a bus: most emulators have none, and a record costs as much as a signature. */
  readonly detail: () => object;
}

/** PutEvents refuses sources that begin with `aws.`; rules accept this one beside the services' own. */
export const EVENT_SOURCE = 'renewguard.drill';

/** Before each attempt. */
const PAUSES_MILLISECONDS = [0, 100, 400, 1500];

/**
 * Sends events to the cloud's bus in the order they happened, or as the delivery mode has it, after the answer to the
 * call that caused them.
 *
 * Never throws and never blocks a call: what cannot be delivered after a few attempts is counted as failed.
 */
export class Publisher {
  readonly #cloud: Cloud | undefined;
  readonly #clock: Clock;
  readonly #queue = new EventQueue();
  #delivery: Delivery = { mode: 'every' };
  #random: Random = mulberry32(0);
  #delivered = 0;
  #failed = 0;
  #running: Promise<void> | undefined;
  readonly #stopping = new AbortController();
  /** Told of every event, also where there is no cloud to send it to. */
  onPublish: (event: OutgoingEvent) => void = () => undefined;

  constructor(cloud: Cloud | undefined, clock: Clock) {
    this.#cloud = cloud;
    this.#clock = clock;
  }

  /** How events are delivered from now on; draws begin anew with the seed. */
  deliver(delivery: Delivery, seed: number): void {
    this.#delivery = delivery;
    this.#random = mulberry32(seed);
  }

  publish(event: OutgoingEvent): void {
    this.onPublish(event);
    const cloud = this.#cloud;
    if (!cloud || this.#stopping.signal.aborted) return;
    this.#queue.add({ event, detail: event.detail(), time: this.#clock.now() }, this.#delivery, this.#random);
    this.#running ??= this.#drain(cloud).finally(() => (this.#running = undefined));
  }

  deliveries() {
    const { pending, counts } = this.#queue;
    return { ...this.#delivery, pending, delivered: this.#delivered, failed: this.#failed, ...counts };
  }

  /** Forgets what is not sent yet, and the counts. */
  clear(): void {
    this.#queue.clear();
    this.#delivered = 0;
    this.#failed = 0;
  }

  /** Ends after the attempt under way; the rest is dropped. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#queue.clear();
    await this.#running;
  }

  async #drain(cloud: Cloud): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // The call's answer goes first.
    while (this.#queue.pending > 0) {
      const batch = this.#queue.nextBatch();
      if (batch.length === 0) await this.#queue.othersOrRelease(this.#stopping.signal);
      else await this.#deliverBatch(cloud, batch);
    }
  }

  async #deliverBatch(cloud: Cloud, batch: readonly QueuedEvent[]): Promise<void> {
    const sent = await this.#send(cloud, batch);
    const done = this.#queue.remove(batch);
    if (sent) this.#delivered += done;
    else this.#failed += done;
  }

  async #send(cloud: Cloud, batch: readonly QueuedEvent[]): Promise<boolean> {
    const entries = batch.map(({ event, detail, time }) => ({
      Source: EVENT_SOURCE,
      DetailType: event.detailType,
      Detail: JSON.stringify(detail),
      Time: Math.floor(time.getTime() / 1000),
      Resources: event.resources ?? [],
    }));
    const { account, region } = batch[0]?.event ?? { account: '', region: '' };
    for (const pause of PAUSES_MILLISECONDS) {
      try {
        await setTimeout(pause, undefined, { signal: this.#stopping.signal });
        await cloud.putEvents(account, region, entries);
        return true;
      } catch {
        if (this.#stopping.signal.aborted) return false;
        // Tried again; after the last attempt it is counted as failed, which GET /_emulator/deliveries shows.
      }
    }
    return false;
  }
}
