import { TransactWriteCommand } from '@aws-sdk/lib-dynamodb';
import { coverageKey, type CoverageFinding, type CoverageFindingChange } from '../domain/findings/coverage-finding.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { inOwnAccount } from './errors.ts';
import { itemsOf } from './items.ts';
import { outboxItem } from './outbox.ts';
import { reminderKeys } from './reminder-keys.ts';
import { COVERAGE_PARTITION, ITEM_VERSION, onTopOf, type Table } from './table.ts';

const FINDING = 'FINDING#';

/** The findings about what sweeps can't see. A change and its notice are written together or not at all. */
export class CoverageFindings {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Every one that is kept, whatever its state. */
  async all(): Promise<readonly CoverageFinding[]> {
    const items = await itemsOf(this.#table, COVERAGE_PARTITION, FINDING);
    return items.map((item) => item.finding as CoverageFinding);
  }

  /**
   * Writes a change on top of the version it was made from, with its notice.
   * @throws AwsUnavailable where another wrote first: it is worked out again from a fresh read
   */
  async write({ finding }: CoverageFindingChange, notice: OutgoingNotice): Promise<void> {
    const { client, name: TableName } = this.#table;
    const { version } = finding;
    const item = {
      pk: COVERAGE_PARTITION,
      sk: FINDING + coverageKey(finding),
      itemVersion: ITEM_VERSION,
      version,
      finding,
      ...reminderKeys({ kind: 'coverage', finding }),
    };
    const transaction = new TransactWriteCommand({
      TransactItems: [
        { Put: { TableName, Item: item, ...onTopOf(version - 1) } },
        { Put: { TableName, Item: outboxItem(COVERAGE_PARTITION, notice, version) } },
      ],
    });
    await inOwnAccount('dynamodb:TransactWriteItems', () => client.send(transaction));
  }
}
