import { DeleteCertificateCommand, DescribeCertificateCommand, RenewCertificateCommand } from '@aws-sdk/client-acm';
import { describe as described, imported, importable, requested } from './kit/certificates.ts';
import { type FakeCloud, startCloud } from './kit/cloud.ts';
import { type Bench, DAY, startBench } from './kit/emulator.ts';
import { clockOf, exportOf, managed, moveTo, next, permit } from './kit/renewals.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

const HOUR = 3600;
const APPROACHING = 'ACM Certificate Approaching Expiration';

describe('the next event', () => {
  test('of a renewal that works is that renewal, and the clock stands there', async () => {
    const { acm, arn, daysBefore } = await managed(bench);
    const move = await next(bench);
    expect(move.reached).toBe('event');
    expect(move.happened.map(({ kind, detailType }) => detailType ?? kind)).toEqual([
      'AWS API Call via CloudTrail',
      'ACM Private CA Certificate Issuance',
      'AWS Service Event via CloudTrail',
      'renewal',
      'ACM Certificate Available',
    ]);
    const at = daysBefore(60).toISOString();
    expect(move.happened.every((each) => each.at === at && each.certificateArn === arn)).toBe(true);
    expect(Date.parse(move.now) - daysBefore(60).getTime()).toBeLessThan(1000);
    expect((await described(acm, arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
    expect((await clockOf(bench)).now.getTime() - daysBefore(60).getTime()).toBeLessThan(10_000);
  });

  test('is not a failed attempt: those go by, and the change they make is told', async () => {
    const { arn, daysBefore } = await managed(bench, { permitted: false });
    const move = await next(bench);
    expect(move).toMatchObject({ reached: 'event', now: expect.stringMatching(/^20/) as string });
    expect(move.happened[0]).toEqual({ at: daysBefore(60).toISOString(), kind: 'renewal', certificateArn: arn });
    expect(move.happened.filter(({ kind }) => kind === 'event')).toEqual(
      [APPROACHING, 'ACM Certificate Renewal Action Required', 'AWS Health Event'].map((detailType) => ({
        at: daysBefore(45).toISOString(),
        kind: 'event',
        detailType,
        certificateArn: arn,
      })),
    );
    // 60, 57, 54, 51 and 48 days before the end, and on the day itself: the attempts that began anew.
    expect(move.happened.filter(({ kind }) => kind === 'renewal')).toHaveLength(6);
  });

  test('of one call after another is the next one: nothing twice, nothing left out, to the end of the certificate', async () => {
    const { daysBefore } = await managed(bench, { permitted: false });
    const moments: string[] = [];
    for (let move = await next(bench); move.reached === 'event'; move = await next(bench)) {
      moments.push(...move.happened.filter(({ detailType }) => detailType === APPROACHING).map(({ at }) => at));
    }
    expect(moments).toEqual(Array.from({ length: 45 }, (_, index) => daysBefore(45 - index).toISOString()));
    expect((await clockOf(bench)).now.getTime() - daysBefore(0).getTime()).toBeLessThan(30_000);
  });

  test('is not looked for beyond `before`: the clock stops there', async () => {
    const { acm, arn, daysBefore } = await managed(bench, { permitted: false });
    const move = await next(bench, daysBefore(46));
    expect(move.reached).toBe('before');
    expect(move.now).toBe(daysBefore(46).toISOString());
    expect(move.happened.every(({ kind }) => kind === 'renewal')).toBe(true);
    expect((await described(acm, arn)).RenewalSummary?.RenewalStatusReason).toBe('PCA_ACCESS_DENIED');
    expect(await next(bench, daysBefore(45))).toMatchObject({ reached: 'event', now: daysBefore(45).toISOString() });
  });

  test('is nothing when nothing is ever due, and the clock is where it was', async () => {
    const before = (await clockOf(bench)).now.getTime();
    const move = await next(bench);
    expect(move).toMatchObject({ reached: 'nothing', happened: [] });
    expect(Date.parse(move.now) - before).toBeLessThan(2000);
    expect((await clockOf(bench)).nextDue).toBeNull();
  });

  test('without anything due comes at `before`', async () => {
    const before = new Date(Date.now() + 1000 * DAY * 1000);
    expect(await next(bench, before)).toEqual({ reached: 'before', happened: [], now: before.toISOString() });
  });

  test.each([
    ['what is no time', { before: 'tomorrow' }, 'before'],
    ['the past', { before: '2020-01-01T00:00:00Z' }, 'before'],
    ['the end of time', { before: '9999-01-01T00:00:00Z' }, 'before'],
    ['something else', { until: 1 }, 'until'],
  ])('is not looked for until %s', async (_, body, field) => {
    expect(await bench.admin('POST', '/clock/next', body)).toMatchObject({ status: 400, body: { field } });
  });
});

describe('what is due', () => {
  test('is told as nextDue: the first attempt, then the hourly ones', async () => {
    const { daysBefore } = await managed(bench, { permitted: false });
    expect((await clockOf(bench)).nextDue).toBe(daysBefore(60).toISOString());
    await moveTo(bench, daysBefore(60));
    expect((await clockOf(bench)).nextDue).toBe(new Date(daysBefore(60).getTime() + HOUR * 1000).toISOString());
  });

  test('of a certificate that is not eligible is its expiry events; deleted, it has nothing', async () => {
    const { acm, arn, daysBefore } = await managed(bench, { exported: false });
    expect((await clockOf(bench)).nextDue).toBe(daysBefore(45).toISOString());
    await acm.send(new DeleteCertificateCommand({ CertificateArn: arn }));
    expect((await clockOf(bench)).nextDue).toBeNull();
    expect((await next(bench)).reached).toBe('nothing');
  });

  test('is forgotten by a reset', async () => {
    await managed(bench);
    await bench.admin('POST', '/reset');
    expect((await clockOf(bench)).nextDue).toBeNull();
    expect((await next(bench)).reached).toBe('nothing');
  });

  test('a reimport moves its events to the end of the new certificate', async () => {
    const { acm } = await managed(bench, { exported: false });
    const arn = await imported(acm, importable({ days: 60 }));
    const first = (await described(acm, arn)).NotAfter?.getTime() ?? NaN;
    expect((await clockOf(bench)).nextDue).toBe(new Date(first - 45 * DAY * 1000).toISOString());
    const longer = importable({ days: 80 });
    await imported(acm, longer, arn);
    const second = (await described(acm, arn)).NotAfter?.getTime() ?? NaN;
    expect((await clockOf(bench)).nextDue).toBe(new Date(second - 45 * DAY * 1000).toISOString());
  });

  test('of many certificates happens in the order of time', async () => {
    const made = [];
    for (let n = 0; n < 3; n++) {
      made.push(await managed(bench, { permitted: n > 0 }));
      await bench.advance(7 * DAY);
    }
    const happened: { at: string; certificateArn?: string }[] = [];
    const end = new Date(Date.now() + 500 * DAY * 1000);
    for (let move = await next(bench, end); move.reached === 'event'; move = await next(bench, end)) {
      happened.push(...move.happened);
    }
    expect(happened.map(({ at }) => at)).toEqual(happened.map(({ at }) => at).sort());
    expect(new Set(happened.map(({ certificateArn }) => certificateArn))).toEqual(new Set(made.map(({ arn }) => arn)));
  });
});

describe('calls and moves of the clock', () => {
  test('do not meet halfway: a call sees the time before or after a move, never one between', async () => {
    const { acm, arn, daysBefore } = await managed(bench, { permitted: false });
    const moving = moveTo(bench, daysBefore(1));
    const seen = await Promise.all(
      Array.from({ length: 20 }, () => acm.send(new DescribeCertificateCommand({ CertificateArn: arn }))),
    );
    await moving;
    const stages = new Set(
      seen.map(({ Certificate }) => Certificate?.RenewalSummary?.UpdatedAt?.toISOString() ?? 'none'),
    );
    stages.delete('none');
    expect([...stages].every((stage) => Date.parse(stage) >= daysBefore(4).getTime())).toBe(true);
  });

  test('a move waits for an issuance under way: it is of the time of the request', async () => {
    const { account, root } = await managed(bench);
    const acm = bench.acm(account);
    const [certificate] = await Promise.all([
      requested(acm, { CertificateAuthorityArn: root, DomainName: 'late.example.com' }),
      bench.advance(100 * DAY),
    ]);
    const { CreatedAt, IssuedAt } = certificate;
    expect(Math.abs((IssuedAt?.getTime() ?? NaN) - (CreatedAt?.getTime() ?? NaN))).toBeLessThan(10_000);
  });

  test('two moves at once happen one after the other', async () => {
    const before = (await clockOf(bench)).now.getTime();
    await Promise.all([bench.advance(DAY), bench.advance(DAY)]);
    const moved = (await clockOf(bench)).now.getTime() - before;
    expect(moved).toBeGreaterThanOrEqual(2 * DAY * 1000);
    expect(moved).toBeLessThan(2 * DAY * 1000 + 10_000);
  });

  test('a renewal that was asked for and not settled happens first in a move', async () => {
    const slow = await startBench({ settleMilliseconds: 400 });
    try {
      const { acm, pca, root, arn } = await managed(slow, { permitted: false });
      const asked = (await clockOf(slow)).now.getTime();
      await permit(pca, root);
      await acm.send(new RenewCertificateCommand({ CertificateArn: arn }));
      await slow.advance(30 * DAY);
      const { RenewalSummary, NotAfter } = await described(acm, arn);
      expect(RenewalSummary?.RenewalStatus).toBe('SUCCESS');
      expect((NotAfter?.getTime() ?? NaN) - asked - 395 * DAY * 1000).toBeLessThan(10_000);
      await exportOf(acm, arn);
    } finally {
      await slow.stop();
    }
  });

  test('an emulator that is stopped during a move does not work on', async () => {
    const own = await startBench();
    const { daysBefore } = await managed(own, { permitted: false });
    const moving = moveTo(own, daysBefore(1)).then(
      () => 'moved',
      () => 'cut off',
    );
    await own.stop();
    expect(await moving).toBe('cut off');
  });
});

describe('events', () => {
  let cloud: FakeCloud;
  let own: Bench;
  beforeEach(async () => {
    cloud = await startCloud();
    own = await startBench({ cloudEndpoint: cloud.url });
  });
  afterEach(async () => {
    await own.stop();
    await cloud.stop();
  });

  test('happen by themselves as real time runs on', async () => {
    const { daysBefore } = await managed(own);
    await moveTo(own, new Date(daysBefore(60).getTime() - 300));
    await own.admin('POST', '/clock', { advanceSeconds: 0 });
    const renewals = () => cloud.events.filter(({ record }) => record['Action'] === 'RENEWAL');
    expect(renewals()).toEqual([]);
    for (let attempt = 0; renewals().length === 0 && attempt < 400; attempt++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(renewals().map(({ time }) => time)).toEqual([daysBefore(60).getTime() / 1000]);
  });

  test('of a move are pending until they are delivered, in the order of their due times', async () => {
    const { daysBefore } = await managed(own, { permitted: false });
    await moveTo(own, daysBefore(10));
    const { pending, delivered } = (await own.admin('GET', '/deliveries')).body as Record<string, number>;
    expect((pending ?? 0) + (delivered ?? 0)).toBeGreaterThanOrEqual(36);
    await cloud.arrived((pending ?? 0) + (delivered ?? 0));
    const times = cloud.events
      .filter(({ detailType }) => detailType === APPROACHING)
      .map(({ time }) => new Date(time * 1000).toISOString());
    expect(times).toEqual(Array.from({ length: 36 }, (_, index) => daysBefore(45 - index).toISOString()));
    const all = cloud.events.map(({ time }) => time);
    expect(all).toEqual([...all].sort((a, b) => a - b));
  });
});
