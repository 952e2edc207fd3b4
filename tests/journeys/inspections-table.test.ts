import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { CertificateInspections } from '../../core/aws/certificate-inspections.ts';
import { Channels, type OwnChannels } from '../../core/aws/channels.ts';
import { Outbox } from '../../core/aws/outbox.ts';
import type { Table } from '../../core/aws/table.ts';
import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import type { CertificateFinding, CertificateFindingChange } from '../../core/domain/findings/certificate-finding.ts';
import { clientSettings, hub } from '../../local/cloud/accounts.ts';
import { AlertInbox } from '../../local/story/alert-inbox.ts';
import { PKI } from '../builders/accounts.ts';
import { aCertificateFinding } from '../builders/certificates.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { createTable, itemsOf, later, NOON } from './kit/table.ts';

let table: Table;
let settings: ReturnType<typeof clientSettings>;
let inspections: CertificateInspections;

beforeAll(async () => {
  settings = clientSettings(deployedCloud().endpoint, hub);
  table = await createTable('inspections-table');
  inspections = new CertificateInspections(table);
});

let serial = 0;
/** Each test works on a certificate of its own. */
const anotherArn = (): string => `arn:aws:acm:eu-west-1:${PKI}:certificate/${(serial += 1)}`;
const at = (minutes: number): string => later(minutes).toISOString();
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const opened = (certificateArn: string, different: Partial<CertificateFinding> = {}): CertificateFindingChange => ({
  finding: aCertificateFinding({ certificateArn, ...different }),
  notice: 'opened',
});

/** Notes an inspection and writes what it found. */
async function concluded(change: CertificateFindingChange, inspectedAt: string): Promise<boolean> {
  const isLatest = await inspections.noteInspection(change.finding.certificateArn, inspectedAt, { verdict: 'x' });
  if (isLatest) await inspections.writeInspected(change, certificateNotice(change), inspectedAt);
  return isLatest;
}

const waiting = async (arn: string): Promise<readonly string[]> =>
  (await itemsOf(table, `CERTIFICATE#${arn}`, 'NOTICE#')).map(({ notice }) => (notice as { id: string }).id);

describe('inspections', () => {
  test('are known once they are noted, with what was seen, for longer than certificates live', async () => {
    const arn = anotherArn();
    expect(await inspections.wasInspected(arn)).toBe(false);
    expect(await inspections.noteInspection(arn, NOON.toISOString(), { verdict: 'renewable' })).toBe(true);
    expect(await inspections.wasInspected(arn)).toBe(true);
    const [item] = await itemsOf(table, `CERTIFICATE#${arn}`, 'INSPECTION');
    expect(item).toMatchObject({ inspectedAt: NOON.toISOString(), seen: { verdict: 'renewable' }, itemVersion: 1 });
    expect(Number(item?.['expiresAt']) - NOON.getTime() / 1000).toBe(800 * 24 * 3600);
  });

  test('of the same moment are noted again, an older one after a newer one is not', async () => {
    const arn = anotherArn();
    const noted = (minutes: number) => inspections.noteInspection(arn, at(minutes), { minutes });
    expect([await noted(1), await noted(1), await noted(0), await noted(2)]).toEqual([true, true, false, true]);
    const [item] = await itemsOf(table, `CERTIFICATE#${arn}`, 'INSPECTION');
    expect(item?.['seen']).toEqual({ minutes: 2 });
  });

  test('a hundred at once, in any order: the newest stands', async () => {
    const arn = anotherArn();
    const shuffled = times(100, (index) => (index * 37) % 100);
    await Promise.all(shuffled.map((minutes) => inspections.noteInspection(arn, at(minutes), { minutes })));
    const [item] = await itemsOf(table, `CERTIFICATE#${arn}`, 'INSPECTION');
    expect(item).toMatchObject({ inspectedAt: at(99), seen: { minutes: 99 } });
  });
});

