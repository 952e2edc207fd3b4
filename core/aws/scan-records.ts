import { isDeepStrictEqual } from 'node:util';
import { PutCommand, QueryCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { boundedGaps } from '../domain/sweep/bounded-gaps.ts';
import { placeKey } from '../domain/sweep/completeness.ts';
import type { Place, ScanOutcome } from '../domain/sweep/sweep.ts';
import type { Page, Remedy, ScanProgress } from '../sweep/ports.ts';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { inUtc } from './issuance-record.ts';
import { itemAt, itemsOf } from './items.ts';
import { WORK_SECONDS } from './sweep-items.ts';
import { ITEM_VERSION, onTopOf, sweepPartition, type Table } from './table.ts';

const OUTCOME = 'OUTCOME#';
const REMEDY = 'REMEDY#';

/** What a sweep keeps while it works: where scans have got to, how they ended, what is to be replaced. */
export class ScanRecords {
  readonly #table: Table;
  readonly #now: () => number;

  /** @param now the system's time in milliseconds */
  constructor(table: Table, now: () => number) {
    this.#table = table;
    this.#now = now;
  }

  async progress(sweepId: string, place: Place): Promise<ScanProgress | undefined> {
    const item = await itemAt(this.#table, progressKey(sweepId, place));
    return item && (item['progress'] as ScanProgress);
  }

  async advance(sweepId: string, given: ScanProgress): Promise<boolean> {
    const progress = { ...given, gaps: boundedGaps(given.gaps) };
    const { place, version } = progress;
    const item = { ...progressKey(sweepId, place), version, progress };
    if (await this.#put(item, onTopOf(version - 1))) return true;
    // A write whose answer was lost is recognised: it is there.
    return isDeepStrictEqual(await this.progress(sweepId, place), JSON.parse(JSON.stringify(progress)));
  }

  async end(sweepId: string, { why, ...more }: ScanOutcome): Promise<void> {
    const outcome = { ...more, ...(why === undefined ? {} : { why: boundedGaps(why) }) };
    const item = { ...outcomeKey(sweepId, more.place), outcome };
    await this.#put(item, {
      ConditionExpression: 'attribute_not_exists(pk) OR #outcome.#outcome <> :read',
      ExpressionAttributeNames: { '#outcome': 'outcome' },
      ExpressionAttributeValues: { ':read': 'read' },
    });
  }

  async outcomes(sweepId: string): Promise<readonly ScanOutcome[]> {
    const items = await itemsOf(this.#table, sweepPartition(sweepId), OUTCOME);
    return items.map((item) => item['outcome'] as ScanOutcome);
  }

  async keepRemedy(sweepId: string, remedy: Remedy): Promise<void> {
    const sk = `${REMEDY}${inUtc(remedy.notAfter)}#${remedy.certificateArn}`;
    await this.#put({ pk: sweepPartition(sweepId), sk, remedy });
  }

  async remedies(sweepId: string, after?: string): Promise<Page<Remedy>> {
    const { client, name: TableName } = this.#table;
    const pk = sweepPartition(sweepId);
    const query = new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :sk)',
      ExpressionAttributeValues: { ':pk': pk, ':sk': REMEDY },
      ConsistentRead: true,
      ...(after === undefined ? {} : { ExclusiveStartKey: { pk, sk: after } }),
    });
    const { Items = [], LastEvaluatedKey } = await inOwnAccount('dynamodb:Query', () => client.send(query));
    const items = Items.map((item) => item['remedy'] as Remedy);
    return { items, ...(LastEvaluatedKey === undefined ? {} : { next: String(LastEvaluatedKey['sk']) }) };
  }

  /** @returns whether the condition held */
  #put(item: Record<string, unknown>, condition: Partial<PutCommandInput> = {}): Promise<boolean> {
    const { client, name: TableName } = this.#table;
    const expiresAt = Math.floor(this.#now() / 1000) + WORK_SECONDS;
    const put = new PutCommand({ TableName, Item: { ...item, itemVersion: ITEM_VERSION, expiresAt }, ...condition });
    return inOwnAccount('dynamodb:PutItem', () => whetherConditionHeld(() => client.send(put)));
  }
}

const progressKey = (sweepId: string, place: Place) => ({
  pk: sweepPartition(sweepId),
  sk: `SCAN#${placeKey(place)}`,
});

const outcomeKey = (sweepId: string, place: Place) => ({
  pk: sweepPartition(sweepId),
  sk: `${OUTCOME}${placeKey(place)}`,
});
