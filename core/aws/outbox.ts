import { PutEventsCommand, type EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { AwsRefused, AwsUnavailable, inOwnAccount, whetherConditionHeld } from './errors.ts';
import { itemsOf } from './items.ts';
import {
  authorityPartition,
  certificatePartition,
  COVERAGE_PARTITION,
  executionPartition,
  issuancePartition,
  ITEM_VERSION,
  type Table,
} from './table.ts';

/** Where notices go. */
export interface Channels {
  readonly topic: SNSClient;
  readonly topicArn: string;
  readonly bus: EventBridgeClient;
  readonly busName: string;
}

type Channel = 'topic' | 'bus';

/** A function ends within this: whoever took a notice has sent it by then, or died. */
const TAKEN_MILLISECONDS = 120_000;

interface Pending {
  readonly pk: string;
  readonly sk: string;
  readonly notice: OutgoingNotice;
  readonly sentTo?: Set<Channel>;
}

/** The source of RenewGuard's events on the bus. */
export const EVENT_SOURCE = 'renewguard';

/**
 * The item of a notice that waits to be sent; sorts by the time of its change.
 * @param order sorts those of one moment: one inspection may end one thing and begin another
 */
export const outboxItem = (partition: string, notice: OutgoingNotice, order = 0) => ({
  pk: partition,
  sk: `NOTICE#${notice.at}#${String(order).padStart(9, '0')}#${notice.id}`,
  itemVersion: ITEM_VERSION,
  notice,
});

/** The notices that are written but not sent. What is sent is marked channel by channel, so a retry repeats little. */
export class Outbox {
  readonly #table: Table;
  readonly #channels: Channels;
  readonly #now: () => number;

  /** @param now the system's time in milliseconds: a sender that died is succeeded by it, whatever clock can be moved */
  constructor(table: Table, channels: Channels, now: () => number) {
    this.#table = table;
    this.#channels = channels;
    this.#now = now;
  }

  /**
   * Sends what waits to be told of a CA, oldest first.
   * @returns the ids of the notices sent
   * @throws AwsUnavailable at the first that a channel can't take now: it and the later ones keep waiting
   * @throws AwsRefused after the others, where a channel will not take one: it keeps waiting, and holds nobody up
   */
  flushAuthority(authorityArn: string): Promise<readonly string[]> {
    return this.#flush(authorityPartition(authorityArn));
  }

  /**
   * The same for what waits to be told of a certificate, where several may be at it: one sends all that waits, and what arrives
   * meanwhile; the others leave it to that one.
   * @param sender the same for every try of one execution: a try goes on with what the one before had taken
   */
  flushCertificate(certificateArn: string, sender: string): Promise<readonly string[]> {
    return this.#flushAs(sender, certificatePartition(certificateArn));
  }

  /** The same for what waits to be told of an issuance, where several may be at it as well. */
  flushIssuance(intent: string, sender: string): Promise<readonly string[]> {
    return this.#flushAs(sender, issuancePartition(intent));
  }

  /** Whether nothing waits to be told of an issuance. */
  async isAllTold(intent: string): Promise<boolean> {
    return (await this.#pending(issuancePartition(intent))).length === 0;
  }

  /** Sends what concerns nothing that is kept; a try that repeats it sends the same id. */
  async tell(notice: OutgoingNotice): Promise<void> {
    await this.#publish(notice);
    await this.#put(notice);
  }

  /** The same for what waits to be told of an execution that failed. */
  flushExecution(executionArn: string): Promise<readonly string[]> {
    return this.#flush(executionPartition(executionArn));
  }

  /** The same for what waits to be told of coverage, where several may be at it as well. */
  flushCoverage(sender: string): Promise<readonly string[]> {
    return this.#flushAs(sender, COVERAGE_PARTITION);
  }

  /** Has a CA verified by a new execution, through the rule VerificationRequested. */
  async requestVerification(certificateAuthorityArn: string): Promise<void> {
    const id = `verification of ${certificateAuthorityArn}`;
    await this.#put({ id, detailType: 'RenewGuard Verification Requested', detail: { certificateAuthorityArn } });
  }

  async #flushAs(sender: string, partition: string): Promise<readonly string[]> {
    const sent: string[] = [];
    for (;;) {
      const [pending] = await this.#pending(partition);
      if (pending === undefined || !(await this.#take(pending, sender))) return sent;
      await this.#send(pending);
      sent.push(pending.notice.id);
    }
  }

  async #flush(partition: string): Promise<readonly string[]> {
    const sent: string[] = [];
    const refused: AwsRefused[] = [];
    for (const pending of await this.#pending(partition)) {
      try {
        await this.#send(pending);
        sent.push(pending.notice.id);
      } catch (error) {
        if (!(error instanceof AwsRefused)) throw error;
        refused.push(error);
      }
    }
    if (refused[0] !== undefined) throw refused[0];
    return sent;
  }

  async #send(pending: Pending): Promise<void> {
    for (const channel of ['topic', 'bus'] as const) await this.#sendOnce(pending, channel);
    await this.#forget(pending);
  }

  /** @returns whether the notice is this sender's to send */
  async #take({ pk, sk }: Pending, sender: string): Promise<boolean> {
    const { client, name } = this.#table;
    const now = this.#now();
    const take = new UpdateCommand({
      TableName: name,
      Key: { pk, sk },
      UpdateExpression: 'SET sender = :sender, takenUntil = :until',
      ConditionExpression:
        'attribute_exists(pk) AND (attribute_not_exists(sender) OR sender = :sender OR takenUntil < :now)',
      ExpressionAttributeValues: { ':sender': sender, ':now': now, ':until': now + TAKEN_MILLISECONDS },
    });
    return inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(take)));
  }

  async #pending(partition: string): Promise<readonly Pending[]> {
    return (await itemsOf(this.#table, partition, 'NOTICE#')) as unknown as readonly Pending[];
  }

  async #sendOnce(pending: Pending, channel: Channel): Promise<void> {
    if (pending.sentTo?.has(channel) ?? false) return;
    await (channel === 'topic' ? this.#publish(pending.notice) : this.#put(pending.notice));
    const { client, name } = this.#table;
    const mark = new UpdateCommand({
      TableName: name,
      Key: { pk: pending.pk, sk: pending.sk },
      UpdateExpression: 'ADD sentTo :channel',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':channel': new Set([channel]) },
    });
    // A notice that another sender forgot meanwhile was sent by it: there is nothing to mark.
    await inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(mark)));
  }

  async #publish({ id, subject, text, detailType }: OutgoingNotice): Promise<void> {
    const { topic, topicArn } = this.#channels;
    const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
    // The id lets a subscriber drop the repetition that a crash between sending and marking can cause.
    const MessageAttributes = { noticeId: attribute(id), detailType: attribute(detailType) };
    const publish = new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: text, MessageAttributes });
    await inOwnAccount('sns:Publish', () => topic.send(publish));
  }

  async #put({ id, detailType, detail }: Pick<OutgoingNotice, 'id' | 'detailType' | 'detail'>): Promise<void> {
    const { bus, busName } = this.#channels;
    const entry = {
      EventBusName: busName,
      Source: EVENT_SOURCE,
      DetailType: detailType,
      Detail: JSON.stringify(detail),
    };
    const answer = await inOwnAccount('events:PutEvents', () => bus.send(new PutEventsCommand({ Entries: [entry] })));
    const failed = answer.Entries?.[0];
    if ((answer.FailedEntryCount ?? 0) === 0) return;
    throw new AwsUnavailable(`events:PutEvents: notice ${id}: ${failed?.ErrorCode}: ${failed?.ErrorMessage}`);
  }

  async #forget({ pk, sk }: Pending): Promise<void> {
    const { client, name } = this.#table;
    await inOwnAccount('dynamodb:DeleteItem', () =>
      client.send(new DeleteCommand({ TableName: name, Key: { pk, sk } })),
    );
  }
}