describe('the finding of a certificate', () => {
  test('is kept as it is written, with its notice, and there is none before', async () => {
    const arn = anotherArn();
    expect(await inspections.findingOf(arn)).toBeUndefined();
    const change = opened(arn, { remedy: [], domainName: 'www.example.com' });
    await concluded(change, at(0));
    expect(await inspections.findingOf(arn)).toEqual(change.finding);
    expect(await waiting(arn)).toEqual([`${arn.split('/').at(-1)}/RenewalBlocked/1`]);
  });

  test.each([
    ['a first version that is there already', [1, 1]],
    ['a version that skips one', [1, 3]],
    ['a version that another wrote', [1, 2, 2]],
  ])('refuses %s, and writes no notice about it', async (_, versions) => {
    const arn = anotherArn();
    const writes = versions.map((version) => () => concluded(opened(arn, { version }), at(0)));
    for (const one of writes.slice(0, -1)) await one();
    await expect(writes.at(-1)?.()).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(await waiting(arn)).toHaveLength(versions.length - 1);
  });

  test('is not written by an inspection that a newer one overtook, and by one that noted nothing only before', async () => {
    const arn = anotherArn();
    const change = opened(arn);
    const write = (minutes: number, different: Partial<CertificateFinding> = {}) => {
      const one = opened(arn, different);
      return inspections.writeInspected(one, certificateNotice(one), at(minutes));
    };
    await inspections.noteInspection(arn, at(1), {});
    await expect(write(0)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect([await inspections.findingOf(arn), await waiting(arn)]).toEqual([undefined, []]);
    await write(1);
    expect(await inspections.findingOf(arn)).toEqual(change.finding);
    // What could not be determined is noted nowhere, and so stands in nobody's way.
    await write(2, { version: 2 });
    expect(await inspections.wasInspectedAfter(arn, at(1))).toBe(false);
    await write(1, { version: 3 });
    expect(await inspections.findingOf(arn)).toMatchObject({ version: 3 });
  });

  test('of a certificate that was never noted makes it one that was inspected', async () => {
    const arn = anotherArn();
    const change = opened(arn, { code: 'RenewalUndeterminable' });
    await inspections.writeInspected(change, certificateNotice(change), at(0));
    expect([await inspections.wasInspected(arn), await inspections.wasInspectedAfter(arn, at(0))]).toEqual([
      true,
      false,
    ]);
    await inspections.noteInspection(arn, at(1), {});
    expect([await inspections.wasInspectedAfter(arn, at(0)), await inspections.wasInspectedAfter(arn, at(1))]).toEqual([
      true,
      false,
    ]);
  });

  test('is written once by a hundred inspections at once, with one notice', async () => {
    const arn = anotherArn();
    const outcomes = await Promise.allSettled(times(100, (index) => concluded(opened(arn), at(index))));
    const refused = outcomes.filter((one) => one.status === 'rejected');
    for (const { reason } of refused) expect(reason).toMatchObject({ name: 'AwsUnavailable' });
    expect(await waiting(arn)).toHaveLength((await inspections.findingOf(arn)) === undefined ? 0 : 1);
    // Whoever was refused tries again: the newest comes to its end whatever the others do.
    const newest = await concluded(opened(arn), at(99)).catch((error: Error) => error.name);
    expect([true, 'AwsUnavailable']).toContain(newest);
    expect(await inspections.findingOf(arn)).toMatchObject({ version: 1 });
    expect(await waiting(arn)).toHaveLength(1);
  });
});

describe('notices about a certificate', () => {
  let inbox: AlertInbox;
  let channels: OwnChannels;

  beforeAll(async () => {
    const topic = new SNSClient(settings);
    const { TopicArn = '' } = await topic.send(new CreateTopicCommand({ Name: 'inspections-table' }));
    inbox = await AlertInbox.subscribe(settings, TopicArn, 'inspections-table');
    channels = { topic, topicArn: TopicArn, bus: new EventBridgeClient(settings), busName: 'default' };
  });

  const outbox = (now: () => number = Date.now) => new Outbox(table, new Channels(channels), now);

  /** The changes that people got notices of, in their order: `RenewalBlocked/1`. */
  const arrived = async (arn: string): Promise<readonly string[]> => {
    const prefix = `${arn.split('/').at(-1)}/`;
    return (await inbox.all()).filter(({ id }) => id.startsWith(prefix)).map(({ id }) => id.slice(prefix.length));
  };

  test('of one moment are sent in the order of the changes, whatever their codes', async () => {
    const arn = anotherArn();
    await concluded(opened(arn, { code: 'RenewalStuck', changedAt: at(0) }), at(0));
    await concluded(opened(arn, { code: 'RenewalStuck', version: 2, changedAt: at(1) }), at(1));
    await concluded(opened(arn, { code: 'ReexportNeeded', version: 3, changedAt: at(1) }), at(1));
    for (let version = 4; version <= 11; version += 1)
      await concluded(opened(arn, { code: 'Expired', version, changedAt: at(1) }), at(1));
    await outbox().flushCertificate(arn, 'one');
    const expected = [
      'RenewalStuck/1',
      'RenewalStuck/2',
      'ReexportNeeded/3',
      ...times(8, (index) => `Expired/${index + 4}`),
    ];
    expect(await arrived(arn)).toEqual(expected);
  });

  test('are sent once by twenty senders at once', async () => {
    const arn = anotherArn();
    await concluded(opened(arn), at(0));
    const sent = await Promise.all(times(20, (index) => outbox().flushCertificate(arn, `sender ${index}`)));
    expect(sent.flat()).toHaveLength(1);
    expect(await arrived(arn)).toEqual(['RenewalBlocked/1']);
    expect(await waiting(arn)).toEqual([]);
  });

  test('that a sender took and did not send wait for its next try, or for another two minutes later', async () => {
    // Nothing listens on port 9: a topic that is out of reach.
    const away = new SNSClient({ ...settings, endpoint: 'http://127.0.0.1:9', maxAttempts: 1 });
    const took = async (arn: string) => {
      await concluded(opened(arn), at(0));
      const failing = new Outbox(table, new Channels({ ...channels, topic: away }), () => NOON.getTime());
      await expect(failing.flushCertificate(arn, 'one')).rejects.toMatchObject({ name: 'AwsUnavailable' });
    };
    const flush = (arn: string, sender: string, minutes: number) =>
      outbox(() => later(minutes).getTime()).flushCertificate(arn, sender);

    const retried = anotherArn();
    await took(retried);
    expect(await flush(retried, 'two', 1)).toEqual([]);
    expect(await flush(retried, 'one', 1)).toHaveLength(1);

    const abandoned = anotherArn();
    await took(abandoned);
    expect(await flush(abandoned, 'two', 2)).toEqual([]);
    expect(await flush(abandoned, 'two', 2.1)).toHaveLength(1);
    expect([await arrived(retried), await arrived(abandoned)]).toEqual([['RenewalBlocked/1'], ['RenewalBlocked/1']]);
  });
});

test('without the table everything is refused by name, not taken for nothing', async () => {
  const nowhere = new CertificateInspections({ ...table, name: 'no-such-table' });
  const change = opened(anotherArn());
  for (const act of [
    () => nowhere.wasInspected('x'),
    () => nowhere.wasInspectedAfter('x', at(0)),
    () => nowhere.noteInspection('x', at(0), {}),
    () => nowhere.findingOf('x'),
    () => nowhere.writeInspected(change, certificateNotice(change), at(0)),
  ])
    await expect(act()).rejects.toMatchObject({ name: 'AwsRefused' });
});
