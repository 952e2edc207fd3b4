import type { Channel } from '../domain/alerts/channel.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import type { ChannelRefused } from './channel-errors.ts';

/** A notice in the queue of a channel. Times are ISO 8601. */
export interface QueuedNotice {
  readonly channel: Channel;
  readonly sortKey: string;
  readonly notice: OutgoingNotice;
  /** How often the channel did not take it. */
  readonly refusals: number;
  /** When it is tried again. */
  readonly dueAt: string;
  /** The channel was busy: what comes after it waits as well. */
  readonly holds?: boolean;
  /** Why the channel did not take it the last time. */
  readonly why?: string;
}

/** Until when a notice is put off. */
export interface PutOff {
  /** ISO 8601. */
  readonly dueAt: string;
  /** What comes after it as well. */
  readonly holds: boolean;
  /** Why the channel did not take it; nothing secret. */
  readonly why: string;
}

/** The queues of the channels, each with one sender at a time. */
export interface Queues {
  /** The partitions of the table in which notices wait that nobody sent. @param by ISO 8601 */
  dueNotices(by: string): Promise<readonly string[]>;
  /** The channels that something waits for. @param by ISO 8601 */
  dueChannels(by: string): Promise<readonly Channel[]>;
  /** In their order. */
  waitingFor(channel: Channel): Promise<readonly QueuedNotice[]>;
  /** @param now the system's time in milliseconds. @param until by then it has sent what it can, or died */
  takeChannel(channel: Channel, sender: string, now: number, until: number): Promise<boolean>;
  releaseChannel(channel: Channel, sender: string): Promise<void>;
  taken(queued: QueuedNotice): Promise<void>;
  putOff(queued: QueuedNotice, until: PutOff): Promise<void>;
}

/** Sends to the channels that have queues. */
export interface Senders {
  /** @throws ChannelBusy where it can't take anything now; ChannelRefused where it won't take this one */
  send(channel: Channel, notice: OutgoingNotice): Promise<void>;
  /** Where a channel takes many at once, what sends them; else each is sent by itself. */
  inBatches(channel: Channel): BatchSender | undefined;
}

/** Sends to a channel that shows how each subject is now. */
export interface BatchSender {
  /** So many subjects at once. */
  readonly most: number;
  subjectOf(notice: OutgoingNotice): string;
  /**
   * @param subjects what is told of each, in its order: the last says how it is now
   * @returns for each, in their order, why it was not taken
   * @throws ChannelBusy where nothing can be taken now
   */
  send(subjects: readonly (readonly OutgoingNotice[])[]): Promise<readonly (ChannelRefused | undefined)[]>;
}
