import { DeleteCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Channel } from '../domain/alerts/channel.ts';
import type { DrillOutbox, ToldChannel } from '../conclusions/drill.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { dueNotice } from './channel-queues.ts';
import type { Channels } from './channels.ts';
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

/** A function ends within this: whoever took a notice has sent it by then, or died. */
const TAKEN_MILLISECONDS = 120_000;

interface Pending {
  readonly pk: string;
  readonly sk: string;
  readonly notice: OutgoingNotice;
  readonly sentTo?: Set<Channel>;
}

/**
 * The item of a notice that waits to be sent; sorts by the time of its change. Should whoever wrote it die, it is due.
 * @param order sorts those of one moment: one inspection may end one thing and begin another
 */
export const outboxItem = (partition: string, notice: OutgoingNotice, order = 0) => ({
  pk: partition,
  sk: `NOTICE#${notice.at}#${String(order).padStart(9, '0')}#${notice.id}`,
  itemVersion: ITEM_VERSION,
  notice,
  ...dueNotice(notice.at),
});

/**
 * The notices that are written but not sent. What is sent is marked channel by channel, so a retry repeats little; and none waits
 * for another channel than its own.
 */
export class Outbox implements DrillOutbox {
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
   * Sends what waits to be told of a CA, oldest first. Several may be at it: one sends all that waits, and what arrives meanwhile;
   * the others leave it to that one.
   * @returns the ids of the notices sent
   * @throws AwsUnavailable, AwsRefused after all others were sent: what a channel did not take keeps waiting, and later ones on
   * that channel with it, unless it was refused for what it is
   */
  flushAuthority(authorityArn: string): Promise<readonly string[]> {
    // Verifications of a CA take turns: what one could not send, the next may send at once.
    return this.flush(authorityPartition(authorityArn), authorityArn);
  }

  /**
   * The same for what waits to be told of a certificate.
   * @param sender the same for every try of one execution: a try goes on with what the one before had taken
   */
  flushCertificate(certificateArn: string, sender: string): Promise<readonly string[]> {
    return this.flush(certificatePartition(certificateArn), sender);
  }

  /** The same for what waits to be told of an issuance. */
  flushIssuance(intent: string, sender: string): Promise<readonly string[]> {
    return this.flush(issuancePartition(intent), sender);
  }

  /** The same for what waits to be told of an execution that failed. */
  flushExecution(executionArn: string): Promise<readonly string[]> {
    return this.flush(executionPartition(executionArn), executionArn);
  }

  /** The same for what waits to be told of coverage. */
  flushCoverage(sender: string): Promise<readonly string[]> {
    return this.flush(COVERAGE_PARTITION, sender);
  }

  /** Whether nothing waits to be told of an issuance. */
  async isAllTold(intent: string): Promise<boolean> {
    return (await this.#pending(issuancePartition(intent))).length === 0;
  }

  /** Sends what concerns nothing that is kept; a try that repeats it sends the same id. */
  async tell(notice: OutgoingNotice): Promise<void> {
    const sortKey = outboxItem('', notice).sk;
    for (const channel of await this.#channels.channelsOf(notice))
      await this.#channels.deliver(channel, sortKey, notice);
  }

  /** Sends what is kept nowhere, each channel by itself: what one does not take keeps it from no other. */
  async tellEach(notice: OutgoingNotice): Promise<readonly ToldChannel[]> {
    const told: ToldChannel[] = [];
    for (const channel of await this.#channels.channelsOf(notice)) {
      const failure = await this.#tryOnce(channel, notice);
      const state = failure !== undefined ? 'failed' : isOwn(channel) ? 'sent' : 'queued';
      const at = new Date(this.#now()).toISOString();
      told.push({ channel, state, at, ...(failure !== undefined && { why: failure }) });
    }
    return told;
  }

  /** @returns why the channel did not take it */
  async #tryOnce(channel: Channel, notice: OutgoingNotice): Promise<string | undefined> {
    try {
      await this.#channels.deliver(channel, outboxItem('', notice).sk, notice);
      return undefined;
    } catch (error) {
      if (error instanceof AwsUnavailable || error instanceof AwsRefused) return error.message;
      throw error;
    }
  }

  /** Has a CA verified by a new execution, through the rule VerificationRequested. */
  async requestVerification(certificateAuthorityArn: string): Promise<void> {
    const id = `verification of ${certificateAuthorityArn}`;
    await this.#channels.announce({
      id,
      detailType: 'RenewGuard Verification Requested',
      detail: { certificateAuthorityArn },
    });
  }

  /** Sends what waits in a partition, whatever it is about. */
  async flush(partition: string, sender: string): Promise<readonly string[]> {
    const sent: string[] = [];
    const run: Run = { tried: new Set(), blocked: new Set(), failures: [] };
    for (;;) {
      const pending = (await this.#pending(partition)).find(({ sk }) => !run.tried.has(sk));
      if (pending === undefined || !(await this.#take(pending, sender))) break;
      run.tried.add(pending.sk);
      if (await this.#send(pending, run)) sent.push(pending.notice.id);
    }
    const [failure] = run.failures;
    if (failure !== undefined) throw failure;
    return sent;
  }

  /** @returns whether every channel has it */
  async #send(pending: Pending, run: Run): Promise<boolean> {
    let isSent = true;
    for (const channel of await this.#channels.channelsOf(pending.notice))
      isSent = (pending.sentTo?.has(channel) === true || (await this.#sendOnce(pending, channel, run))) && isSent;
    if (isSent) await this.#forget(pending);
    return isSent;
  }

  /** @returns whether the channel has it */
  async #sendOnce(pending: Pending, channel: Channel, { blocked, failures }: Run): Promise<boolean> {
    if (blocked.has(channel)) return false;
    try {
      await this.#channels.deliver(channel, pending.sk, pending.notice);
    } catch (error) {
      if (!(error instanceof AwsUnavailable) && !(error instanceof AwsRefused)) throw error;
      // What a channel can't take now, it would take in the wrong order later.
      if (error instanceof AwsUnavailable) blocked.add(channel);
      failures.push(error);
      return false;
    }
    await this.#mark(pending, channel);
    return true;
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

  async #mark({ pk, sk }: Pending, channel: Channel): Promise<void> {
    const { client, name } = this.#table;
    const mark = new UpdateCommand({
      TableName: name,
      Key: { pk, sk },
      UpdateExpression: 'ADD sentTo :channel',
      ConditionExpression: 'attribute_exists(pk)',
      ExpressionAttributeValues: { ':channel': new Set([channel]) },
    });
    // A notice that another sender forgot meanwhile was sent by it: there is nothing to mark.
    await inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(mark)));
  }

  async #forget({ pk, sk }: Pending): Promise<void> {
    const { client, name } = this.#table;
    await inOwnAccount('dynamodb:DeleteItem', () =>
      client.send(new DeleteCommand({ TableName: name, Key: { pk, sk } })),
    );
  }
}

/** Sent to at once; the others' queues are deliver-alerts'. */
const isOwn = (channel: Channel): boolean => channel === 'topic' || channel === 'bus';

/** One look through what waits. */
interface Run {
  readonly tried: Set<string>;
  /** Channels that take nothing now. */
  readonly blocked: Set<Channel>;
  readonly failures: Error[];
}
