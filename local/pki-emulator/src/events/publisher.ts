import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import type { Cloud } from '../cloud/cloud.ts';

/** An event for the default bus of one account and region. */
export interface OutgoingEvent {
  readonly account: string;
  readonly region: string;
  readonly detailType: string;
  /** ARNs that the event is about; none for what CloudTrail tells. */
  readonly resources?: readonly string[];
  readonly detail: object;
}

export interface Deliveries {
  readonly pending: number;
  readonly delivered: number;
  readonly failed: number;
}

/** PutEvents refuses sources that begin with `aws.`; rules accept this one beside the services' own. */
export const EVENT_SOURCE = 'renewguard.drill';

/** PutEvents takes at most ten entries (EventBridge API reference). */
const BATCH = 10;
/** Before each attempt. */
const PAUSES_MILLISECONDS = [0, 100, 400, 1500];

/**
 * Sends events to the cloud's bus in the order they happened, after the answer to the call that caused them.
 *
 * Never throws and never blocks a call: what cannot be delivered after a few attempts is counted as failed.
 */
export class Publisher {
  readonly #cloud: Cloud | undefined;
  readonly #clock: Clock;
  readonly #queue: { event: OutgoingEvent; time: Date }[] = [];
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

  publish(event: OutgoingEvent): void {
    this.onPublish(event);
    const cloud = this.#cloud;
    if (!cloud || this.#stopping.signal.aborted) return;
    this.#queue.push({ event, time: this.#clock.now() });
    this.#running ??= this.#drain(cloud).finally(() => (this.#running = undefined));
  }

  deliveries(): Deliveries {
    return { pending: this.#queue.length, delivered: this.#delivered, failed: this.#failed };
  }

  /** Forgets what is not sent yet, and the counts. */
  clear(): void {
    this.#queue.length = 0;
    this.#delivered = 0;
    this.#failed = 0;
  }

  /** Ends after the attempt under way; the rest is dropped. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#queue.length = 0;
    await this.#running;
  }

  async #drain(cloud: Cloud): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve)); // The call's answer goes first.
    for (let batch = this.#nextBatch(); batch.length > 0; batch = this.#nextBatch()) {
      const sent = await this.#send(cloud, batch);
      // A reset may have emptied the queue meanwhile: only what is still there is taken out and counted.
      const done = this.#queue[0] === batch[0] ? this.#queue.splice(0, batch.length).length : 0;
      if (sent) this.#delivered += done;
      else this.#failed += done;
    }
  }

  /** The events at the head of the queue that go to the same bus. */
  #nextBatch(): { event: OutgoingEvent; time: Date }[] {
    const head = this.#queue[0]?.event;
    const end = this.#queue.findIndex(({ event }) => event.account !== head?.account || event.region !== head?.region);
    return this.#queue.slice(0, Math.min(end === -1 ? BATCH : end, BATCH));
  }

  async #send(cloud: Cloud, batch: readonly { event: OutgoingEvent; time: Date }[]): Promise<boolean> {
    const entries = batch.map(({ event, time }) => ({
      Source: EVENT_SOURCE,
      DetailType: event.detailType,
      Detail: JSON.stringify(event.detail),
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
