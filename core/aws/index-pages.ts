import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import type { Page } from '../sweep/ports.ts';
import { inOwnAccount } from './errors.ts';
import type { Index, Table } from './table.ts';

type Item = Record<string, unknown>;

/** Sorts after whatever a sort key goes on with. */
export const AFTER_ALL = '\uffff';

/** What is asked of an index: a partition, or the part of it between two sort keys, both included. */
export interface Asked {
  readonly partition: string;
  readonly from?: string;
  readonly to?: string;
}

/**
 * One page of an index, a megabyte at most. An index follows a write within moments.
 * @param after where a page said that the next begins
 */
export async function indexPage(
  { client, name: TableName }: Table,
  { name: IndexName, partition, sort }: Index,
  asked: Asked,
  after?: string,
): Promise<Page<Item>> {
  const isPart = asked.from !== undefined || asked.to !== undefined;
  const query = new QueryCommand({
    TableName,
    IndexName,
    KeyConditionExpression: isPart
      ? '#partition = :partition AND #sort BETWEEN :from AND :to'
      : '#partition = :partition',
    ExpressionAttributeNames: { '#partition': partition, ...(isPart ? { '#sort': sort } : {}) },
    ExpressionAttributeValues: {
      ':partition': asked.partition,
      // The lowest text that may be a key: an empty one may not.
      ...(isPart ? { ':from': asked.from ?? ' ', ':to': asked.to ?? AFTER_ALL } : {}),
    },
    ...(after === undefined ? {} : { ExclusiveStartKey: JSON.parse(after) as Item }),
  });
  const { Items: items = [], LastEvaluatedKey } = await inOwnAccount('dynamodb:Query', () => client.send(query));
  return { items, ...(LastEvaluatedKey === undefined ? {} : { next: JSON.stringify(LastEvaluatedKey) }) };
}

/** All pages, one after another. */
export async function* indexPages(table: Table, index: Index, asked: Asked): AsyncGenerator<readonly Item[]> {
  let after: string | undefined;
  do {
    const page = await indexPage(table, index, asked, after);
    yield page.items;
    after = page.next;
  } while (after !== undefined);
}
