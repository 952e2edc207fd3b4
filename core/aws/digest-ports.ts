import { systemMilliseconds } from '../runtime/clock.ts';
import type { Runtime } from '../runtime/function.ts';
import { Addressing } from './addressing.ts';
import { TableAuthorityInventory } from './authority-inventory.ts';
import { tableClient } from './clients.ts';
import { CoverageFindings } from './coverage-findings.ts';
import { DailyDigests } from './daily-digests.ts';
import { TableInventory } from './inventory.ts';
import { TableMutes } from './mutes.ts';
import { TableListing } from './table-listing.ts';

/** What write-digests works with. */
export function digestPorts({ configuration, clock, count }: Runtime) {
  const { region, tableName, alertRoutes } = configuration;
  const table = { client: tableClient(region), name: tableName };
  return {
    listing: new TableListing(table),
    coverage: new CoverageFindings(table),
    mutes: new TableMutes(table),
    inventory: new TableInventory(table),
    authorities: new TableAuthorityInventory(table),
    routing: new Addressing(table, alertRoutes, systemMilliseconds),
    digests: new DailyDigests(table),
    clock,
    count,
  };
}
