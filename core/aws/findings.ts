import { QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { findingKey, type Finding, type FindingChange } from '../domain/finding.ts';
import type { OutgoingNotice } from '../domain/outgoing-notice.ts';
import { inOwnAccount } from './errors.ts';
import { outboxItem } from './outbox.ts';
import { authorityPartition, ITEM_VERSION, type Table } from './table.ts';

/** The findings of a CA. A change and its notice are written together or not at all. */
export class Findings {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Every finding kept for the CA, whatever its state. */
  async of(authorityArn: string): Promise<readonly Finding[]> {
    const { client, name } = this.#table;
    const query = {
      TableName: name,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': authorityPartition(authorityArn), ':sk': 'FINDING#' },
      ConsistentRead: true,
    };
    const findings: Finding[] = [];
    let ExclusiveStartKey: Record<string, unknown> | undefined;
    do {
      const page = await inOwnAccount('dynamodb:Query', () =>
        client.send(new QueryCommand({ ...query, ExclusiveStartKey })),
      );
      findings.push(...(page.Items ?? []).map((item) => item.finding as Finding));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey !== undefined);
    return findings;
  }

  /**
   * Writes a change on top of the version it was made from, with its notice.
   * @throws AwsUnavailable where another wrote meanwhile: the verification then runs again from a fresh read
   */
  async write({ finding }: FindingChange, notice: OutgoingNotice): Promise<void> {
    const { client, name } = this.#table;
    const partition = authorityPartition(finding.authorityArn);
    const item = {
      pk: partition,
      sk: `FINDING#${findingKey(finding)}`,
      itemVersion: ITEM_VERSION,
      version: finding.version,
      finding,
    };
    const condition =
      finding.version === 1
        ? { ConditionExpression: 'attribute_not_exists(pk)' }
        : {
            ConditionExpression: '#version = :before',
            ExpressionAttributeNames: { '#version': 'version' },
            ExpressionAttributeValues: { ':before': finding.version - 1 },
          };
    const transaction = new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName: name, Item: item, ...condition } },
        { Put: { TableName: name, Item: outboxItem(partition, notice) } },
      ],
    });
    await inOwnAccount('dynamodb:TransactWriteItems', () => client.send(transaction));
  }
}
