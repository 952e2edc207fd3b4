import { isDeepStrictEqual } from 'node:util';
import type { AccountId } from '../domain/arn.ts';
import { boundedOwner } from '../domain/inventory/bounded.ts';
import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import type { Inventory, Page } from '../sweep/ports.ts';
import { itemsWith } from './batches.ts';
import { AFTER_ALL, indexPage } from './index-pages.ts';
import { inventoryItem, inventoryKey, placeOf } from './inventory-items.ts';
import { inUtc } from './issuance-record.ts';
import { BY_AUTHORITY, BY_EXPIRY, BY_OWNER, BY_PLACE, type Table } from './table.ts';
import { putEach } from './versioned-puts.ts';

/** Months without any certificate are passed over within one call, so many of them; then its page is empty. */
const MOST_MONTHS = 24;

/** The inventory of certificates in the table. */
export class TableInventory implements Inventory {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async recordsOf(arns: readonly string[]): Promise<ReadonlyMap<string, CertificateRecord>> {
    const items = await itemsWith(this.#table, arns.map(inventoryKey));
    return new Map(items.map(recordIn).map((record) => [record.arn, record]));
  }

  async keep(records: readonly CertificateRecord[]): Promise<readonly string[]> {
    const refused = await putEach(this.#table, records.map(inventoryItem));
    if (refused.length === 0) return [];
    // A write whose answer was lost is recognised: it is there.
    const kept = await this.recordsOf(refused.map(({ record }) => record.arn));
    return refused.filter(({ record }) => !isSame(kept.get(record.arn), record)).map(({ record }) => record.arn);
  }

  ofPlace(account: AccountId, region: string, after?: string): Promise<Page<CertificateRecord>> {
    return recordsIn(indexPage(this.#table, BY_PLACE, { partition: placeOf(account, region) }, after));
  }

  ofAuthority(authorityArn: string, until?: string, after?: string): Promise<Page<CertificateRecord>> {
    const asked = { partition: authorityArn, ...(until === undefined ? {} : { to: `${inUtc(until)}#${AFTER_ALL}` }) };
    return recordsIn(indexPage(this.#table, BY_AUTHORITY, asked, after));
  }

  ofOwner(owner: string, after?: string): Promise<Page<CertificateRecord>> {
    return recordsIn(indexPage(this.#table, BY_OWNER, { partition: boundedOwner(owner) }, after));
  }

  /** Months are partitions of the index: they are read one after another, and a cursor says in which one it is. */
  async expiring(from: string, to: string, after?: string): Promise<Page<CertificateRecord>> {
    const [first, last] = [inUtc(from), inUtc(to)];
    const end = monthsTo(last);
    let { month, at }: ExpiryCursor =
      after === undefined ? { month: monthsTo(first) } : (JSON.parse(after) as ExpiryCursor);
    for (let months = 0; months < MOST_MONTHS && month <= end; months += 1) {
      const asked = { partition: monthNamed(month), from: first, to: `${last}#${AFTER_ALL}` };
      const { items, next } = await recordsIn(indexPage(this.#table, BY_EXPIRY, asked, at));
      [month, at] = next === undefined ? [month + 1, undefined] : [month, next];
      if (items.length > 0) return { items, ...cursorAt({ month, at }, end) };
    }
    return { items: [], ...cursorAt({ month, at }, end) };
  }
}

interface ExpiryCursor {
  /** Counted from the year 0. */
  readonly month: number;
  readonly at?: string | undefined;
}

const cursorAt = (cursor: ExpiryCursor, end: number): { readonly next?: string } =>
  cursor.month > end ? {} : { next: JSON.stringify(cursor) };

/** @param time in UTC */
const monthsTo = (time: string): number => Number(time.slice(0, 4)) * 12 + Number(time.slice(5, 7)) - 1;

/** `2027-03`, as `monthOf` has it. */
const monthNamed = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`;

const recordIn = (item: Record<string, unknown>): CertificateRecord => item['record'] as CertificateRecord;

async function recordsIn(page: Promise<Page<Record<string, unknown>>>): Promise<Page<CertificateRecord>> {
  const { items, ...more } = await page;
  return { items: items.map(recordIn), ...more };
}

const isSame = (one: CertificateRecord | undefined, other: CertificateRecord): boolean =>
  isDeepStrictEqual(one, JSON.parse(JSON.stringify(other)));
