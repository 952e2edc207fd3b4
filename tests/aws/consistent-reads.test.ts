import { tableApprovals } from '../../core/aws/approvals.ts';
import { TableBudgetUsage } from '../../core/aws/budget-usage.ts';
import { ownTableClient } from '../../core/aws/clients.ts';
import { issuanceLedger } from '../../core/aws/issuances.ts';
import { TableModes } from '../../core/aws/mode-record.ts';
import { TableRoutes } from '../../core/aws/route-records.ts';
import type { Table } from '../../core/aws/table.ts';
import type { Route } from '../../core/domain/reissue/route.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { output, StubAws } from '../fakes/stub-aws.ts';

/* What is decided on by what the table says is decided on by what was written last: a read that lags could issue twice. */

const aws = new StubAws();
let table: Table;

beforeAll(async () => {
  await aws.start();
  table = { client: ownTableClient('eu-west-1'), name: 'table' };
});
afterAll(() => aws.stop());
beforeEach(() => aws.clear());

const NOW = '2026-11-28T12:00:00.000Z';
const READS: readonly (readonly [string, () => Promise<unknown>])[] = [
  ['the mode', () => new TableModes(table).mode()],
  ['an issuance', () => issuanceLedger(table).issuanceOf('0'.repeat(32))],
  ['where a certificate came from', () => issuanceLedger(table).lineageOf(`${AUTHORITY_ARN}/certificate/0a`)],
  ['what a record told of a token', () => issuanceLedger(table).reportedFor('a token')],
  ['an answer to a question', () => tableApprovals(table).approvalOf('a question')],
  ['a route', () => new TableRoutes(table, (value) => value as Route).routeOf(AUTHORITY_ARN)],
  ['a CA’s budget', () => new TableBudgetUsage(table).usageOf(AUTHORITY_ARN, NOW)],
];

test.each(READS)('%s is read as it was written last', async (_, read) => {
  aws.on('GetItem', output({}));
  aws.on('Query', output({ Items: [], Count: 0 }));
  await read();
  expect(aws.calls.length).toBeGreaterThan(0);
  for (const { input } of aws.calls) expect(input).toMatchObject({ ConsistentRead: true });
});
