import { ChannelBusy, ChannelRefused } from '../../core/alerting/channel-errors.ts';
import type { BatchSender, PutOff, QueuedNotice, Queues, Senders } from '../../core/alerting/ports.ts';
import type { Channel } from '../../core/domain/alerts/channel.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';

/** The queues of the table, in memory. */
export class QueuesInMemory implements Queues {
  readonly items: QueuedNotice[] = [];
  readonly left: string[] = [];
  readonly unsent: string[] = [];
  readonly #senders = new Map<Channel, { readonly sender: string; readonly until: number }>();

  queue(channel: Channel, notice: OutgoingNotice, dueAt = notice.at): void {
    const sortKey = `NOTICE#${notice.at}#${notice.id}`;
    if (this.items.some((item) => item.channel === channel && item.sortKey === sortKey)) return;
    this.items.push({ channel, sortKey, notice, refusals: 0, dueAt });
    this.items.sort((one, other) => (one.sortKey < other.sortKey ? -1 : 1));
  }

  dueNotices(): Promise<readonly string[]> {
    return Promise.resolve([...this.left]);
  }

  dueChannels(by: string): Promise<readonly Channel[]> {
    const due = this.items.filter(({ dueAt }) => dueAt <= by).map(({ channel }) => channel);
    return Promise.resolve([...new Set(due)]);
  }

  unsentSince(): Promise<readonly string[]> {
    return Promise.resolve([...this.unsent]);
  }

  waitingChannels(): Promise<readonly Channel[]> {
    return Promise.resolve([...new Set(this.items.map(({ channel }) => channel))]);
  }

  waitingFor(channel: Channel): Promise<readonly QueuedNotice[]> {
    return Promise.resolve(this.items.filter((item) => item.channel === channel));
  }

  takeChannel(channel: Channel, sender: string, now: number, until: number): Promise<boolean> {
    const holder = this.#senders.get(channel);
    const isFree = holder === undefined || holder.sender === sender || holder.until < now;
    if (isFree) this.#senders.set(channel, { sender, until });
    return Promise.resolve(isFree);
  }

  releaseChannel(channel: Channel, sender: string): Promise<void> {
    if (this.#senders.get(channel)?.sender === sender) this.#senders.delete(channel);
    return Promise.resolve();
  }

  taken({ channel, sortKey }: QueuedNotice): Promise<void> {
    const at = this.items.findIndex((item) => item.channel === channel && item.sortKey === sortKey);
    if (at >= 0) this.items.splice(at, 1);
    return Promise.resolve();
  }

  putOff(queued: QueuedNotice, until: PutOff): Promise<void> {
    const at = this.items.findIndex(({ channel, sortKey }) => channel === queued.channel && sortKey === queued.sortKey);
    if (at >= 0) this.items[at] = { ...queued, ...until, refusals: queued.refusals + 1 };
    return Promise.resolve();
  }
}

/** Receivers that remember what they took: `id` each, by channel. */
export class Receivers implements Senders {
  readonly took = new Map<Channel, string[]>();
  readonly busy = new Set<Channel>();
  readonly refused = new Set<string>();
  readonly broken = new Set<Channel>();
  readonly batched = new Map<Channel, BatchSender>();
  /** Called before each is taken. */
  before: (channel: Channel, id: string) => Promise<void> | void = () => undefined;

  inBatches(channel: Channel): BatchSender | undefined {
    return this.batched.get(channel);
  }

  async send(channel: Channel, { id }: OutgoingNotice): Promise<void> {
    await this.before(channel, id);
    if (this.broken.has(channel)) throw new TypeError('a fault of our own');
    if (this.busy.has(channel)) throw new ChannelBusy('it answered 503');
    if (this.refused.has(id)) throw new ChannelRefused('it answered 400');
    this.took.set(channel, [...(this.took.get(channel) ?? []), id]);
  }
}
