import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import type { SNSClient } from '@aws-sdk/client-sns';
import type { Channel } from '../domain/alerts/channel.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import type { Addressing } from './addressing.ts';
import type { ChannelQueues } from './channel-queues.ts';
import { publishNotice } from './notice-topics.ts';
import { putEvent } from './put-event.ts';

/** The source of RenewGuard's events on the bus. */
export const EVENT_SOURCE = 'renewguard';

/** The two that every function may send to. */
export interface OwnChannels {
  readonly topic: SNSClient;
  readonly topicArn: string;
  readonly bus: EventBridgeClient;
  readonly busName: string;
}

/** How a notice gets its channels, and into those that only deliver-alerts may send to. */
export interface RoutedChannels {
  readonly addressing: Addressing;
  readonly queues: ChannelQueues;
}

type Event = Pick<OutgoingNotice, 'id' | 'detailType' | 'detail'>;

/** Where notices go: to the default topic and the bus at once, into the queue of any other channel. */
export class Channels {
  readonly #own: OwnChannels;
  readonly #routed: RoutedChannels | undefined;

  /** @param routed undefined: everything goes to the two that are sent to at once */
  constructor(own: OwnChannels, routed?: RoutedChannels) {
    this.#own = own;
    this.#routed = routed;
  }

  channelsOf(notice: OutgoingNotice): Promise<readonly Channel[]> {
    return this.#routed?.addressing.channelsOf(notice) ?? Promise.resolve(['topic', 'bus']);
  }

  /**
   * @param sortKey sorts the notices of one subject
   * @throws AwsUnavailable, AwsRefused
   */
  async deliver(channel: Channel, sortKey: string, notice: OutgoingNotice): Promise<void> {
    if (channel === 'topic') await publishNotice(this.#own.topic, this.#own.topicArn, notice);
    else if (channel === 'bus') await this.announce(notice);
    else await this.#routed?.queues.queue(channel, sortKey, notice);
  }

  /** Puts an event on the bus. @throws AwsUnavailable, AwsRefused */
  async announce({ id, detailType, detail }: Event): Promise<void> {
    const { bus, busName } = this.#own;
    const Detail = JSON.stringify(detail);
    const entry = { EventBusName: busName, Source: EVENT_SOURCE, DetailType: detailType, Detail };
    await putEvent(bus, entry, `: notice ${id}`);
  }
}
