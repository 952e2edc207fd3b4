import type { KeptDigests } from '../alerting/write-digests.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { AwsUnavailable } from './errors.ts';
import { outboxItem } from './outbox.ts';
import { digestPartition, ITEM_VERSION, type Table } from './table.ts';
import { writeTogether } from './transaction.ts';

/** The digests that wait to be told, and the day of each owner's last. */
export class DailyDigests implements KeptDigests {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** @throws AwsUnavailable where another was writing it just then */
  async keepDaily(notice: OutgoingNotice, ownerId: string, day: string): Promise<boolean> {
    const { name: TableName } = this.#table;
    const pk = digestPartition(ownerId);
    const onceADay = {
      ConditionExpression: 'attribute_not_exists(pk) OR #day < :day',
      ExpressionAttributeNames: { '#day': 'day' },
      ExpressionAttributeValues: { ':day': day },
    };
    const outcome = await writeTogether(this.#table, [
      { Put: { TableName, Item: { pk, sk: 'LAST', itemVersion: ITEM_VERSION, day }, ...onceADay } },
      { Put: { TableName, Item: outboxItem(pk, notice) } },
    ]);
    if (outcome === 'conflict') throw new AwsUnavailable('dynamodb:TransactWriteItems: another was writing the digest');
    return outcome === 'written';
  }
}
