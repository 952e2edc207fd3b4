import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { TableMemory } from '../../core/aws/authority-memory.ts';
import { Failures } from '../../core/aws/failures.ts';
import { Findings } from '../../core/aws/findings.ts';
import { Channels, type OwnChannels } from '../../core/aws/channels.ts';
import { Outbox } from '../../core/aws/outbox.ts';
import type { Table } from '../../core/aws/table.ts';
import { VerificationLease } from '../../core/aws/verification-lease.ts';
import { failureNotice, type ExecutionFailure } from '../../core/domain/findings/execution-failure.ts';
import type { Finding, FindingChange } from '../../core/domain/findings/finding.ts';
import { noticeOf } from '../../core/domain/findings/notice.ts';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import { AlertInbox } from '../../local/story/alert-inbox.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { aFinding } from '../builders/findings.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { anotherArn, createTable, itemsOf, later, NOON } from './kit/table.ts';

let table: Table;
let settings: ReturnType<typeof clientSettings>;

beforeAll(async () => {
  settings = clientSettings(deployedCloud().endpoint, hub);
  table = await createTable('table-adapters');
});

describe('the findings', () => {
  const opened = (ca: string, different: Partial<Finding> = {}): FindingChange => ({
    finding: aFinding({ authorityArn: ca, ...different }),
    notice: 'opened',
  });
  const write = async (change: FindingChange, holder = 'holder') => {
    await new VerificationLease(table).claim(
      change.finding.authorityArn,
      'holder',
      { eventName: 'x', removals: [] },
      NOON,
    );
    await new Findings(table).write(change, noticeOf(change), holder);
  };

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

  test('are written by the holder of the verification only', async () => {
    const change = opened(anotherArn());
    await expect(write(change, 'another')).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(await new Findings(table).of(change.finding.authorityArn)).toEqual([]);
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
    expect(await itemsOf(table, `AUTHORITY#${ca}`, 'NOTICE#')).toHaveLength(versions.length - 1);
  });
});

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
  let failures = 0;
  const aFailure = (different: Partial<ExecutionFailure> = {}): ExecutionFailure => ({
    executionArn: `arn:aws:states:eu-west-1:${PKI}:execution:guard:${(failures += 1)}`,
    error: 'AwsRefused',
    message: `denied ${failures}`,
    ...different,
  });
  const record = (failure: ExecutionFailure, now = NOON) =>
    new Failures(table).record(failure, failureNotice(failure, now.toISOString()), now);

  test('are recorded once for an execution and a CA, each with one notice', async () => {
    const failure = aFailure();
    const ofCa = { ...failure, message: 'of a CA', certificateAuthorityArn: AUTHORITY_ARN };
    expect([await record(failure), await record(ofCa)]).toEqual([true, true]);
    expect([await record({ ...failure, error: 'Another' }), await record(ofCa)]).toEqual([false, false]);
    expect(await itemsOf(table, `EXECUTION#${failure.executionArn}`, 'NOTICE#')).toHaveLength(2);
  });

  test('are known by execution and error', async () => {
    const recorded = new Failures(table);
    const failure = aFailure({ certificateAuthorityArn: AUTHORITY_ARN });
    expect(await recorded.isRecorded(failure)).toBe(false);
    await record(failure);
    const { executionArn, error, message } = failure;
    expect(await recorded.isRecorded({ executionArn, error, message })).toBe(true);
    expect(await recorded.isRecorded({ executionArn, error: 'ABORTED', message })).toBe(false);
    expect(await recorded.isRecorded({ executionArn: `${executionArn}0`, error, message })).toBe(false);
  });

  test('are recorded once of ten at once', async () => {
    const failure = aFailure();
    const recorded = await Promise.allSettled(Array.from({ length: 10 }, () => record(failure)));
    expect(recorded.filter((one) => one.status === 'fulfilled' && one.value)).toHaveLength(1);
    expect(await itemsOf(table, `EXECUTION#${failure.executionArn}`, 'NOTICE#')).toHaveLength(1);
  });

  test('of one kind are told once a day, and counted', async () => {
    const failure = aFailure();
    const again = (): ExecutionFailure => aFailure({ message: failure.message });
    expect(await record(failure)).toBe(true);
    expect(await record(again(), later(24 * 60))).toBe(false);
    expect(await record(again(), later(24 * 60 + 1))).toBe(true);
    expect(await itemsOf(table, 'FAILURES#guard', `KIND#AwsRefused##${failure.message}`)).toMatchObject([
      { repetitions: 1 },
    ]);
  });
});

describe('the outbox', () => {
  let inbox: AlertInbox;
  let channels: OwnChannels;

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
    await new VerificationLease(table).claim(ca, 'holder', { eventName: 'x', removals: [] }, NOON);
    await new Findings(table).write({ finding, notice: 'opened' }, notice, 'holder');
    return notice.id;
  }

  test('sends what waits, oldest first, and once', async () => {
    const ca = anotherArn();
    const ids = [await written(ca, 1, 0), await written(ca, 2, 1)];
    const outbox = new Outbox(table, new Channels(channels), Date.now);
    expect(await outbox.flushAuthority(ca)).toEqual(ids);
    expect(await outbox.flushAuthority(ca)).toEqual([]);
    expect(await arrived(...ids)).toEqual(ids);
    expect(await itemsOf(table, `AUTHORITY#${ca}`, 'NOTICE#')).toEqual([]);
  });

  test('keeps what a channel doesn’t take, and repeats no channel that took it', async () => {
    const ca = anotherArn();
    const id = await written(ca, 1, 0);
    // Nothing listens on port 9: a bus that is out of reach.
    const away = new EventBridgeClient({ ...settings, endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
    await expect(
      new Outbox(table, new Channels({ ...channels, bus: away }), Date.now).flushAuthority(ca),
    ).rejects.toMatchObject({
      name: 'AwsUnavailable',
    });
    expect(await arrived(id)).toEqual([id]);
    expect(await new Outbox(table, new Channels(channels), Date.now).flushAuthority(ca)).toEqual([id]);
    expect(await arrived(id)).toEqual([id]);
  });

  test('keeps what comes after one that a channel refuses', async () => {
    const ca = anotherArn();
    const ids = [await written(ca, 1, 0), await written(ca, 2, 1)];
    const nowhere = { ...channels, topicArn: `${channels.topicArn}-that-is-not` };
    await expect(new Outbox(table, new Channels(nowhere), Date.now).flushAuthority(ca)).rejects.toMatchObject({
      name: 'AwsRefused',
    });
    expect(await new Outbox(table, new Channels(channels), Date.now).flushAuthority(ca)).toEqual(ids);
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
    expect(await new Outbox(table, new Channels(channels), Date.now).flushExecution(failure.executionArn)).toEqual([
      id,
    ]);
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
