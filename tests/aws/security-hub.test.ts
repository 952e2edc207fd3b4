import { setTimeout as pause } from 'node:timers/promises';
import { drainChannel } from '../../core/alerting/drain-channel.ts';
import { ChannelBusy } from '../../core/alerting/channel-errors.ts';
import { CallPace } from '../../core/aws/call-pace.ts';
import { securityHubClient } from '../../core/aws/clients.ts';
import { NOT_TOLD, SecurityHub } from '../../core/aws/security-hub.ts';
import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { PAYMENTS, PKI } from '../builders/accounts.ts';
import { aCertificateFinding } from '../builders/findings.ts';
import { SecurityHubStandIn } from '../fakes/security-hub-stand-in.ts';
import { QueuesInMemory, Receivers } from '../alerting/queues-in-memory.ts';

let standIn: SecurityHubStandIn;
beforeAll(async () => {
  standIn = await SecurityHubStandIn.startForClients();
  jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.clear());

const OPENED = '2026-11-22T10:00:00.000Z';
const hub = () =>
  new SecurityHub(securityHubClient('eu-west-1'), { account: PKI, region: 'eu-west-1', partition: 'aws' });

const arnOf = (name: string) => `arn:aws:acm:eu-west-1:${PAYMENTS}:certificate/${name}`;
const idOf = (name: string) => `renewguard/${arnOf(name)}`;
const opened = (name: string): OutgoingNotice =>
  certificateNotice({ finding: aCertificateFinding({ certificateArn: arnOf(name) }), notice: 'opened' });
const ended = (name: string, changedAt = '2026-11-23T10:00:00.000Z'): OutgoingNotice => {
  const over = { state: 'RESOLVED', resolution: 'mended', version: 2, changedAt } as const;
  return certificateNotice({
    finding: aCertificateFinding({ certificateArn: arnOf(name), ...over }),
    notice: 'resolved',
  });
};
const names = (count: number) => Array.from({ length: count }, (_, number) => `certificate-${1000 + number}`);
const kept = (name: string) => standIn.findings.get(idOf(name));
const operations = () => standIn.calls.map(({ operation }) => operation);

let queues: QueuesInMemory;
beforeEach(() => (queues = new QueuesInMemory()));

/** Drains the queue as deliver-alerts does. */
const drain = (by = '2026-11-24T10:00:00.000Z', sender: SecurityHub | typeof NOT_TOLD = hub()) => {
  const senders = new Receivers();
  senders.batched.set('security-hub', sender);
  const ports = { queues, senders, milliseconds: () => 0 };
  return drainChannel(ports, 'security-hub', 'one', by, 1);
};
const queue = (...notices: readonly OutgoingNotice[]): void =>
  notices.forEach((notice) => queues.queue('security-hub', notice));

test('a hundred findings go in a call, and their workflow in another', async () => {
  queue(...names(101).map(opened));
  expect(await drain()).toEqual({ sent: 101, waiting: 0, whys: [] });
  expect(operations()).toEqual([
    'BatchImportFindings',
    'BatchUpdateFindings',
    'BatchImportFindings',
    'BatchUpdateFindings',
  ]);
  expect(standIn.findings.size).toBe(101);
  expect(kept('certificate-1000')).toMatchObject({ AwsAccountId: PKI, RecordState: 'ACTIVE', workflow: 'NEW' });
});

test('what a finding has become is told, however much of it waits', async () => {
  queue(ended('a'), opened('a'));
  expect(await drain()).toMatchObject({ sent: 2, waiting: 0 });
  expect(operations()).toEqual(['BatchImportFindings', 'BatchUpdateFindings']);
  expect(kept('a')).toMatchObject({ RecordState: 'ARCHIVED', Compliance: { Status: 'PASSED' }, workflow: 'RESOLVED' });
});

test('one that is refused waits alone, with the reason, and the others are taken', async () => {
  standIn.refused.add('/bad');
  queue(...['a', 'bad', 'c'].map(opened));
  const drained = await drain();
  expect(drained).toMatchObject({ sent: 2, waiting: 1 });
  expect(drained.whys).toEqual([`securityhub:BatchImportFindings: ${idOf('bad')}: InvalidInput: as told`]);
  expect(queues.items).toMatchObject([{ refusals: 1, holds: false, why: drained.whys[0] }]);
  expect([...standIn.findings.keys()]).toEqual([idOf('a'), idOf('c')]);
});

test('one for which the whole call is refused is found, and the others are taken', async () => {
  standIn.malformed.add('/bad');
  queue(...['a', 'b', 'bad', 'c', 'd'].map(opened));
  expect(await drain()).toMatchObject({ sent: 4, waiting: 1, whys: [expect.stringContaining(idOf('bad'))] });
  expect(standIn.findings.size).toBe(4);
});

test('what was refused never comes after what was told of the same finding later', async () => {
  standIn.refused.add('/a');
  queue(opened('a'));
  expect(await drain(OPENED)).toMatchObject({ sent: 0, waiting: 1 });
  standIn.refused.clear();
  queue(ended('a', '2026-11-22T10:01:00.000Z'));
  expect(queues.items.map(({ dueAt }) => dueAt)).toEqual(['2026-11-22T10:05:00.000Z', '2026-11-22T10:01:00.000Z']);
  expect(await drain('2026-11-22T10:02:00.000Z')).toMatchObject({ sent: 2, waiting: 0 });
  expect(kept('a')).toMatchObject({ RecordState: 'ARCHIVED' });
  expect(queues.items).toEqual([]);
});

test.each([
  ['that is not switched on', 'InvalidAccessException', 401],
  ['that gives no right', 'AccessDeniedException', 403],
  ['that throttles', 'LimitExceededException', 429],
  ['that is out of order', 'InternalException', 500],
])('for a Security Hub %s everything waits, and is told later in its order', async (_, name, status) => {
  standIn.failing = { name, status };
  queue(...['a', 'b'].map(opened), ended('a'));
  expect(await drain()).toMatchObject({ sent: 0, waiting: 3, whys: [expect.stringContaining(name)] });
  expect(queues.items.map(({ holds = false }) => holds)).toEqual([true, false, false]);
  standIn.failing = undefined;
  expect(await drain('2026-11-24T10:04:00.000Z')).toMatchObject({ sent: 0, waiting: 3, whys: [] });
  expect(await drain('2026-11-24T10:05:00.000Z')).toMatchObject({ sent: 3, waiting: 0 });
  expect([kept('a')?.RecordState, kept('b')?.RecordState]).toEqual(['ARCHIVED', 'ACTIVE']);
});

test('what is no finding is refused, and keeps nothing from being told', async () => {
  queue({ ...opened('a'), detailType: 'RenewGuard Drill' }, opened('b'));
  expect(await drain()).toMatchObject({ sent: 1, waiting: 1, whys: ['Security Hub is told of findings only'] });
});

test('where it is not to be told any more, what waits is forgotten, and nothing is called', async () => {
  queue(...['a', 'b'].map(opened));
  expect(await drain(undefined, NOT_TOLD)).toEqual({ sent: 2, waiting: 0, whys: [] });
  expect([queues.items, standIn.calls]).toEqual([[], []]);
});

test('its calls keep below ten a second', async () => {
  const waits: number[] = [];
  const client = securityHubClient('eu-west-1');
  const sleep = (milliseconds: number) => {
    waits.push(milliseconds);
    return pause(0);
  };
  new CallPace(() => 0, sleep).watching(PKI, 'eu-west-1')(client, 'securityhub');
  const told = new SecurityHub(client, { account: PKI, region: 'eu-west-1', partition: 'aws' });
  for (const name of ['a', 'b', 'c']) await told.send([[opened(name)]]);
  expect(waits).toEqual([101, 101, 202, 202]);
});

test('a fault of our own is no matter of Security Hub’s', async () => {
  const broken = { ...opened('a'), detail: { change: 'opened', finding: {} } };
  await expect(hub().send([[broken]])).rejects.not.toBeInstanceOf(ChannelBusy);
});
