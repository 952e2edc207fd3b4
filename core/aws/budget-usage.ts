import { inUtc } from './issuance-record.ts';
import { hourKey } from './issuance-budget.ts';
import { itemAt, itemsOf } from './items.ts';
import { authorityPartition, type Table } from './table.ts';
import { WAITING } from './waiting-list.ts';

/** How much of a CA's budget is used up. */
export interface BudgetUsage {
  /** Certificates taken in this hour of the clock. */
  readonly used: number;
  /** How many wait for a later hour. */
  readonly waiting: number;
}

/** What the table says of the budgets, for those who only look. */
export class TableBudgetUsage {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** @param now ISO 8601 */
  async usageOf(authorityArn: string, now: string): Promise<BudgetUsage> {
    const at = inUtc(now);
    const [hour, line] = await Promise.all([
      itemAt(this.#table, hourKey({ authorityArn, now: at })),
      itemsOf(this.#table, authorityPartition(authorityArn), WAITING),
    ]);
    const waiting = line.filter(({ countsUntil }) => String(countsUntil) > at).length;
    return { used: Number(hour?.['used'] ?? 0), waiting };
  }
}
