import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { DynamoDBDocumentClient, QueryCommand } from '@aws-sdk/lib-dynamodb';
import { TableMemory } from '../../core/aws/authority-memory.ts';
import { Failures } from '../../core/aws/failures.ts';
import { Findings } from '../../core/aws/findings.ts';
import { Outbox } from '../../core/aws/outbox.ts';
import type { Table } from '../../core/aws/table.ts';
import { VerificationLease } from '../../core/aws/verification-lease.ts';
import { failureNotice, type ExecutionFailure } from '../../core/domain/execution-failure.ts';
import type { Finding, FindingChange } from '../../core/domain/finding.ts';
import { noticeOf } from '../../core/domain/notice.ts';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import { AlertInbox } from '../../local/story/alert-inbox.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { aFinding } from '../builders/findings.ts';
import { FakeLease } from '../fakes/fake-lease.ts';
import { deployedCloud } from './deployed-cloud.ts';

/** Each test works on a CA of its own, so that none sees what another left. */
let serial = 0;
const anotherArn = (): string => AUTHORITY_ARN.replace('11111111', String((serial += 1)).padStart(8, '0'));

const NOON = new Date('2026-11-22T12:00:00Z');
const later = (minutes: number): Date => new Date(NOON.getTime() + minutes * 60_000);

let table: Table;
let settings: ReturnType<typeof clientSettings>;

beforeAll(async () => {
  settings = clientSettings(deployedCloud().endpoint, hub);
  const client = new DynamoDBClient(settings);
  const key = (AttributeName: string, KeyType: 'HASH' | 'RANGE') => ({ AttributeName, KeyType });
  const text = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' as const });
  await client.send(
    new CreateTableCommand({
      TableName: 'table-adapters',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [text('pk'), text('sk')],
      KeySchema: [key('pk', 'HASH'), key('sk', 'RANGE')],
    }),
  );
  const marshallOptions = { removeUndefinedValues: true };
  table = { client: DynamoDBDocumentClient.from(client, { marshallOptions }), name: 'table-adapters' };
});

describe.each([
  ['the lease', () => new VerificationLease(table)],
  ['the lease that the unit tests use', () => new FakeLease()],
])('%s', (_, leaseOf) => {
  let lease: VerificationLease | FakeLease;
  let ca: string;
  const created = { eventName: 'CreatePermission' };
  const deleted = { eventName: 'DeletePermission', removal: 'permission' } as const;
  const claim = (holder: string, arrived: typeof created | typeof deleted = created, now = NOON) =>
    lease.claim(ca, holder, arrived, now);

  beforeEach(() => {
    lease = leaseOf();
    ca = anotherArn();
  });

  test('is held by one of ten at once; the nine leave one mark', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, (__, index) => claim(`e${index}`)));
    expect(claims.filter(Boolean)).toHaveLength(1);
    const holder = `e${claims.indexOf(true)}`;
    expect(await lease.release(ca, holder, NOON)).toEqual({ again: true, ...created });
    expect(await claim(holder)).toBe(true);
    expect(await lease.release(ca, holder, NOON)).toEqual({ again: false });
    expect(await claim('another')).toBe(true);
  });

  test('marks the strongest of what arrived: a removal before anything else', async () => {
    await claim('a');
    for (const arrived of [created, deleted, created]) await claim('b', arrived);
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: true, ...deleted });
  });

  test('answers a release whose answer was lost the same again, until the next run begins', async () => {
    await claim('a');
    await claim('b', deleted);
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: true, ...deleted });
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: true, ...deleted });
    await claim('a');
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: false });
    expect(await lease.release(ca, 'a', NOON)).toEqual({ again: false });
  });

  test('keeps what arrived while its holder renews it', async () => {
    await claim('a');
    await claim('b', deleted);
    expect(await claim('a', created, later(1))).toBe(true);
    expect(await lease.release(ca, 'a', later(1))).toEqual({ again: true, ...deleted });
  });

  test('passes to another when a quarter of an hour is over, and the first one changes nothing any more', async () => {
    await claim('a');
    expect(await claim('b', created, later(15))).toBe(false);
    expect(await claim('b', created, new Date(later(15).getTime() + 1))).toBe(true);
    expect(await lease.release(ca, 'a', later(16))).toEqual({ again: false });
    expect(await claim('c', created, later(16))).toBe(false);
  });

  test('is renewed by its holder', async () => {
    await claim('a');
    await claim('a', created, later(10));
    expect(await claim('b', created, later(20))).toBe(false);
  });

  test('can be abandoned by its holder only', async () => {
    await claim('a');
    await lease.abandon(ca, 'b');
    expect(await claim('b')).toBe(false);
    await lease.abandon(ca, 'a');
    expect(await claim('b')).toBe(true);
    expect(await lease.release(ca, 'b', NOON)).toEqual({ again: false });
  });
});

