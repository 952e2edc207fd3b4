import { systemMilliseconds } from '../runtime/clock.ts';
import { parseInput } from '../runtime/parse-input.ts';
import { routeShape } from '../runtime/route-shape.ts';
import { AlertRouteRecords } from './alert-route-records.ts';
import { tableApprovals } from './approvals.ts';
import { TableBudgetUsage } from './budget-usage.ts';
import { TableAuthorityInventory } from './authority-inventory.ts';
import { ChannelQueues } from './channel-queues.ts';
import { ownTableClient } from './clients.ts';
import { CoverageFindings } from './coverage-findings.ts';
import type { Deployment } from './deployment.ts';
import { TableInventory } from './inventory.ts';
import { issuanceLedger } from './issuances.ts';
import { TableModes } from './mode-record.ts';
import { TableMutes } from './mutes.ts';
import { TableRecordedRequests } from './recorded-requests.ts';
import { TableRoutes } from './route-records.ts';
import { sweepRecords } from './sweep-records.ts';
import { TableListing } from './table-listing.ts';

/** What RenewGuard keeps, with the credentials of a terminal. */
export function ownStores({ region, tableName, initialMode }: Deployment) {
  const table = { client: ownTableClient(region), name: tableName };
  return {
    ledger: issuanceLedger(table),
    modes: new TableModes(table, initialMode),
    routes: new TableRoutes(table, (route) => parseInput(routeShape, route)),
    approvals: tableApprovals(table),
    alertRoutes: new AlertRouteRecords(table),
    recordedRequests: new TableRecordedRequests(table, systemMilliseconds),
    budgets: new TableBudgetUsage(table),
    sweeps: sweepRecords(table, systemMilliseconds),
    coverage: new CoverageFindings(table),
    inventory: new TableInventory(table),
    authorityInventory: new TableAuthorityInventory(table),
    listing: new TableListing(table),
    queues: new ChannelQueues(table),
    mutes: new TableMutes(table),
  };
}
