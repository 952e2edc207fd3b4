import { TableBudgetUsage } from '../../core/aws/budget-usage.ts';
import { ownTableClient } from '../../core/aws/clients.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { StandIn } from '../cli/kit/stand-in.ts';

const standIn = new StandIn();
let budgets: TableBudgetUsage;

beforeAll(async () => {
  await standIn.start();
  Object.assign(process.env, { ...standIn.variables, AWS_ACCESS_KEY_ID: PKI, AWS_SECRET_ACCESS_KEY: 'x' });
  budgets = new TableBudgetUsage({ client: ownTableClient('eu-west-1'), name: 'table' });
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.clear());

test('the hour of the clock, in UTC, and those that still wait', async () => {
  standIn.on('GetItem', { Item: { used: { N: '7' } } });
  const waits = (countsUntil: string) => ({ sk: { S: 'WAITING#x' }, countsUntil: { S: countsUntil } });
  standIn.on('Query', { Items: [waits('2026-11-28T14:00:00.000Z'), waits('2026-11-28T11:00:00.000Z')], Count: 2 });
  expect(await budgets.usageOf(AUTHORITY_ARN, '2026-11-28T13:30:00+01:00')).toEqual({ used: 7, waiting: 1 });
  expect(standIn.calls.find(({ operation }) => operation === 'GetItem')?.input).toMatchObject({
    Key: { pk: { S: `AUTHORITY#${AUTHORITY_ARN}` }, sk: { S: 'BUDGET#2026-11-28T12' } },
  });
});

test('an hour in which nothing was issued', async () => {
  standIn.on('GetItem', {}).on('Query', { Items: [], Count: 0 });
  expect(await budgets.usageOf(AUTHORITY_ARN, '2026-11-28T12:30:00.000Z')).toEqual({ used: 0, waiting: 0 });
});
