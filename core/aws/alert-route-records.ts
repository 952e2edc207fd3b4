import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import type { SetAlertRoutes } from '../domain/alerts/alert-routes.ts';
import { inOwnAccount } from './errors.ts';
import { itemAt } from './items.ts';
import { ALERT_ROUTES_PARTITION, ITEM_VERSION, type Table } from './table.ts';

const KEY = { pk: ALERT_ROUTES_PARTITION, sk: 'ALERT_ROUTES' };

/** The routing table of alerts. What stands there was checked when it was set. */
export class AlertRouteRecords {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** @returns undefined: nobody set any */
  async alertRoutes(): Promise<SetAlertRoutes | undefined> {
    const item = await itemAt(this.#table, KEY);
    return item && (item['set'] as SetAlertRoutes);
  }

  /** @param set undefined: there are none any more, and the template's hold again */
  async setAlertRoutes(set: SetAlertRoutes | undefined): Promise<void> {
    const { client, name: TableName } = this.#table;
    await inOwnAccount(set === undefined ? 'dynamodb:DeleteItem' : 'dynamodb:PutItem', () =>
      set === undefined
        ? client.send(new DeleteCommand({ TableName, Key: KEY }))
        : client.send(new PutCommand({ TableName, Item: { ...KEY, itemVersion: ITEM_VERSION, set } })),
    );
  }
}
