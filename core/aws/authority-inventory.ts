import { isDeepStrictEqual } from 'node:util';
import type { AuthorityRecord } from '../domain/inventory/authority-record.ts';
import type { AuthorityInventory } from '../sweep/ports.ts';
import { indexPages } from './index-pages.ts';
import { inUtc } from './issuance-record.ts';
import { itemAt } from './items.ts';
import { authorityPartition, BY_PLACE, ITEM_VERSION, type Table } from './table.ts';
import { putEach } from './versioned-puts.ts';

/** CAs are few: they are one partition of the index of places, whose other partitions are accounts and regions. */
const ALL_AUTHORITIES = 'AUTHORITIES';

const keyOf = (arn: string) => ({ pk: authorityPartition(arn), sk: 'INVENTORY' });

/** The inventory of CAs in the table. */
export class TableAuthorityInventory implements AuthorityInventory {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async authorityRecords(): Promise<readonly AuthorityRecord[]> {
    const records: AuthorityRecord[] = [];
    for await (const items of indexPages(this.#table, BY_PLACE, { partition: ALL_AUTHORITIES }))
      records.push(...items.map(recordIn));
    return records;
  }

  async authorityRecord(arn: string): Promise<AuthorityRecord | undefined> {
    const item = await itemAt(this.#table, keyOf(arn));
    return item && recordIn(item);
  }

  async keepAuthority(record: AuthorityRecord): Promise<boolean> {
    const { arn, version } = record;
    const item = {
      ...keyOf(arn),
      itemVersion: ITEM_VERSION,
      version,
      readAt: inUtc(record.readAt),
      record,
      placePartition: ALL_AUTHORITIES,
      placeSort: arn,
    };
    if ((await putEach(this.#table, [item])).length === 0) return true;
    // A write whose answer was lost is recognised: it is there.
    return isDeepStrictEqual(await this.authorityRecord(arn), JSON.parse(JSON.stringify(record)));
  }
}

const recordIn = (item: Record<string, unknown>): AuthorityRecord => item['record'] as AuthorityRecord;
