import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { MODES, type Mode, type ModeRecord } from '../domain/reissue/mode.ts';
import type { ModeReader } from '../reissue/ports.ts';
import { AwsRefused, inOwnAccount } from './errors.ts';
import { itemAt } from './items.ts';
import { ITEM_VERSION, MODE_PARTITION, type Table } from './table.ts';

const MODE_KEY = { pk: MODE_PARTITION, sk: 'MODE' };

/** What RenewGuard may do, as somebody set it last. */
export class TableModes implements ModeReader {
  readonly #table: Table;
  readonly #fallback: Mode;

  /** @param fallback the mode of a deployment in which nobody ever set one */
  constructor(table: Table, fallback: Mode = 'act') {
    this.#table = table;
    this.#fallback = fallback;
  }

  /** @throws AwsRefused where the record says something else than a mode: then nothing may be done */
  async mode(): Promise<ModeRecord> {
    const item = await itemAt(this.#table, MODE_KEY);
    if (item === undefined) return { mode: this.#fallback };
    const { mode, by, at, reason } = item as Partial<ModeRecord>;
    if (mode === undefined || !MODES.includes(mode))
      throw new AwsRefused(
        `the table's item MODE: mode: expected one of ${MODES.join(', ')}, got ${String(mode)}; ` +
          'nothing is done until it is set: npx renewguard mode act',
      );
    return { mode, ...(by && { by }), ...(at && { at }), ...(reason && { reason }) };
  }

  async setMode(record: ModeRecord): Promise<void> {
    const { client, name } = this.#table;
    const put = new PutCommand({ TableName: name, Item: { ...MODE_KEY, itemVersion: ITEM_VERSION, ...record } });
    await inOwnAccount('dynamodb:PutItem', () => client.send(put));
  }
}
