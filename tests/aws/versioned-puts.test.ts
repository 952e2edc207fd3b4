import { itemsWith, putAll } from '../../core/aws/batches.ts';
import { ownTableClient } from '../../core/aws/clients.ts';
import { TableInventory } from '../../core/aws/inventory.ts';
import type { Table } from '../../core/aws/table.ts';
import { putEach, type VersionedItem } from '../../core/aws/versioned-puts.ts';
import { aRecord } from '../builders/inventory.ts';
import { failure, output, StubAws } from '../fakes/stub-aws.ts';

/* What a table on one machine never answers: conflicts, throttles, and batches that are done in part. */

const aws = new StubAws();
let table: Table;

beforeAll(async () => {
  await aws.start();
  table = { client: ownTableClient('eu-west-1'), name: 'table' };
});
afterAll(() => aws.stop());
beforeEach(() => aws.clear());

const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const items = (count: number): readonly VersionedItem[] =>
  times(count, (index) => ({ pk: `${index}`, sk: 'x', version: 2, readAt: '2026-11-20T03:00:00.000Z' }));

/** A transaction that is cancelled, with a code for each of its items. */
const cancelled = (...codes: readonly string[]) =>
  failure('TransactionCanceledException', 400, { CancellationReasons: codes.map((Code) => ({ Code })) });

/** The keys of what each transaction was to write. */
const written = (): readonly (readonly string[])[] =>
  aws.callsOf('TransactWriteItems').map(({ input }) => {
    const puts = input['TransactItems'] as readonly { Put: { Item: { pk: { S: string } } } }[];
    return puts.map(({ Put }) => Put.Item.pk.S);
  });

const CONDITION = 'ConditionalCheckFailed';

test('what did not fit is told, and the rest is written without it', async () => {
  aws.on(
    'TransactWriteItems',
    cancelled('None', CONDITION, 'None', CONDITION),
    cancelled(CONDITION, 'None'),
    output({}),
  );
  const refused = await putEach(table, items(4));
  expect(refused.map(({ pk }) => pk)).toEqual(['1', '3', '0']);
  expect(written()).toEqual([['0', '1', '2', '3'], ['0', '2'], ['2']]);
});

test('where nothing fits nothing is written', async () => {
  aws.on('TransactWriteItems', cancelled(CONDITION, CONDITION));
  expect(await putEach(table, items(2))).toHaveLength(2);
  expect(written()).toHaveLength(1);
});

test.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])(
  '%s passes: the same is written again',
  async (code) => {
    aws.on('TransactWriteItems', cancelled('None', code), cancelled(code, CONDITION), output({}));
    expect((await putEach(table, items(2))).map(({ pk }) => pk)).toEqual(['1']);
    expect(written()).toEqual([['0', '1'], ['0', '1'], ['0']]);
  },
);

test('what is wrong with an item is told at once', async () => {
  aws.on('TransactWriteItems', failure('ValidationException'));
  await expect(putEach(table, items(1))).rejects.toMatchObject({ name: 'AwsRefused' });
  expect(written()).toHaveLength(1);
});

test('a transaction has a hundred items at most, a megabyte of them, and none twice', async () => {
  aws.on('TransactWriteItems', output({}));
  const large = items(3).map((item) => ({ ...item, text: 'x'.repeat(450_000) }));
  await putEach(table, [...items(230), ...large, ...items(1)]);
  const sizes = written().map((keys) => keys.length);
  expect(sizes).toEqual([100, 100, 32, 2]);
  for (const keys of written()) expect(new Set(keys).size).toBe(keys.length);
});

test('what another wrote is not taken for a write of ours whose answer was lost', async () => {
  const record = aRecord({ arn: 'arn:ours', version: 1 });
  aws.on('TransactWriteItems', cancelled(CONDITION));
  const item = (certificate: object) => ({ record: { M: certificate } });
  const text = (value: string) => ({ S: value });
  aws.on('BatchGetItem', output({ Responses: { table: [item({ arn: text('arn:ours'), requestedBy: text('us') })] } }));
  expect(await new TableInventory(table).keep([record])).toEqual(['arn:ours']);
});

test('keys that are left unread are read again', async () => {
  const keys = times(3, (index) => ({ pk: `${index}`, sk: 'x' }));
  const Keys = [{ pk: { S: '2' }, sk: { S: 'x' } }];
  const some = (pk: string, more = {}) => output({ Responses: { table: [{ pk: { S: pk } }] }, ...more });
  aws.on('BatchGetItem', some('0', { UnprocessedKeys: { table: { Keys } } }), some('2'));
  expect((await itemsWith(table, keys)).map(({ pk }) => pk)).toEqual(['0', '2']);
  const [, again] = aws.callsOf('BatchGetItem');
  expect(again?.input).toEqual({ RequestItems: { table: { Keys, ConsistentRead: true } } });
});

const unwritten = (...pks: readonly string[]) =>
  output({ UnprocessedItems: { table: pks.map((pk) => ({ PutRequest: { Item: { pk: { S: pk } } } })) } });

test('items that are left unwritten are written again', async () => {
  aws.on('BatchWriteItem', unwritten('1', '2'), unwritten('2'), output({}));
  expect(
    await putAll(
      table,
      times(3, (index) => ({ pk: `${index}` })),
    ),
  ).toBe(0);
  expect(aws.callsOf('BatchWriteItem')).toHaveLength(3);
});

test('what never passes is given up by name after some seconds, or counted', async () => {
  aws.on('TransactWriteItems', cancelled('TransactionConflict'));
  aws.on('BatchGetItem', output({ UnprocessedKeys: { table: { Keys: [{ pk: { S: '2' }, sk: { S: 'x' } }] } } }));
  aws.on('BatchWriteItem', unwritten('2'));
  const gaveUp = (message: string) => ({ name: 'AwsUnavailable', message: expect.stringContaining(message) as string });
  await Promise.all([
    expect(putEach(table, items(1))).rejects.toMatchObject(gaveUp('1 items met other writes 8 times')),
    expect(itemsWith(table, [{ pk: '2', sk: 'x' }])).rejects.toMatchObject(gaveUp('left 1 keys unread')),
    expect(putAll(table, [{ pk: '2' }])).resolves.toBe(1),
  ]);
  expect(written()).toHaveLength(8);
});
