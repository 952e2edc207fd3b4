import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { pauseBefore } from './batches.ts';
import { AwsUnavailable, inOwnAccount } from './errors.ts';
import { onTopOf, type Table } from './table.ts';
import { cancellationCodes, type TransactItems } from './transaction.ts';

/** An item of which each version is written on top of the one before, and none by an older reading than it. */
export interface VersionedItem {
  readonly pk: string;
  readonly sk: string;
  /** From 1. */
  readonly version: number;
  /** In UTC, so that they compare. */
  readonly readAt: string;
}

/** DynamoDB's limits for one TransactWriteItems: 100 items of 4 MB together. They are measured as JSON, and far from that. */
const MOST_ITEMS = 100;
const MOST_BYTES = 1_000_000;

/** A try that another write gets in the way of costs up to some seconds in all: 25 ms, 50 ms … */
const CONFLICTS = 8;

/**
 * Writes each item on top of its version before. One that does not fit keeps no other from being written.
 * @returns those that did not fit: another wrote first, or read later
 * @throws AwsUnavailable where others are at the same items all the time, or DynamoDB throttles
 */
export async function putEach<T extends VersionedItem>(table: Table, items: readonly T[]): Promise<readonly T[]> {
  const refused: T[] = [];
  for (const batch of transactionsOf(items)) refused.push(...(await putBatch(table, batch)));
  return refused;
}

async function putBatch<T extends VersionedItem>(table: Table, items: readonly T[]): Promise<readonly T[]> {
  const refused: T[] = [];
  let left = items;
  for (let conflicts = 0; left.length > 0;) {
    const codes = await tryAll(table, left);
    if (codes.length === 0) return refused;
    const misfits = left.filter((_, index) => codes[index] === 'ConditionalCheckFailed');
    refused.push(...misfits);
    left = left.filter((item) => !misfits.includes(item));
    if (misfits.length === 0) conflicts += 1;
    if (conflicts === CONFLICTS)
      throw new AwsUnavailable(`dynamodb:TransactWriteItems: ${left.length} items met other writes ${CONFLICTS} times`);
    if (misfits.length === 0) await pauseBefore(conflicts);
  }
  return refused;
}

/** @returns what kept the items from being written, one code each; empty: they are written */
async function tryAll({ client, name }: Table, items: readonly VersionedItem[]): Promise<readonly string[]> {
  const TransactItems: TransactItems = items.map((item) => ({
    Put: { TableName: name, Item: item, ...onTopOfReading(item) },
  }));
  return inOwnAccount('dynamodb:TransactWriteItems', async () => {
    try {
      await client.send(new TransactWriteCommand({ TransactItems }));
      return [];
    } catch (error) {
      const codes = cancellationCodes(error).map((code) => code ?? 'None');
      if (codes.some((code) => PASSING.has(code))) return codes;
      throw error;
    }
  });
}

/** What another try may not meet any more, or what is told of the item alone. */
const PASSING = new Set([
  'ConditionalCheckFailed',
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** The condition of a write on top of the version before, which was not read later. */
function onTopOfReading({ version, readAt }: VersionedItem) {
  const on = onTopOf(version - 1);
  if (!('ExpressionAttributeValues' in on)) return on;
  return {
    ...on,
    ConditionExpression: `${on.ConditionExpression} AND readAt <= :readAt`,
    ExpressionAttributeValues: { ...on.ExpressionAttributeValues, ':readAt': readAt },
  };
}

/** Parts of a size that one transaction takes, in order; none has an item twice, which DynamoDB refuses. */
function transactionsOf<T extends VersionedItem>(items: readonly T[]): readonly (readonly T[])[] {
  const parts: { readonly items: T[]; readonly keys: Set<string>; bytes: number }[] = [];
  for (const item of items) {
    const key = `${item.pk}\n${item.sk}`;
    const bytes = Buffer.byteLength(JSON.stringify(item));
    let part = parts.at(-1);
    const fits =
      part !== undefined && part.items.length < MOST_ITEMS && part.bytes + bytes <= MOST_BYTES && !part.keys.has(key);
    if (part === undefined || !fits) parts.push((part = { items: [], keys: new Set(), bytes: 0 }));
    part.items.push(item);
    part.keys.add(key);
    part.bytes += bytes;
  }
  return parts.map((part) => part.items);
}
