import { systemMilliseconds } from '../runtime/clock.ts';
import { parseInput } from '../runtime/parse-input.ts';
import { routeShape } from '../runtime/route-shape.ts';
import { tableApprovals } from './approvals.ts';
import { TableBudgetUsage } from './budget-usage.ts';
import { ownTableClient } from './clients.ts';
import type { Deployment } from './deployment.ts';
import { issuanceLedger } from './issuances.ts';
import { TableModes } from './mode-record.ts';
import { TableRecordedRequests } from './recorded-requests.ts';
import { TableRoutes } from './route-records.ts';

/** What RenewGuard keeps about reissues, with the credentials of a terminal. */
export function ownStores({ region, tableName, initialMode }: Deployment) {
  const table = { client: ownTableClient(region), name: tableName };
  return {
    ledger: issuanceLedger(table),
    modes: new TableModes(table, initialMode),
    routes: new TableRoutes(table, (route) => parseInput(routeShape, route)),
    approvals: tableApprovals(table),
    recordedRequests: new TableRecordedRequests(table, systemMilliseconds),
    budgets: new TableBudgetUsage(table),
  };
}
