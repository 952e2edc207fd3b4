import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { RouteUnusable } from '../domain/reissue/refusals.ts';
import type { Route } from '../domain/reissue/route.ts';
import type { RouteRecords } from '../reissue/ports.ts';
import { inOwnAccount } from './errors.ts';
import { itemAt } from './items.ts';
import { authorityPartition, certificatePartition, ITEM_VERSION, type Table } from './table.ts';

/** Delivery routes that somebody set for a certificate, or for all certificates of a CA. */
export class TableRoutes implements RouteRecords {
  readonly #table: Table;
  readonly #parse: (value: unknown) => Route;

  /** @param parse reads a route, or throws naming what is wrong with it: others may write to the table as well */
  constructor(table: Table, parse: (value: unknown) => Route) {
    this.#table = table;
    this.#parse = parse;
  }

  /** @throws RouteUnusable where what stands there is no route */
  async routeOf(arn: string): Promise<Route | undefined> {
    const item = await itemAt(this.#table, routeKey(arn));
    if (item === undefined) return undefined;
    try {
      return this.#parse(item['route']);
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause);
      throw new RouteUnusable(
        `the route that was set for ${arn}: ${what}; set it anew: npx renewguard route set ${arn}`,
        {
          cause,
        },
      );
    }
  }

  /** @param route undefined: none stands any more */
  async setRoute(arn: string, route: Route | undefined): Promise<void> {
    const { client, name: TableName } = this.#table;
    const Key = routeKey(arn);
    if (route === undefined) {
      await inOwnAccount('dynamodb:DeleteItem', () => client.send(new DeleteCommand({ TableName, Key })));
      return;
    }
    const Item = { ...Key, itemVersion: ITEM_VERSION, route };
    await inOwnAccount('dynamodb:PutItem', () => client.send(new PutCommand({ TableName, Item })));
  }
}

const AUTHORITY = /:certificate-authority\/[^/]+$/;

const routeKey = (arn: string) => ({
  pk: AUTHORITY.test(arn) ? authorityPartition(arn) : certificatePartition(arn),
  sk: 'ROUTE',
});
