import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { Issuance } from '../domain/reissue/issuance.ts';
import { inOwnAccount } from './errors.ts';
import { inUtc } from './issuance-record.ts';
import { itemsOf } from './items.ts';
import { authorityPartition, ITEM_VERSION, type Table } from './table.ts';

export const WAITING = 'WAITING#';
/** Whoever did not come for so long after the time that it was told is not waited for: its execution died, or was stopped. */
const LATE_MILLISECONDS = 2 * 60 * 60 * 1000;
/** Somebody who comes within this is not new. */
const REMEMBERED_SECONDS = 24 * 60 * 60;

/** The entry of an issuance that waits for its CA's budget; sorts by the end of the certificate that is replaced. */
export const waitingKey = ({ intent, replaces }: Issuance, authorityArn: string) => ({
  pk: authorityPartition(authorityArn),
  sk: `${WAITING}${inUtc(replaces.content.notAfter)}#${intent}`,
});

/** How many wait for the CA's budget whose certificates end before this one's. @param now ISO 8601 */
export async function waitingAhead(
  table: Table,
  issuance: Issuance,
  authorityArn: string,
  now: string,
): Promise<number> {
  const { pk, sk: own } = waitingKey(issuance, authorityArn);
  const waiting = await itemsOf(table, pk, WAITING);
  return waiting.filter(({ sk, countsUntil }) => String(sk) < own && String(countsUntil) > inUtc(now)).length;
}

/**
 * Notes that an issuance waits.
 * @param wait it was told to come again after so many seconds
 * @param now ISO 8601
 * @returns whether it is new
 */
export async function waitInLine(
  { client, name }: Table,
  issuance: Issuance,
  authorityArn: string,
  wait: number,
  now: string,
): Promise<boolean> {
  const comesAt = Date.parse(now) + wait * 1000;
  const Item = {
    ...waitingKey(issuance, authorityArn),
    itemVersion: ITEM_VERSION,
    seenAt: inUtc(now),
    countsUntil: new Date(comesAt + LATE_MILLISECONDS).toISOString(),
    expiresAt: inSeconds(comesAt) + REMEMBERED_SECONDS,
  };
  const put = new PutCommand({ TableName: name, Item, ReturnValues: 'ALL_OLD' });
  const { Attributes } = await inOwnAccount('dynamodb:PutItem', () => client.send(put));
  // DynamoDB removes what expired some time within days.
  return Attributes === undefined || Number(Attributes['expiresAt']) <= inSeconds(Date.parse(now));
}

const inSeconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);
