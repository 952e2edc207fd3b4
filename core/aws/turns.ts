import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { ITEM_VERSION, type Table } from './table.ts';

type Key = Readonly<Record<'pk' | 'sk', string>>;

/**
 * Makes somebody the only one at something, until they leave it or their time is over.
 * @param now milliseconds, as `until`: whoever is at it by then has ended, or died
 * @returns false where another is at it
 */
export function takeTurn(
  { client, name }: Table,
  key: Key,
  holder: string,
  { now, until }: { readonly now: number; readonly until: number },
): Promise<boolean> {
  const take = new UpdateCommand({
    TableName: name,
    Key: key,
    UpdateExpression: 'SET #holder = :holder, takenUntil = :until, itemVersion = :version',
    ConditionExpression: 'attribute_not_exists(#holder) OR #holder = :holder OR takenUntil < :now',
    ExpressionAttributeNames: { '#holder': 'holder' },
    ExpressionAttributeValues: { ':holder': holder, ':until': until, ':now': now, ':version': ITEM_VERSION },
  });
  return inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(take)));
}

/** Lets others be at it; where another is already, nothing changes. */
export async function leaveTurn({ client, name }: Table, key: Key, holder: string): Promise<void> {
  const leave = new UpdateCommand({
    TableName: name,
    Key: key,
    UpdateExpression: 'REMOVE #holder, takenUntil',
    ConditionExpression: '#holder = :holder',
    ExpressionAttributeNames: { '#holder': 'holder' },
    ExpressionAttributeValues: { ':holder': holder },
  });
  await inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(leave)));
}
