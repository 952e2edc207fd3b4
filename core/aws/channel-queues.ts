import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Channel } from '../domain/alerts/channel.ts';
import type { PutOff, QueuedNotice, Queues } from '../alerting/ports.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { dueItems } from './due-items.ts';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { itemsOf } from './items.ts';
import { channelPartition, ITEM_VERSION, type Table } from './table.ts';
import { leaveTurn, takeTurn } from './turns.ts';

/** Of notices whose writer may have died before it sent them, and of channels that something waits for. */
const DUE_NOTICES = 'NOTICES';
const DUE_CHANNELS = 'CHANNELS';

const QUEUED = 'NOTICE#';
/** Whatever is due at all. */
const EVER = '9999-12-31T23:59:59.999Z';
const senderKey = (channel: Channel) => ({ pk: channelPartition(channel), sk: 'SENDER' });

/** Whoever wrote a notice sends it within this, or died. */
const SENT_WITHIN_MILLISECONDS = 2 * 60 * 1000;

/** What makes a notice due some time after it was written. @param at ISO 8601 */
export const dueNotice = (at: string) => ({
  duePartition: DUE_NOTICES,
  dueAt: new Date(Date.parse(at) + SENT_WITHIN_MILLISECONDS).toISOString(),
});

/** One queue for each channel that only deliver-alerts sends to, so that none waits for another. */
export class ChannelQueues implements Queues {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Puts a notice into a queue, in its order; what is there stays as it is. */
  async queue(channel: Channel, sortKey: string, notice: OutgoingNotice): Promise<void> {
    const { client, name } = this.#table;
    const Item = {
      pk: channelPartition(channel),
      sk: sortKey,
      itemVersion: ITEM_VERSION,
      notice,
      duePartition: DUE_CHANNELS,
      dueAt: notice.at,
    };
    const put = new PutCommand({ TableName: name, Item, ConditionExpression: 'attribute_not_exists(pk)' });
    await inOwnAccount('dynamodb:PutItem', () => whetherConditionHeld(() => client.send(put)));
  }

  /** The partitions in which notices wait that nobody sent. @param by ISO 8601 */
  dueNotices(by: string): Promise<readonly string[]> {
    return this.#due(DUE_NOTICES, by);
  }

  /** When each notice was written that should have been sent by now, ISO 8601. @param by ISO 8601 */
  async unsentSince(by: string): Promise<readonly string[]> {
    const due = await dueItems(this.#table, DUE_NOTICES, by);
    return due.map(({ dueAt }) => new Date(Date.parse(String(dueAt)) - SENT_WITHIN_MILLISECONDS).toISOString());
  }

  /** The channels that something waits for, whenever that is due. */
  waitingChannels(): Promise<readonly Channel[]> {
    return this.dueChannels(EVER);
  }

  /** The channels that something waits for. @param by ISO 8601 */
  async dueChannels(by: string): Promise<readonly Channel[]> {
    const partitions = await this.#due(DUE_CHANNELS, by);
    return partitions.map((partition) => partition.slice(channelPartition('').length) as Channel);
  }

  /** What waits for a channel, in its order. */
  async waitingFor(channel: Channel): Promise<readonly QueuedNotice[]> {
    const items = await itemsOf(this.#table, channelPartition(channel), QUEUED);
    return items.map(({ sk, notice, refusals = 0, dueAt, holds = false, why }) => ({
      channel,
      sortKey: String(sk),
      notice: notice as OutgoingNotice,
      refusals: Number(refusals),
      dueAt: String(dueAt),
      holds: holds === true,
      ...(typeof why === 'string' && { why }),
    }));
  }

  /**
   * Makes somebody the only sender of a channel.
   * @param now the system's time in milliseconds
   * @param until as well: by then it has sent what it can, or died
   */
  takeChannel(channel: Channel, sender: string, now: number, until: number): Promise<boolean> {
    return takeTurn(this.#table, senderKey(channel), sender, { now, until });
  }

  /** Lets others send to a channel. */
  releaseChannel(channel: Channel, sender: string): Promise<void> {
    return leaveTurn(this.#table, senderKey(channel), sender);
  }

  /** Forgets what a channel has taken. */
  async taken({ channel, sortKey }: QueuedNotice): Promise<void> {
    const { client, name } = this.#table;
    const Key = { pk: channelPartition(channel), sk: sortKey };
    await inOwnAccount('dynamodb:DeleteItem', () => client.send(new DeleteCommand({ TableName: name, Key })));
  }

  /** Puts off what a channel would not take, or can't take now. */
  async putOff({ channel, sortKey, refusals }: QueuedNotice, { dueAt, holds, why }: PutOff): Promise<void> {
    const { client, name } = this.#table;
    const putOff = new UpdateCommand({
      TableName: name,
      Key: { pk: channelPartition(channel), sk: sortKey },
      UpdateExpression: 'SET dueAt = :due, refusals = :refusals, holds = :holds, why = :why',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':due': dueAt, ':refusals': refusals + 1, ':holds': holds, ':why': why },
    });
    await inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(putOff)));
  }

  async #due(partition: string, by: string): Promise<readonly string[]> {
    return [...new Set((await dueItems(this.#table, partition, by)).map(({ pk }) => String(pk)))];
  }
}
