import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import { anIssuance, anotherAuthority } from './issuances.ts';
import type { LedgerUnderTest } from './ledger-contract.ts';

const MOMENT = '2026-11-28T12:05:00.000Z';
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const limited = (perAuthorityAndHour: number) => ({ perAuthorityAndHour, perGeneration: 3 });

/** What holds for the budgets of a ledger. */
export function budgetsHold(make: () => LedgerUnderTest): void {
  let authorityArn: string;
  let tokens = 0;
  beforeEach(() => (authorityArn = anotherAuthority()));

  const ofAuthority = (notAfter = '2027-03-27T12:00:00.000Z', arn = authorityArn) => {
    const issuance = anIssuance();
    const content = { ...issuance.replaces.content, notAfter };
    return {
      ...issuance,
      replaces: { ...issuance.replaces, content },
      request: { ...issuance.request!, authorityArn: arn },
    };
  };
  const keyed = (notAfter?: string, arn?: string) =>
    make().ledger.openIssuance({ ...ofAuthority(notAfter, arn), state: 'keyed' });
  const token = () => `token-${(tokens += 1)}-${authorityArn.slice(-12)}`;
  const begin = (issuance: Issuance, limit: number, now = MOMENT, own = token()) =>
    make().ledger.beginIssuance(issuance, own, limited(limit), now);
  const take = async (limit: number, now = MOMENT) => begin(await keyed(), limit, now);

  test('what begins is marked as sent, one version on, with its token and the time', async () => {
    const { ledger } = make();
    const issuance = await keyed();
    const sent = { token: token(), at: MOMENT };
    const begun = { ...issuance, version: 2, state: 'sent', sent, updatedAt: MOMENT };
    expect(await begin(issuance, 1, MOMENT, sent.token)).toStrictEqual({ begun });
    expect(await ledger.issuanceOf(issuance.intent)).toStrictEqual(begun);
  });

  test('the same token again takes nothing, and gives what is there', async () => {
    const { ledger } = make();
    const issuance = await keyed();
    const own = token();
    const first = await begin(issuance, 2, MOMENT, own);
    const again = { ...first, byAnother: true };
    expect(await begin(issuance, 2, '2026-11-28T15:00:00.000Z', own)).toStrictEqual(again);
    expect(await Promise.all(times(4, () => begin(issuance, 2, MOMENT, own)))).toStrictEqual(times(4, () => again));
    expect(await take(2)).toHaveProperty('begun');
    expect(await take(2)).toMatchObject({ isFirstWait: true });
    expect(await ledger.issuedIn('2026-11')).toHaveProperty('size');
    expect((await ledger.issuedIn('2026-11')).get(authorityArn)).toBe(2);
  });

  test('one whose record was written by another meanwhile does not begin, nor wait', async () => {
    const { ledger } = make();
    const issuance = await keyed();
    await ledger.advance({ ...issuance, why: 'another' });
    for (const limit of [0, 1]) await expect(begin(issuance, limit)).rejects.toMatchObject({ name: 'AwsUnavailable' });
    expect(await take(1)).toHaveProperty('begun');
  });

  test('of eight that begin the same one at once, each with a token of its own, one does; the others take nothing', async () => {
    const { ledger } = make();
    const issuance = await keyed();
    const settled = await Promise.allSettled(times(8, () => begin(issuance, 20)));
    const names = settled.map((each) => (each.status === 'fulfilled' ? 'begun' : (each.reason as Error).name));
    expect(names.toSorted()).toEqual([...times(7, () => 'AwsUnavailable'), 'begun']);
    expect(await ledger.issuanceOf(issuance.intent)).toMatchObject({ version: 2, state: 'sent' });
    expect((await ledger.issuedIn('2026-11')).get(authorityArn)).toBe(1);
  });

  test('a token of another issuance, and an issuance that asks no CA, are refused', async () => {
    const own = token();
    await begin(await keyed(), 2, MOMENT, own);
    await expect(begin(await keyed(), 2, MOMENT, own)).rejects.toMatchObject({ name: 'AwsRefused' });
    const { request: _, ...asksNone } = await keyed();
    await expect(begin(asksNone, 2)).rejects.toMatchObject({ name: 'AwsRefused' });
  });

  test('of twelve at once as many begin as the hour allows; the others wait, and begin in the next hour', async () => {
    const all = await Promise.all(times(12, () => keyed()));
    // Whoever is told that others were faster tries again, as the state machine does.
    const patiently = async (issuance: Issuance): Promise<unknown> =>
      begin(issuance, 5, MOMENT, `token ${issuance.intent}`).catch(() => patiently(issuance));
    const begun = await Promise.all(all.map(patiently));
    expect(begun.filter((each) => 'begun' in (each as object))).toHaveLength(5);
    const waiting = all.filter((_, index) => !('begun' in (begun[index] as object)));
    for (const issuance of waiting)
      expect(await begin(issuance, 7, '2026-11-28T13:00:01.000Z', `token ${issuance.intent}`)).toHaveProperty('begun');
  });

  test('budgets are each CA’s own', async () => {
    await take(1);
    expect(await take(1)).toHaveProperty('wait');
    expect(await begin(await keyed(undefined, anotherAuthority()), 1)).toHaveProperty('begun');
  });

  test('whoever waits is asked to come again after some seconds, and is new once a day at most', async () => {
    await take(1);
    const waiting = await keyed();
    const first = await begin(waiting, 1);
    expect(first).toMatchObject({ isFirstWait: true });
    expect((first as { wait: number }).wait).toBeGreaterThan(0);
    expect((first as { wait: number }).wait).toBeLessThan(2 * 60 * 60);
    expect(await begin(waiting, 1, '2026-11-28T12:30:00.000Z')).toMatchObject({ isFirstWait: false });
    await take(1, '2026-11-29T13:01:00.000Z');
    expect(await begin(waiting, 1, '2026-11-29T13:01:00.000Z')).toMatchObject({ isFirstWait: true });
  });

  test('whose certificate ends first goes first', async () => {
    await take(1);
    const late = await keyed('2027-03-01T00:00:00.000Z');
    const soon = await keyed('2027-01-01T00:00:00.000Z');
    for (const issuance of [late, soon]) expect(await begin(issuance, 1)).toHaveProperty('wait');
    const next = '2026-11-28T13:00:10.000Z';
    expect(await begin(late, 1, next)).toMatchObject({ isFirstWait: false });
    expect(await begin(soon, 1, next)).toHaveProperty('begun');
    expect(await begin(late, 2, next)).toHaveProperty('begun');
  });

  test('nobody waits for one that did not come within two hours of the time it was told', async () => {
    await take(1);
    const dead = await keyed('2027-01-01T00:00:00.000Z');
    expect(await begin(dead, 1)).toMatchObject({ wait: 55 * 60 });
    const alive = await keyed('2027-03-01T00:00:00.000Z');
    expect(await begin(alive, 1, '2026-11-28T14:59:59.000Z')).toHaveProperty('wait');
    expect(await begin(alive, 1, '2026-11-28T15:00:00.000Z')).toHaveProperty('begun');
  });

  test('whoever was told to come in some hours keeps the place', async () => {
    await take(1);
    const days = ['01', '02', '03', '04'];
    const waits: unknown[] = [];
    for (const day of days) waits.push(await begin(await keyed(`2027-01-${day}T00:00:00.000Z`), 1));
    expect(waits).toMatchObject([55, 115, 175, 235].map((minutes) => ({ wait: minutes * 60 })));
    const late = await keyed('2027-03-01T00:00:00.000Z');
    expect(await begin(late, 1, '2026-11-28T16:30:00.000Z')).toHaveProperty('wait');
    expect(await begin(late, 1, '2026-11-28T18:00:00.000Z')).toHaveProperty('begun');
  });

  test('what was refused before it was sent begins again, and takes from a later hour’s budget only', async () => {
    const { ledger } = make();
    const own = token();
    const begun = await begin(await keyed(), 1, MOMENT, own);
    const unsent = async (issuance: Issuance) => {
      const { sent: _, ...kept } = issuance;
      return ledger.advance({ ...kept, state: 'keyed' });
    };
    const again = await begin(await unsent((begun as { begun: Issuance }).begun), 1, '2026-11-28T12:40:00.000Z', own);
    expect(again).toMatchObject({ begun: { version: 4, sent: { at: '2026-11-28T12:40:00.000Z' } } });
    expect(await take(1, '2026-11-28T13:01:00.000Z')).toHaveProperty('begun');
    const last = await unsent((again as { begun: Issuance }).begun);
    expect(await begin(last, 1, '2026-11-28T13:02:00.000Z', own)).toHaveProperty('wait');
    expect(await begin(last, 1, '2026-11-28T14:02:00.000Z', own)).toHaveProperty('begun');
    expect((await ledger.issuedIn('2026-11')).get(authorityArn)).toBe(2);
  });

  test('each month’s certificates are counted by CA', async () => {
    const { ledger } = make();
    for (const now of ['2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00.000Z', '2026-12-01T01:30:00+01:00'])
      await take(9, now);
    const counts = await Promise.all(['2026-11', '2026-12', '2027-01'].map((month) => ledger.issuedIn(month)));
    expect(counts.map((count) => count.get(authorityArn))).toEqual([1, 2, undefined]);
  });

  test('what a record told of a token is noted where the token is ours, the first record’s', async () => {
    const { ledger } = make();
    const own = token();
    expect(await ledger.noteReported(own, 'arn:a')).toBe(false);
    expect(await ledger.reportedFor(own)).toBeUndefined();
    await begin(await keyed(), 1, MOMENT, own);
    expect(await ledger.reportedFor(own)).toBeUndefined();
    expect(await ledger.noteReported(own, 'arn:a')).toBe(true);
    expect(await ledger.noteReported(own, 'arn:b')).toBe(true);
    expect(await ledger.reportedFor(own)).toBe('arn:a');
  });
}
