import { GetCommand, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { inOwnAccount } from './errors.ts';
import type { Table } from './table.ts';

/** One item, as last written; undefined: there is none. */
export async function itemAt(
  { client, name }: Table,
  Key: { readonly pk: string; readonly sk: string },
): Promise<Record<string, unknown> | undefined> {
  const get = new GetCommand({ TableName: name, Key, ConsistentRead: true });
  return (await inOwnAccount('dynamodb:GetItem', () => client.send(get))).Item;
}

/**
 * Every item of a partition whose sort key begins with the prefix, in its order, as last written: pages are followed.
 * @param prefix empty: all of the partition
 */
export async function itemsOf(
  { client, name }: Table,
  partition: string,
  prefix: string,
): Promise<readonly Record<string, unknown>[]> {
  const query = {
    TableName: name,
    KeyConditionExpression: prefix === '' ? 'pk = :pk' : 'pk = :pk AND begins_with(sk, :sk)',
    ExpressionAttributeValues: { ':pk': partition, ...(prefix === '' ? {} : { ':sk': prefix }) },
    ConsistentRead: true,
  };
  const items: Record<string, unknown>[] = [];
  let ExclusiveStartKey: Record<string, unknown> | undefined;
  do {
    const page = await inOwnAccount('dynamodb:Query', () =>
      client.send(new QueryCommand({ ...query, ExclusiveStartKey })),
    );
    items.push(...(page.Items ?? []));
    ExclusiveStartKey = page.LastEvaluatedKey;
  } while (ExclusiveStartKey !== undefined);
  return items;
}
