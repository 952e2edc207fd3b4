import { isDeepStrictEqual } from 'node:util';
import type { Issuance, Lineage } from '../domain/reissue/issuance.ts';
import { lineagesOf } from '../domain/reissue/lineage.ts';
import { itemAt } from './items.ts';
import { certificatePartition, ITEM_VERSION, type Table } from './table.ts';
import type { TransactItems } from './transaction.ts';

const lineageKey = (certificateArn: string) => ({ pk: certificatePartition(certificateArn), sk: 'LINEAGE' });

/** Where certificates came from, and what replaced them: a certificate may have both. */
export class Lineages {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async lineageOf(certificateArn: string): Promise<Lineage | undefined> {
    const item = await itemAt(this.#table, lineageKey(certificateArn));
    if (item === undefined) return undefined;
    const { cameFrom, replacedBy } = item as Lineage;
    return { ...(cameFrom && { cameFrom }), ...(replacedBy && { replacedBy }) };
  }
}

/**
 * The items of a transaction that tell what a version of an issuance adds to the lineage of certificates. What the version
 * before told already is not told again: a later issuance may have had its say since.
 */
export function lineageUpdates({ name }: Table, before: Issuance | undefined, after: Issuance): TransactItems {
  const told = before === undefined ? new Map<string, Lineage>() : lineagesOf(before);
  const added = [...lineagesOf(after)].filter(([arn, lineage]) => !isDeepStrictEqual(told.get(arn), lineage));
  return added.map(([arn, lineage]) => ({ Update: { TableName: name, Key: lineageKey(arn), ...merging(lineage) } }));
}

function merging(lineage: Lineage) {
  const members = Object.entries({ ...lineage, itemVersion: ITEM_VERSION });
  return {
    UpdateExpression: `SET ${members.map(([member]) => `${member} = :${member}`).join(', ')}`,
    ExpressionAttributeValues: Object.fromEntries(members.map(([member, value]) => [`:${member}`, value])),
  };
}
