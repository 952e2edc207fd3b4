import { DeleteCommand, PutCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { Scope, SweepOrder } from '../domain/sweep/sweep.ts';
import { inOwnAccount, whetherConditionHeld } from './errors.ts';
import { inUtc } from './issuance-record.ts';
import { itemsOf } from './items.ts';
import { BEGUN_PARTITION, ITEM_VERSION, SCOPES_PARTITION, type Table } from './table.ts';

/** The scopes that somebody set, and when each was last begun. */
export class ScopeRecords {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** By name. */
  async scopes(): Promise<readonly Scope[]> {
    const items = await itemsOf(this.#table, SCOPES_PARTITION, '');
    return items.map((item) => item['scope'] as Scope);
  }

  /** @param scope undefined: there is none of that name any more */
  async setScope(name: string, scope: Scope | undefined): Promise<void> {
    const { client, name: TableName } = this.#table;
    const Key = { pk: SCOPES_PARTITION, sk: name };
    if (scope === undefined) {
      await inOwnAccount('dynamodb:DeleteItem', () => client.send(new DeleteCommand({ TableName, Key })));
      return;
    }
    const Item = { ...Key, itemVersion: ITEM_VERSION, scope };
    await inOwnAccount('dynamodb:PutItem', () => client.send(new PutCommand({ TableName, Item })));
  }

  async lastBegun(): Promise<ReadonlyMap<string, string>> {
    const items = await itemsOf(this.#table, BEGUN_PARTITION, '');
    return new Map(items.map(({ sk, begunAt }) => [String(sk), String(begunAt)]));
  }

  /** A sweep that was begun later is not forgotten for one that was begun earlier. */
  async noteBegun({ scopes, startedAt }: SweepOrder): Promise<void> {
    const { client, name: TableName } = this.#table;
    for (const scope of new Set(scopes)) {
      const note = new UpdateCommand({
        TableName,
        Key: { pk: BEGUN_PARTITION, sk: scope },
        UpdateExpression: 'SET begunAt = :at, itemVersion = :version',
        ConditionExpression: 'attribute_not_exists(begunAt) OR begunAt < :at',
        ExpressionAttributeValues: { ':at': inUtc(startedAt), ':version': ITEM_VERSION },
      });
      await inOwnAccount('dynamodb:UpdateItem', () => whetherConditionHeld(() => client.send(note)));
    }
  }
}
