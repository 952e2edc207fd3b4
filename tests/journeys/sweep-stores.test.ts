import { CreateBucketCommand, GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TableDirectory } from '../../core/aws/account-directory.ts';
import { TableAuthorityInventory } from '../../core/aws/authority-inventory.ts';
import { CertificateInspections } from '../../core/aws/certificate-inspections.ts';
import { Findings } from '../../core/aws/findings.ts';
import { TableInventory } from '../../core/aws/inventory.ts';
import { itemsOf as allItemsOf } from '../../core/aws/items.ts';
import { TableOpenFindings } from '../../core/aws/open-findings.ts';
import { TableReadings } from '../../core/aws/shared-readings.ts';
import { BucketFiles } from '../../core/aws/sweep-files.ts';
import { sweepRecords } from '../../core/aws/sweep-records.ts';
import type { Table } from '../../core/aws/table.ts';
import { VerificationLease } from '../../core/aws/verification-lease.ts';
import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import { noticeOf } from '../../core/domain/findings/notice.ts';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import { aFinding } from '../builders/findings.ts';
import { anOrder, anOutcome, aPlace, aRecord } from '../builders/inventory.ts';
import { keepingHolds } from '../builders/sweep-inventory-contract.ts';
import { authoritiesHold, listingsHold } from '../builders/sweep-listings-contract.ts';
import { sweepsHold } from '../builders/sweep-records-contract.ts';
import { directoryHolds, filesHold, openFindingsHold, readingsHold } from '../builders/sweep-stores-contract.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { hubGuard } from './kit/guard.ts';
import { anotherArn, createTable, itemsOf, NOON } from './kit/table.ts';
import { until } from './kit/until.ts';

/* What is asked of the fakes is asked of the table and the bucket here; then what only those have. */

let table: Table;
let bucket: { client: S3Client; name: string };

beforeAll(async () => {
  table = await createTable('sweep-stores');
  const settings = clientSettings(deployedCloud().endpoint, hub);
  bucket = { client: new S3Client({ ...settings, forcePathStyle: true }), name: 'sweep-stores' };
  await bucket.client.send(new CreateBucketCommand({ Bucket: bucket.name }));
});

const inventory = () => new TableInventory(table);
const sweeps = () => sweepRecords(table, Date.now);

describe('what the inventory keeps', () => keepingHolds(inventory, 5));
// A page ends after a megabyte: of such records it has a few.
describe('what the inventory lists', () => listingsHold(inventory, { tags: { ...largeTags() } }));
describe('the inventory of CAs', () => authoritiesHold(() => new TableAuthorityInventory(table)));
describe('the records of sweeps', () => sweepsHold(sweeps));
describe('the members of the organisation', () => directoryHolds(() => new TableDirectory(table)));

function largeTags(): Readonly<Record<string, string>> {
  return Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`${index}`.padEnd(128, 'k'), '𝄞'.repeat(128)]));
}

describe('the files of sweeps', () =>
  filesHold(() => ({
    files: new BucketFiles(bucket),
    textAt: async (Key) => {
      const { Body } = await bucket.client.send(new GetObjectCommand({ Bucket: bucket.name, Key }));
      return Body!.transformToString();
    },
  })));

