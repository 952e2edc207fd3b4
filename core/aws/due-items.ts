import { indexPages } from './index-pages.ts';
import { inUtc } from './issuance-record.ts';
import { DUE, type Table } from './table.ts';

/**
 * What is due of a kind, the longest due first: keys, and what else the index has.
 * @param by ISO 8601
 */
export async function dueItems(
  table: Table,
  partition: string,
  by: string,
): Promise<readonly Record<string, unknown>[]> {
  const due: Record<string, unknown>[] = [];
  for await (const items of indexPages(table, DUE, { partition, to: inUtc(by) })) due.push(...items);
  return due;
}
