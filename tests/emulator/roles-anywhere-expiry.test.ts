import { X509Certificate } from 'node:crypto';
import { askForSession } from './kit/create-session.ts';
import { type Bench, DAY, startBench } from './kit/emulator.ts';
import { type EventBench, startEventBench } from './kit/events.ts';
import { activeRoot, certifyRoot } from './kit/authorities.ts';
import { type Anchor, done, newAnchor, newSetting, subordinate, workload } from './kit/roles-anywhere.ts';

const TYPE = 'Roles Anywhere Certificate Expiration State Change';
const ACCOUNT = '111122223333';

let events: EventBench;
beforeEach(async () => (events = await startEventBench()));
afterEach(() => events.stop());

/** The days that were told of, in order. */
const told = async () =>
  (await events.typed(TYPE)).map(({ record, resources }) => ({ days: record['days-to-expiry'], resources }));

const range = (from: number, to: number): number[] => Array.from({ length: from - to + 1 }, (_, index) => from - index);

/** An anchor of a CA with so many days. */
async function anchorOf(days: number, more: object = {}): Promise<Anchor> {
  const pca = events.bench.pca(ACCOUNT);
  const acmPcaArn = await activeRoot(pca, { days });
  const source = { sourceType: 'AWS_ACM_PCA', sourceData: { acmPcaArn } };
  return newAnchor(events.bench.url, ACCOUNT, '', { source, ...more });
}

test('an anchor is told of daily from 45 days before its end until 14 days after it', async () => {
  const { trustAnchorArn } = await anchorOf(60);
  await events.bench.advance(90 * DAY);
  const all = await told();
  expect(all.map(({ days }) => days)).toEqual(range(45, -14));
  expect(all.every(({ resources }) => resources.length === 1 && resources[0] === trustAnchorArn)).toBe(true);
});

test('the event has serial number and issuer, and comes from the account and region of the anchor', async () => {
  await anchorOf(46);
  await events.bench.advance(2 * DAY);
  const [event] = await events.typed(TYPE);
  expect(event).toMatchObject({ account: ACCOUNT, region: 'eu-west-1' });
  expect(event?.record).toEqual({
    'certificate-serial-number': expect.stringMatching(/^([0-9A-F]{2})+$/) as string,
    'days-to-expiry': 45,
    issuer: 'CN=Test CA,O=Example GmbH,C=DE',
  });
});

test('settings of the anchor decide from when, and whether; what is reset is as by default', async () => {
  const setting = { event: 'CA_CERTIFICATE_EXPIRY', enabled: true, threshold: 3, channel: 'ALL' };
  const { trustAnchorId } = await anchorOf(60, { notificationSettings: [setting] });
  await events.bench.advance(57.5 * DAY);
  expect((await told()).map(({ days }) => days)).toEqual([3]);
  const put = { trustAnchorId, notificationSettings: [{ ...setting, enabled: false }] };
  await done(events.bench.url, ACCOUNT, 'PATCH', '/put-notifications-settings', put);
  await events.bench.advance(5 * DAY);
  expect((await told()).map(({ days }) => days)).toEqual([3]);
  const reset = { trustAnchorId, notificationSettingKeys: [{ event: 'CA_CERTIFICATE_EXPIRY' }] };
  await done(events.bench.url, ACCOUNT, 'PATCH', '/reset-notifications-settings', reset);
  await events.bench.advance(30 * DAY);
  expect((await told()).map(({ days }) => days)).toEqual([3, ...range(-3, -14)]);
});

test('after a reissue the anchor goes on with the certificate it has, until it is updated', async () => {
  const pca = events.bench.pca(ACCOUNT);
  const acmPcaArn = await activeRoot(pca, { days: 50 });
  const source = { sourceType: 'AWS_ACM_PCA', sourceData: { acmPcaArn } };
  const { trustAnchorId } = await newAnchor(events.bench.url, ACCOUNT, '', { source });
  await events.bench.advance(5.5 * DAY);
  await certifyRoot(pca, acmPcaArn, 3650);
  await events.bench.advance(DAY);
  expect((await told()).map(({ days }) => days)).toEqual([45, 44]);
  await done(events.bench.url, ACCOUNT, 'PATCH', `/trustanchor/${trustAnchorId}`, { source });
  await events.bench.advance(60 * DAY);
  expect((await told()).map(({ days }) => days)).toEqual([45, 44]);
});

test('a deleted anchor tells nothing more', async () => {
  const { trustAnchorId } = await anchorOf(50);
  await events.bench.advance(5.5 * DAY);
  await done(events.bench.url, ACCOUNT, 'DELETE', `/trustanchor/${trustAnchorId}`);
  await events.bench.advance(60 * DAY);
  expect(await told()).toHaveLength(1);
});

describe('certificates that are used', () => {
  let bench: Bench;
  beforeEach(async () => (bench = await startBench()));
  afterEach(() => bench.stop());

  /** When events of Roles Anywhere were published until `before`, in days before this end. */
  async function daysBefore(end: Date, before: number): Promise<number[]> {
    const limit = new Date(Date.now() + before * DAY * 1000).toISOString();
    const days: number[] = [];
    for (;;) {
      const { body } = await bench.admin('POST', '/clock/next', { before: limit });
      const { happened, reached } = body as { happened: Happening[]; reached: string };
      const ours = happened.filter(({ detailType }) => detailType === TYPE);
      days.push(...ours.map(({ at }) => (end.getTime() - Date.parse(at)) / (DAY * 1000)));
      if (reached !== 'event') return days;
    }
  }

  interface Happening {
    readonly at: string;
    readonly detailType?: string;
  }

  const endOf = (pem: string): Date => new Date(new X509Certificate(pem).validTo);

  test('are told of daily from 45 days before their end until its day: the workload’s and the intermediate’s', async () => {
    const { authority, request } = await newSetting(bench, ACCOUNT);
    const lower = subordinate(authority, 'Lower'); // For 365 days.
    const robot = { ...workload({ by: lower, days: 100 }), chain: [lower.pem] };
    expect((await askForSession(bench.url, robot, request)).status).toBe(201);
    expect(await daysBefore(endOf(robot.certificate), 200)).toEqual(range(45, 0));
    expect(await daysBefore(endOf(lower.pem), 1000)).toEqual(range(45, 0));
  });

  test('are not told of where the anchor’s setting is off', async () => {
    const { authority, request, anchor } = await newSetting(bench, ACCOUNT);
    const setting = { event: 'END_ENTITY_CERTIFICATE_EXPIRY', enabled: false };
    const put = { trustAnchorId: anchor.trustAnchorId, notificationSettings: [setting] };
    await done(bench.url, ACCOUNT, 'PATCH', '/put-notifications-settings', put);
    const robot = workload({ by: authority, days: 100 });
    expect((await askForSession(bench.url, robot, request)).status).toBe(201);
    expect(await daysBefore(endOf(robot.certificate), 200)).toEqual([]);
  });

  test('are told of only after they opened a session', async () => {
    const { authority, request } = await newSetting(bench, ACCOUNT);
    const robot = workload({ by: authority, days: 100 });
    const refused = { ...request, roleArn: `${request.roleArn}x` };
    expect((await askForSession(bench.url, robot, refused)).status).toBe(403);
    expect(await daysBefore(endOf(robot.certificate), 200)).toEqual([]);
  });
});
