import { ownTableClient } from '../../core/aws/clients.ts';
import { TableListing } from '../../core/aws/table-listing.ts';
import { PKI } from '../builders/accounts.ts';
import { aCertificateFinding } from '../builders/certificates.ts';
import { aRecord } from '../builders/inventory.ts';
import { asItem } from '../cli/kit/items.ts';
import { StandIn } from '../cli/kit/stand-in.ts';

const standIn = new StandIn();
beforeAll(async () => {
  await standIn.start();
  Object.assign(process.env, { ...standIn.variables, AWS_ACCESS_KEY_ID: PKI, AWS_SECRET_ACCESS_KEY: 'x' });
});
beforeEach(() => standIn.clear());
afterAll(() => standIn.stop());

const listing = () => new TableListing({ client: ownTableClient('eu-west-1'), name: 'renewguard' });

/** Pages that follow each other, the second one empty: a filter may leave nothing of one. */
const paged = (...items: readonly object[]) =>
  standIn.on('Scan', ({ ExclusiveStartKey }) => {
    const key = { pk: { S: 'a' }, sk: { S: 'b' } };
    if (ExclusiveStartKey === undefined) return { Items: items.slice(0, 1).map(asItem), LastEvaluatedKey: key };
    const next = { pk: { S: 'c' }, sk: { S: 'd' } };
    return JSON.stringify(ExclusiveStartKey) === JSON.stringify(key)
      ? { Items: [], LastEvaluatedKey: next }
      : { Items: items.slice(1).map(asItem) };
  });

async function all<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const page of pages) found.push(...page);
  return found;
}

test('every certificate that is there comes from the index of places, page after page', async () => {
  const records = [aRecord(), aRecord({ arn: 'arn:b' })];
  paged(...records.map((record) => ({ record })));
  expect(await all(listing().certificates())).toEqual(records);
  expect(standIn.calls).toHaveLength(3);
  expect(standIn.calls[0]?.input).toEqual({
    TableName: 'renewguard',
    IndexName: 'byPlace',
    FilterExpression: 'begins_with(pk, :certificate)',
    ExpressionAttributeValues: { ':certificate': { S: 'CERTIFICATE#' } },
  });
});

test('what is gone is in no index of places: the table is read, and only that is taken', async () => {
  const gone = aRecord({ goneAt: '2026-11-20T00:00:00.000Z' });
  paged({ record: gone });
  expect(await all(listing().goneCertificates())).toEqual([gone]);
  expect(standIn.calls[0]?.input).toMatchObject({
    TableName: 'renewguard',
    FilterExpression: 'begins_with(pk, :certificate) AND sk = :inventory AND attribute_exists(#record.goneAt)',
  });
  expect(standIn.calls[0]?.input).not.toHaveProperty('IndexName');
});

test('findings that are open come from their index', async () => {
  paged({ finding: aCertificateFinding() });
  expect(await all(listing().openFindings())).toEqual([aCertificateFinding()]);
  expect(standIn.calls[0]?.input).toMatchObject({ IndexName: 'openFindings' });
});

test('a denial is an error that names what was asked', async () => {
  await expect(all(listing().certificates())).rejects.toMatchObject({
    name: 'AwsRefused',
    message: expect.stringMatching(/^dynamodb:Scan: AccessDeniedException/) as string,
  });
});