describe('the findings', () => {
  const opened = (ca: string, different: Partial<Finding> = {}): FindingChange => ({
    finding: aFinding({ authorityArn: ca, ...different }),
    notice: 'opened',
  });
  const write = (change: FindingChange) => new Findings(table).write(change, noticeOf(change));

  test('are kept as they are written, and read by their CA', async () => {
    const ca = anotherArn();
    const changes = [
      opened(ca),
      opened(ca, { code: 'PolicyMissing', account: PAYMENTS, unreadable: { [PAYMENTS]: 'x' } }),
    ];
    for (const change of changes) await write(change);
    await write(opened(anotherArn()));
    const kept = await new Findings(table).of(ca);
    expect(kept).toHaveLength(2);
    expect(kept).toEqual(expect.arrayContaining(changes.map(({ finding }) => finding)));
  });

  test('of a CA without any are none', async () => {
    expect(await new Findings(table).of(anotherArn())).toEqual([]);
  });

  test.each([
    ['a first version that is there already', [1, 1]],
    ['a version that skips one', [1, 3]],
    ['a version that another wrote', [1, 2, 2]],
  ])('refuse %s, and write no notice about it', async (_, versions) => {
    const ca = anotherArn();
    const writes = versions.map((version) => () => write(opened(ca, { version })));
    for (const one of writes.slice(0, -1)) await one();
    await expect(writes.at(-1)?.()).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(await itemsOf(`AUTHORITY#${ca}`, 'NOTICE#')).toHaveLength(versions.length - 1);
  });
});

async function itemsOf(partition: string, beginning: string): Promise<readonly Record<string, unknown>[]> {
  const KeyConditionExpression = 'pk = :pk AND begins_with(sk, :sk)';
  const ExpressionAttributeValues = { ':pk': partition, ':sk': beginning };
  const query = new QueryCommand({ TableName: table.name, KeyConditionExpression, ExpressionAttributeValues });
  return (await table.client.send(query)).Items ?? [];
}

describe('what is remembered', () => {
  test('the consumers of a CA, until they are remembered anew', async () => {
    const memory = new TableMemory(table);
    const ca = anotherArn();
    expect(await memory.consumersOf(ca)).toBeUndefined();
    await memory.rememberConsumers(ca, [PAYMENTS]);
    expect(await memory.consumersOf(ca)).toEqual([PAYMENTS]);
    await memory.rememberConsumers(ca, []);
    expect(await memory.consumersOf(ca)).toEqual([]);
  });

  test('the CAs of more certificates than a batch takes', async () => {
    const memory = new TableMemory(table);
    const arns = Array.from({ length: 230 }, (_, index) => `arn:aws:acm:eu-west-1:${PKI}:certificate/${index}`);
    const some = new Map(arns.slice(0, 220).map((arn, index) => [arn, index % 2 === 0 ? AUTHORITY_ARN : 'other']));
    await memory.rememberAuthorities(some);
    expect(await memory.authoritiesOf(arns)).toEqual(some);
    expect(await memory.authoritiesOf([])).toEqual(new Map());
  });
});

describe('the failures', () => {
  const aFailure = (different: Partial<ExecutionFailure> = {}): ExecutionFailure => ({
    executionArn: `arn:aws:states:eu-west-1:${PKI}:execution:guard:${(serial += 1)}`,
    error: 'AwsRefused',
    message: `denied ${serial}`,
    ...different,
  });
  const record = (failure: ExecutionFailure, now = NOON) =>
    new Failures(table).record(failure, failureNotice(failure, now.toISOString()), now);

  test('are recorded once for an execution and a CA, each with one notice', async () => {
    const failure = aFailure();
    const ofCa = { ...failure, message: 'of a CA', certificateAuthorityArn: AUTHORITY_ARN };
    expect([await record(failure), await record(ofCa)]).toEqual([true, true]);
    expect([await record({ ...failure, error: 'Another' }), await record(ofCa)]).toEqual([false, false]);
    expect(await itemsOf(`EXECUTION#${failure.executionArn}`, 'NOTICE#')).toHaveLength(2);
  });

  test('are known by execution and error', async () => {
    const failures = new Failures(table);
    const failure = aFailure({ certificateAuthorityArn: AUTHORITY_ARN });
    expect(await failures.isRecorded(failure)).toBe(false);
    await record(failure);
    const { executionArn, error, message } = failure;
    expect(await failures.isRecorded({ executionArn, error, message })).toBe(true);
    expect(await failures.isRecorded({ executionArn, error: 'ABORTED', message })).toBe(false);
    expect(await failures.isRecorded({ executionArn: `${executionArn}0`, error, message })).toBe(false);
  });

  test('are recorded once of ten at once', async () => {
    const failure = aFailure();
    const recorded = await Promise.allSettled(Array.from({ length: 10 }, () => record(failure)));
    expect(recorded.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1);
    expect(await itemsOf(`EXECUTION#${failure.executionArn}`, 'NOTICE#')).toHaveLength(1);
  });

  test('of one kind are told once a day, and counted', async () => {
    const failure = aFailure();
    const again = (): ExecutionFailure => aFailure({ message: failure.message });
    expect(await record(failure)).toBe(true);
    expect(await record(again(), later(24 * 60))).toBe(false);
    expect(await record(again(), later(24 * 60 + 1))).toBe(true);
    expect(await itemsOf('FAILURES#guard', `KIND#AwsRefused##${failure.message}`)).toMatchObject([{ repetitions: 1 }]);
  });
});

