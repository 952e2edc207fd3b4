import type { Unreadable } from '../../core/domain/fact.ts';
import type { Scope, SweepOrder } from '../../core/domain/sweep/sweep.ts';
import type { ScanProgress, SweepRecords } from '../../core/sweep/ports.ts';
import { aPlace, anOrder, anOutcome, aSweep, someCounts } from './inventory.ts';
import { anotherAccount, times } from './sweep-inventory-contract.ts';
import { allOf } from './sweep-listings-contract.ts';
import { anotherSweep, denied } from './sweep-stores-contract.ts';

/** What holds for the records of sweeps. */
export function sweepsHold(make: () => SweepRecords): void {
  const order = (different: Partial<SweepOrder> = {}): SweepOrder => anOrder({ id: anotherSweep(), ...different });

  test('a sweep runs once it was opened, and ends once', async () => {
    const records = make();
    const opened = order({ gaps: [denied('no list')], skipped: [{ account: anotherAccount(), why: 'suspended' }] });
    expect(await records.sweep(opened.id)).toBeUndefined();
    await records.open(opened);
    expect(await records.sweep(opened.id)).toStrictEqual({ ...opened, status: 'running' });
    const ended = aSweep({ ...opened, status: 'finished' });
    expect(await records.finish(ended)).toBe(true);
    expect(await records.finish({ ...ended, status: 'failed', failure: 'too late' })).toBe(false);
    await records.open({ ...opened, planned: 99 });
    expect(await records.sweep(opened.id)).toStrictEqual(ended);
  });

  test('opened again while it runs, it is what was said last, from the first time on, and one in the list', async () => {
    const records = make();
    const startedAt = '2040-01-01T00:00:00.000Z';
    const opened = order({ startedAt });
    await records.open(opened);
    await records.open({ ...opened, startedAt: '2040-01-01T00:05:00.000Z', planned: 7 });
    const there = { ...opened, planned: 7, status: 'running' };
    expect(await records.sweep(opened.id)).toStrictEqual(there);
    expect((await records.latest(2)).filter(({ id }) => id === opened.id)).toStrictEqual([there]);
  });

  test('one whose plan failed is there all the same; of ten that end it one does', async () => {
    const records = make();
    const failed = aSweep({ ...order(), status: 'failed', failure: 'UnknownAccount' });
    const ended = await Promise.allSettled(times(10, () => make().finish(failed)));
    expect(ended.filter((each) => each.status === 'fulfilled' && each.value).length).toBeGreaterThan(0);
    expect(await records.sweep(failed.id)).toStrictEqual(failed);
    expect(await records.finish({ ...failed, status: 'finished' })).toBe(false);
  });

  test('a thousand accounts in five regions may be left out, and as many not be listed', async () => {
    const records = make();
    const account = (index: number) => String(800_000_000_000 + index);
    const regions = ['eu-west-1', 'eu-central-1', 'us-east-1', 'us-west-2', 'ap-southeast-2'];
    const skipped = times(5000, (index) => ({
      account: account(index % 1000),
      region: regions[index % 5]!,
      why: `the account has not opted in to ${regions[index % 5]}`,
    }));
    const gaps = times(1000, (index) => ({ ...denied('x'.repeat(400)), account: account(index) }));
    const large = order({ skipped, gaps });
    await records.open(large);
    expect(await records.sweep(large.id)).toStrictEqual({ ...large, status: 'running' });
  });

  test('the latest are listed, the newest first', async () => {
    const records = make();
    const [third, first, second] = ['01T02:00:00Z', '01T04:00:00+01:00', '01T02:30:00.000Z'].map((time) =>
      order({ startedAt: `2045-01-${time}` }),
    ) as [SweepOrder, SweepOrder, SweepOrder];
    for (const each of [third, first, second]) await records.open(each);
    const ids = async (limit: number) => (await records.latest(limit)).map(({ id }) => id);
    expect(await ids(3)).toEqual([first.id, second.id, third.id]);
    expect(await ids(1)).toEqual([first.id]);
  });

  test('a scan gets on step by step, and never back', async () => {
    const [records, id] = [make(), anotherSweep()];
    const step = (version: number, cursor: string) => aScan({ version, cursor });
    expect(await records.progress(id, aPlace())).toBeUndefined();
    expect(await records.advance(id, step(1, 'a'))).toBe(true);
    expect(await records.advance(id, step(2, 'b'))).toBe(true);
    expect(await records.advance(id, step(2, 'b'))).toBe(true);
    for (const late of [step(1, 'a'), step(2, 'other'), step(4, 'd')])
      expect(await records.advance(id, late)).toBe(false);
    expect(await records.progress(id, aPlace({ scope: 'whatever' }))).toStrictEqual(step(2, 'b'));
    expect(await records.progress(id, aPlace({ region: 'us-east-1' }))).toBeUndefined();
    expect(await records.progress(anotherSweep(), aPlace())).toBeUndefined();
  });

  test('two scans of one place that race: each step is taken by one', async () => {
    const id = anotherSweep();
    const race = async (name: string) => {
      const taken: number[] = [];
      for (let version = 1; version <= 10; version += 1)
        if (await make().advance(id, aScan({ version, cursor: name }))) taken.push(version);
      return taken;
    };
    const [one, other] = await Promise.all([race('one'), race('other')]);
    expect([...one, ...other].toSorted((a, b) => a - b)).toEqual(times(10, (index) => index + 1));
    expect(await make().progress(id, aPlace())).toMatchObject({ version: 10 });
  });

  test('of endless gaps as many are kept as an item takes, some of each operation', async () => {
    const [records, id] = [make(), anotherSweep()];
    const gap = denied('x'.repeat(2000));
    const gaps = [...times(3000, (index) => ({ ...gap, message: `${index}${gap.message}` })), denied('no', 'iam:X')];
    const scan = aScan({ version: 1, gaps });
    expect(await records.advance(id, scan)).toBe(true);
    expect(await records.advance(id, scan)).toBe(true);
    await records.end(id, anOutcome({ outcome: 'unreadable', why: gaps }));
    const told = ['acm:ListCertificates', 'iam:X'];
    const operationsOf = (all: readonly Unreadable[] = []) => all.map(({ operation }) => operation);
    expect(operationsOf((await records.progress(id, aPlace()))?.gaps)).toEqual(told);
    expect(operationsOf((await records.outcomes(id))[0]?.why)).toEqual(told);
  });

  test('outcomes are listed by place; what was read stays read, what was not may still be', async () => {
    const [records, id] = [make(), anotherSweep()];
    const ended = (region: string, outcome: 'read' | 'unreadable', certificates: number) =>
      records.end(id, anOutcome({ place: aPlace({ region }), outcome, counts: someCounts({ certificates }) }));
    await ended('us-east-1', 'unreadable', 1);
    await ended('us-east-1', 'read', 2);
    await ended('eu-west-1', 'read', 3);
    await ended('eu-west-1', 'unreadable', 4);
    await ended('eu-west-1', 'read', 5);
    const listed = (await records.outcomes(id)).map(({ place, outcome, counts }) => [
      place.region,
      outcome,
      counts.certificates,
    ]);
    expect(listed).toEqual([
      ['eu-west-1', 'read', 3],
      ['us-east-1', 'read', 2],
    ]);
    expect(await records.outcomes(anotherSweep())).toEqual([]);
  });

  test('the outcomes of hundreds of accounts that could not be read are all listed', async () => {
    const [records, id] = [make(), anotherSweep()];
    const places = times(800, (index) => aPlace({ account: String(800_000_000_000 + index) }));
    const why = [denied('x'.repeat(500)), denied('y'.repeat(500), 'acm:SearchCertificates')];
    for (let at = 0; at < places.length; at += 50)
      await Promise.all(
        places.slice(at, at + 50).map((place) => records.end(id, anOutcome({ place, outcome: 'unreadable', why }))),
      );
    expect((await records.outcomes(id)).map(({ place }) => place)).toEqual(places);
  });

  test('a scope is what was set last, and none once it is unset', async () => {
    const records = make();
    const scope = (name: string, everyHours: number): Scope => ({
      name,
      accounts: 'organization',
      regions: ['eu-west-1'],
      everyHours,
      include: { expired: false, revoked: true },
    });
    const [one, other] = [anotherSweep(), anotherSweep()];
    for (const each of [scope(one, 24), scope(other, 1), scope(one, 12)]) await records.setScope(each.name, each);
    const ours = async () => (await records.scopes()).filter(({ name }) => [one, other].includes(name));
    expect(await ours()).toEqual([scope(one, 12), scope(other, 1)].toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    await records.setScope(one, undefined);
    await records.setScope('nobody set it', undefined);
    expect(await ours()).toEqual([scope(other, 1)]);
  });

  test('a scope was last begun by the latest sweep that writes, whichever was told last', async () => {
    const records = make();
    const [one, other] = [anotherSweep(), anotherSweep()];
    const begin = (hour: number, scopes: readonly string[], different: Partial<SweepOrder> = {}) =>
      records.open(order({ startedAt: `2026-11-25T0${hour}:00:00.000Z`, scopes, ...different }));
    expect((await records.lastBegun()).get(one)).toBeUndefined();
    await begin(3, [one, other]);
    await begin(2, [one, one]);
    await begin(4, [other]);
    await begin(5, [one], { dryRun: true });
    await begin(6, [one], { asOf: '2027-11-25T06:00:00.000Z' });
    const begun = await records.lastBegun();
    expect([begun.get(one), begun.get(other)]).toEqual(['2026-11-25T03:00:00.000Z', '2026-11-25T04:00:00.000Z']);
  });

  test('remedies are listed by the end of their certificates, all pages, each once', async () => {
    const [records, id] = [make(), anotherSweep()];
    const remedy = (index: number, notAfter: string) => ({
      certificateArn: `arn:${index}`,
      notAfter,
      why: 'x'.repeat(9000),
    });
    const ends = times(150, (index) => new Date(Date.UTC(2027, 0, 1 + ((index * 37) % 150))).toISOString());
    for (const [index, notAfter] of [...ends, ends[0]!].entries())
      await records.keepRemedy(id, remedy(index % 150, notAfter));
    const listed = await allOf((after) => records.remedies(id, after));
    expect(listed.map(({ notAfter }) => notAfter)).toEqual(ends.toSorted());
    expect((await records.remedies(id)).next).toBeDefined();
    expect(listed).toContainEqual(remedy(0, ends[0]!));
    expect(await records.remedies(anotherSweep())).toEqual({ items: [] });
  });
}

const aScan = (different: Partial<ScanProgress> = {}): ScanProgress => ({
  place: aPlace(),
  phase: 'certificates',
  tries: 0,
  counts: someCounts(),
  gaps: [],
  version: 1,
  ...different,
});