describe('open findings', () => {
  openFindingsHold(() => ({
    open: new TableOpenFindings(table),
    write: (change) =>
      new CertificateInspections(table).writeInspected(change, certificateNotice(change), NOON.toISOString()),
  }));

  test('a CA’s finding is in the index while it is open, and among no certificates’', async () => {
    const ca = anotherArn();
    const account = ca.split(':')[4] ?? '';
    await new VerificationLease(table).claim(ca, 'holder', { eventName: 'x', removals: [] }, NOON);
    const write = async (different: Parameters<typeof aFinding>[0]) => {
      const change = { finding: aFinding({ authorityArn: ca, ...different }), notice: 'opened' } as const;
      await new Findings(table).write(change, noticeOf(change), 'holder');
    };
    const inIndex = async () => {
      const query = new QueryCommand({
        TableName: table.name,
        IndexName: 'openFindings',
        KeyConditionExpression: 'findingPartition = :place AND begins_with(findingSort, :arn)',
        ExpressionAttributeValues: { ':place': `${account}#eu-west-1`, ':arn': ca },
      });
      return ((await table.client.send(query)).Items ?? []).map(({ findingSort }) => String(findingSort));
    };
    await write({});
    expect(await inIndex()).toEqual([`${ca}#${aFinding().code}`]);
    const open = await new TableOpenFindings(table).openCertificateFindings(account, 'eu-west-1');
    expect(open.filter(({ certificateArn }) => certificateArn === undefined)).toEqual([]);
    await write({ version: 2, state: 'RESOLVED' });
    expect(await inIndex()).toEqual([]);
  });
});

describe('shared readings', () => {
  readingsHold(() => new TableReadings(table, Date.now));

  // Each as another process has it.
  const within = (milliseconds: number) => new TableReadings(table, Date.now, milliseconds);
  const claimed = (sweepId: string) =>
    until('somebody reads', async () => (await itemsOf(table, `SWEEP#${sweepId}`, 'READING#'))[0]);

  test('where whoever reads dies, one of those who wait reads in its place, and all have that', async () => {
    void within(2000).once('dying', 'a', () => new Promise<never>(() => {}));
    await claimed('dying');
    let reads = 0;
    const read = () => Promise.resolve({ reads: (reads += 1) });
    const all = await Promise.all(Array.from({ length: 5 }, () => within(2000).once('dying', 'a', read)));
    expect(all).toEqual(Array.from({ length: 5 }, () => ({ reads: 1 })));
  });

  test('whoever reads for longer than its time has what another wrote meanwhile', async () => {
    let end: (value: { text: string }) => void = () => {};
    const slow = within(200).once('slow', 'a', () => new Promise<{ text: string }>((resolve) => (end = resolve)));
    await claimed('slow');
    const quick = await within(200).once('slow', 'a', () => Promise.resolve({ text: 'quick' }));
    end({ text: 'slow' });
    expect([quick, await slow]).toEqual([{ text: 'quick' }, { text: 'quick' }]);
  });

  test('whoever fails gives its time up: others don’t wait for the end of it', async () => {
    const failing = within(60_000).once('failing', 'a', () => Promise.reject(new Error('out of order')));
    await expect(failing).rejects.toThrow('out of order');
    expect(await within(60_000).once('failing', 'a', () => Promise.resolve({ text: 'read' }))).toEqual({
      text: 'read',
    });
  });

  test('what nobody reads in all the time that is given is not waited for any longer', async () => {
    let now = Date.now();
    const impatient = new TableReadings(table, () => (now += 1000), 500);
    void within(600_000).once('held', 'a', () => new Promise<never>(() => {}));
    await claimed('held');
    const waited = impatient.once('held', 'a', () => Promise.resolve({}));
    await expect(waited).rejects.toMatchObject({ name: 'AwsUnavailable' });
  });
});