describe('the outbox', () => {
  let inbox: AlertInbox;
  let channels: ConstructorParameters<typeof Outbox>[1];

  beforeAll(async () => {
    const topic = new SNSClient(settings);
    const { TopicArn = '' } = await topic.send(new CreateTopicCommand({ Name: 'table-adapters' }));
    inbox = await AlertInbox.subscribe(settings, TopicArn, 'table-adapters');
    channels = { topic, topicArn: TopicArn, bus: new EventBridgeClient(settings), busName: 'default' };
  });

  /** The ids of the notices that people got, of those given. */
  const arrived = async (...ids: readonly string[]): Promise<readonly string[]> =>
    (await inbox.all()).map(({ id }) => id).filter((id) => ids.includes(id));

  async function written(ca: string, version: number, minutes: number): Promise<string> {
    const finding = aFinding({ authorityArn: ca, version, changedAt: later(minutes).toISOString() });
    const notice = noticeOf({ finding, notice: 'opened' });
    await new Findings(table).write({ finding, notice: 'opened' }, notice);
    return notice.id;
  }

  test('sends what waits, oldest first, and once', async () => {
    const ca = anotherArn();
    const ids = [await written(ca, 1, 0), await written(ca, 2, 1)];
    const outbox = new Outbox(table, channels);
    expect(await outbox.flushAuthority(ca)).toEqual(ids);
    expect(await outbox.flushAuthority(ca)).toEqual([]);
    expect(await arrived(...ids)).toEqual(ids);
    expect(await itemsOf(`AUTHORITY#${ca}`, 'NOTICE#')).toEqual([]);
  });

  test('keeps what a channel doesn’t take, and repeats no channel that took it', async () => {
    const ca = anotherArn();
    const id = await written(ca, 1, 0);
    // Nothing listens on port 9: a bus that is out of reach.
    const away = new EventBridgeClient({ ...settings, endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
    await expect(new Outbox(table, { ...channels, bus: away }).flushAuthority(ca)).rejects.toMatchObject({
      name: 'AwsUnavailable',
    });
    expect(await arrived(id)).toEqual([id]);
    expect(await new Outbox(table, channels).flushAuthority(ca)).toEqual([id]);
    expect(await arrived(id)).toEqual([id]);
  });

  test('keeps what comes after one that a channel refuses', async () => {
    const ca = anotherArn();
    const ids = [await written(ca, 1, 0), await written(ca, 2, 1)];
    const nowhere = { ...channels, topicArn: `${channels.topicArn}-that-is-not` };
    await expect(new Outbox(table, nowhere).flushAuthority(ca)).rejects.toMatchObject({ name: 'AwsRefused' });
    expect(await new Outbox(table, channels).flushAuthority(ca)).toEqual(ids);
    expect(await arrived(...ids)).toEqual(ids);
  });

  test('sends the notices of an execution by themselves', async () => {
    const failure = {
      executionArn: `arn:aws:states:eu-west-1:${PKI}:execution:guard:outbox`,
      error: 'X',
      message: 'outbox',
    };
    await new Failures(table).record(failure, failureNotice(failure, NOON.toISOString()), NOON);
    const id = `${failure.executionArn}/failed`;
    expect(await new Outbox(table, channels).flushExecution(failure.executionArn)).toEqual([id]);
    expect(await arrived(id)).toEqual([id]);
  });
});

test('a table that is not there is refused by name, not taken for an empty one', async () => {
  const nowhere = { ...table, name: 'no-such-table' };
  await expect(new Findings(nowhere).of(AUTHORITY_ARN)).rejects.toMatchObject({ name: 'AwsRefused' });
  await expect(new TableMemory(nowhere).consumersOf(AUTHORITY_ARN)).rejects.toMatchObject({ name: 'AwsRefused' });
  await expect(new VerificationLease(nowhere).abandon(AUTHORITY_ARN, 'a')).rejects.toMatchObject({
    name: 'AwsRefused',
  });
});
