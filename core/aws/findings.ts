import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { findingKey, type Finding, type FindingChange } from '../domain/findings/finding.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { inOwnAccount } from './errors.ts';
import { itemsOf } from './items.ts';
import { openFindingKeys } from './open-findings.ts';
import { outboxItem } from './outbox.ts';
import { reminderKeys } from './reminder-keys.ts';
import { authorityPartition, ITEM_VERSION, onTopOf, type Table } from './table.ts';
import { leaseKey } from './verification-lease.ts';

/** The findings of a CA. A change and its notice are written together or not at all. */
export class Findings {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Every finding kept for the CA, whatever its state. */
  async of(authorityArn: string): Promise<readonly Finding[]> {
    const items = await itemsOf(this.#table, authorityPartition(authorityArn), 'FINDING#');
    return items.map((item) => item.finding as Finding);
  }

  /**
   * Writes a change on top of the version it was made from, with its notice, while the verification is still the holder's.
   * @throws AwsUnavailable where another wrote, or took the verification over: it is worked out again from a fresh read
   */
  async write({ finding }: FindingChange, notice: OutgoingNotice, holder: string): Promise<void> {
    const { client, name } = this.#table;
    const partition = authorityPartition(finding.authorityArn);
    const item = {
      pk: partition,
      sk: `FINDING#${findingKey(finding)}`,
      itemVersion: ITEM_VERSION,
      version: finding.version,
      finding,
      ...openFindingKeys(finding.authorityArn, finding),
      ...reminderKeys({ kind: 'authority', finding }),
    };
    const transaction = new TransactWriteCommand({
      TransactItems: [
        { ConditionCheck: { TableName: name, Key: leaseKey(finding.authorityArn), ...heldBy(holder) } },
        { Put: { TableName: name, Item: item, ...onTopOf(finding.version - 1) } },
        { Put: { TableName: name, Item: outboxItem(partition, notice) } },
      ],
    });
    await inOwnAccount('dynamodb:TransactWriteItems', () => client.send(transaction));
  }
}

const heldBy = (holder: string) => ({
  ConditionExpression: '#holder = :holder',
  ExpressionAttributeNames: { '#holder': 'holder' },
  ExpressionAttributeValues: { ':holder': holder },
});