test('what sweeps work with expires in two weeks, what tells of them and of what is gone in 400 days', async () => {
  const now = Date.parse('2027-01-01T00:00:00Z');
  const [order, days] = [anOrder({ id: 'expiring' }), 24 * 3600];
  const records = sweepRecords(table, () => now);
  await records.open(order);
  await records.advance(order.id, {
    place: aPlace(),
    phase: 'x',
    tries: 0,
    counts: anOutcome().counts,
    gaps: [],
    version: 1,
  });
  await records.end(order.id, anOutcome());
  await records.keepRemedy(order.id, { certificateArn: 'arn:x', notAfter: '2027-03-01T00:00:00Z', why: 'x' });
  await new TableReadings(table, () => now).once(order.id, 'a', () => Promise.resolve({}));
  const expiries = (await allItemsOf(table, 'SWEEP#expiring', '')).map(({ sk, expiresAt }) => [sk, expiresAt]);
  const [soon, late] = [now / 1000 + 14 * days, Date.parse(order.startedAt) / 1000 + 400 * days];
  const place = `${aPlace().account}#eu-west-1`;
  expect(expiries).toEqual([
    [`OUTCOME#${place}`, soon],
    ['READING#a', soon],
    ['REMEDY#2027-03-01T00:00:00.000Z#arn:x', soon],
    [`SCAN#${place}`, soon],
    ['SWEEP', late],
  ]);
  expect(await itemsOf(table, 'SWEEPS', `${order.startedAt}#expiring`)).toMatchObject([{ expiresAt: late }]);
  const there = aRecord({ arn: 'arn:aws:acm:eu-west-1:1:certificate/expiring', version: 1 });
  const gone = { ...there, version: 2, goneAt: '2026-11-20T03:00:00.000Z' };
  const kept = async () => (await itemsOf(table, `CERTIFICATE#${there.arn}`, 'INVENTORY'))[0];
  await inventory().keep([there]);
  expect(await kept()).not.toHaveProperty('expiresAt');
  await inventory().keep([gone]);
  expect(await kept()).toMatchObject({ expiresAt: Date.parse(gone.goneAt) / 1000 + 400 * days });
});

test('the deployed table has the indexes', async () => {
  const deployed = { ...table, name: hubGuard().table };
  const [listed, open] = [new TableInventory(deployed), new TableOpenFindings(deployed)];
  expect(await listed.ofPlace('1', 'x')).toEqual({ items: [] });
  expect(await listed.ofAuthority('x')).toEqual({ items: [] });
  expect(await listed.ofOwner('nobody at all')).toEqual({ items: [] });
  expect(await listed.expiring('2001-01-01T00:00:00Z', '2001-02-01T00:00:00Z')).toEqual({ items: [] });
  expect(await open.openCertificateFindings('1', 'x')).toEqual([]);
});

test('without the table or the bucket everything is refused by name, not taken for nothing', async () => {
  const nowhere = { ...table, name: 'no-such-table' };
  const [listed, records] = [new TableInventory(nowhere), sweepRecords(nowhere, Date.now)];
  const [authorities, directory] = [new TableAuthorityInventory(nowhere), new TableDirectory(nowhere)];
  const files = new BucketFiles({ ...bucket, name: 'no-such-bucket' });
  for (const act of [
    () => listed.recordsOf(['x']),
    () => listed.keep([aRecord()]),
    () => listed.ofPlace('1', 'x'),
    () => listed.ofAuthority('x', NOON.toISOString()),
    () => listed.ofOwner('x'),
    () => listed.expiring(NOON.toISOString(), NOON.toISOString()),
    () => authorities.authorityRecords(),
    () => authorities.authorityRecord('x'),
    () => new TableOpenFindings(nowhere).openCertificateFindings('1', 'x'),
    () => new TableReadings(nowhere, Date.now).once('x', 'y', () => Promise.resolve({})),
    () => records.open(anOrder()),
    () => records.sweep('x'),
    () => records.latest(1),
    () => records.finish({ ...anOrder(), status: 'failed' }),
    () => records.progress('x', aPlace()),
    () => records.end('x', anOutcome()),
    () => records.outcomes('x'),
    () => records.scopes(),
    () => records.setScope('x', undefined),
    () => records.lastBegun(),
    () => records.keepRemedy('x', { certificateArn: 'x', notAfter: NOON.toISOString(), why: 'x' }),
    () => records.remedies('x'),
    () => directory.members(),
    () => directory.rememberMembers([]),
    () => files.putWorkList('x', 'places', []),
    () => files.putSeen('x', aPlace(), 1, []),
    () => files.seen('x', aPlace())[Symbol.asyncIterator]().next(),
    () => files.putReport('x', 'y', 'z'),
  ])
    await expect(act()).rejects.toMatchObject({ name: 'AwsRefused' });
});
