import { BatchGetCommand, BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import { setTimeout as pause } from 'node:timers/promises';
import { AwsUnavailable, inOwnAccount } from './errors.ts';
import type { Table } from './table.ts';

type Item = Record<string, unknown>;

export interface Key {
  readonly pk: string;
  readonly sk: string;
}

/** DynamoDB's limits for one BatchGetItem and one BatchWriteItem. */
const READ_BATCH = 100;
const WRITE_BATCH = 25;
const ROUNDS = 8;
const FIRST_PAUSE_MILLISECONDS = 25;

export const batchesOf = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** How long is waited before something is tried again: 25, 50, 100 … milliseconds. */
export const pauseBefore = (round: number): Promise<void> =>
  round === 0 ? Promise.resolve() : pause(FIRST_PAUSE_MILLISECONDS * 2 ** (round - 1));

/**
 * The items with these keys, as far as there are any, in no order, as last written. A key may be named twice.
 * @throws AwsUnavailable where DynamoDB leaves some unread time and again
 */
export async function itemsWith(table: Table, keys: readonly Key[]): Promise<readonly Item[]> {
  const distinct = [...new Map(keys.map((key) => [`${key.pk}\n${key.sk}`, key])).values()];
  const found: Item[] = [];
  for (const batch of batchesOf(distinct, READ_BATCH)) found.push(...(await readBatch(table, batch)));
  return found;
}

async function readBatch({ client, name }: Table, keys: readonly Key[]): Promise<readonly Item[]> {
  const found: Item[] = [];
  let left: Item[] = keys.map((key) => ({ ...key }));
  for (let round = 0; left.length > 0; round += 1) {
    if (round === ROUNDS) throw new AwsUnavailable(`dynamodb:BatchGetItem left ${left.length} keys unread`);
    await pauseBefore(round);
    const get = new BatchGetCommand({ RequestItems: { [name]: { Keys: left, ConsistentRead: true } } });
    const answer = await inOwnAccount('dynamodb:BatchGetItem', () => client.send(get));
    found.push(...(answer.Responses?.[name] ?? []));
    left = answer.UnprocessedKeys?.[name]?.Keys ?? [];
  }
  return found;
}

/** Writes items over whatever is there. @returns how many DynamoDB left unwritten, time and again */
export async function putAll(table: Table, items: readonly Item[]): Promise<number> {
  let unwritten = 0;
  for (const batch of batchesOf(items, WRITE_BATCH)) unwritten += await writeBatch(table, batch);
  return unwritten;
}

async function writeBatch({ client, name }: Table, items: readonly Item[]): Promise<number> {
  let left: { PutRequest: { Item: Item } }[] = items.map((item) => ({ PutRequest: { Item: item } }));
  for (let round = 0; left.length > 0 && round < ROUNDS; round += 1) {
    await pauseBefore(round);
    const write = new BatchWriteCommand({ RequestItems: { [name]: left } });
    const answer = await inOwnAccount('dynamodb:BatchWriteItem', () => client.send(write));
    left = (answer.UnprocessedItems?.[name] ?? []) as typeof left;
  }
  return left.length;
}
