import fc from 'fast-check';
import { monthlyCost, turnIn } from '../../../core/domain/reissue/budget.ts';
import { AUTHORITY_ARN } from '../../builders/accounts.ts';

const at = (time: string): string => `2026-11-28T${time}Z`;

describe('a turn in a CA’s budget of an hour', () => {
  test.each<[string, Parameters<typeof turnIn>, ReturnType<typeof turnIn>]>([
    ['the first is taken', [0, 0, 10, at('12:00:00.000')], { take: true }],
    ['the last of the hour is taken', [9, 0, 10, at('12:59:59.999')], { take: true }],
    ['one place is kept for each that ends earlier', [4, 5, 10, at('12:30:00.000')], { take: true }],
    ['where they need all that is left, it waits for the next hour', [4, 6, 10, at('12:30:00.000')], { wait: 1800 }],
    ['the next place is a tenth of an hour later', [10, 1, 10, at('12:30:00.000')], { wait: 1800 + 360 }],
    ['a second hour on', [10, 10, 10, at('12:30:00.000')], { wait: 1800 + 3600 }],
    ['two days on, half an hour later', [10, 470 + 5, 10, at('12:00:00.000')], { wait: 48 * 3600 + 1800 }],
    ['a part of a second counts as a whole one', [10, 0, 10, at('12:59:59.001')], { wait: 1 }],
    ['a budget of one', [1, 0, 1, at('12:00:00.000')], { wait: 3600 }],
    ['a budget of none never opens, and is looked at each hour', [0, 0, 0, at('12:59:00.000')], { wait: 60 }],
    ['more than one a second', [7200, 7199, 7200, at('12:00:00.000')], { wait: 7199 }],
  ])('%s', (_title, given, expected) => {
    expect(turnIn(...given)).toEqual(expected);
  });

  test('it is taken just where used and ahead leave a place; else the wait is whole seconds, and ends in the hour of its place', () => {
    const nows = fc.date({ min: new Date('2026-01-01'), max: new Date('2027-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), fc.integer({ min: 1, max: 5000 }), nows, (used, ahead, limit, now) => {
        const turn = turnIn(used, ahead, limit, now.toISOString());
        expect('take' in turn).toBe(used + ahead < limit);
        if ('take' in turn) return;
        expect(Number.isInteger(turn.wait) && turn.wait > 0).toBe(true);
        const hour = (milliseconds: number): number => Math.floor(milliseconds / 3_600_000);
        const then = now.getTime() + turn.wait * 1000;
        expect(hour(then) - hour(now.getTime())).toBe(Math.floor((used + ahead) / limit));
      }),
    );
  });
});

interface Waiter {
  readonly name: number;
  /** The order in which certificates end. */
  readonly ends: number;
}

interface Taken extends Waiter {
  readonly hour: number;
  readonly waited: boolean;
}

/** Everybody asks when they come, and again when they were told to, until they are served. Times in milliseconds. */
function simulated(waiters: readonly (Waiter & { readonly comes: number })[], limit: number): readonly Taken[] {
  const alarms = waiters.map((waiter) => ({ waiter, at: waiter.comes }));
  const waiting = new Set<Waiter>();
  const taken: Taken[] = [];
  for (;;) {
    alarms.sort((one, other) => one.at - other.at || one.waiter.name - other.waiter.name);
    const next = alarms.shift();
    if (next === undefined) return taken;
    const { waiter, at: now } = next;
    const hour = Math.floor(now / 3_600_000);
    const used = taken.filter((each) => each.hour === hour).length;
    const ahead = [...waiting].filter(({ ends }) => ends < waiter.ends).length;
    const turn = turnIn(used, ahead, limit, new Date(now).toISOString());
    if ('take' in turn) taken.push({ ...waiter, hour, waited: waiting.delete(waiter) });
    else {
      waiting.add(waiter);
      alarms.push({ waiter, at: now + turn.wait * 1000 });
    }
  }
}

const START = Date.parse('2026-11-28T12:17:03.217Z');

/** So many that come within `within` milliseconds, in any order of their ends. */
const crowds = (most: number, within: number) =>
  fc
    .uniqueArray(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: most })
    .chain((ends) =>
      fc
        .array(fc.nat(within), { minLength: ends.length, maxLength: ends.length })
        .map((delays) => ends.map((end, name) => ({ name, ends: end, comes: START + (delays[name] ?? 0) }))),
    );

describe('many that wait', () => {
  test('are all served, never more in an hour than the budget, and in no more hours than it takes, when all come at once', () => {
    fc.assert(
      fc.property(crowds(80, 1000), fc.integer({ min: 1, max: 12 }), (waiters, limit) => {
        const taken = simulated(waiters, limit);
        expect(taken).toHaveLength(waiters.length);
        const perHour = countByHour(taken);
        expect(Math.max(...perHour.values())).toBeLessThanOrEqual(limit);
        expect(perHour.size).toBe(Math.ceil(waiters.length / limit));
        const hours = [...perHour.keys()];
        expect(Math.max(...hours) - Math.min(...hours) + 1).toBe(perHour.size);
      }),
    );
  });

  test('are served in the order of their ends, hour by hour', () => {
    fc.assert(
      fc.property(crowds(80, 1000), fc.integer({ min: 1, max: 12 }), (waiters, limit) => {
        const waited = simulated(waiters, limit)
          .filter((each) => each.waited)
          .toSorted((one, other) => one.ends - other.ends);
        const hours = waited.map(({ hour }) => hour);
        expect(hours).toEqual(hours.toSorted((one, other) => one - other));
      }),
    );
  });

  test('are served within the budget whenever they come', () => {
    fc.assert(
      fc.property(crowds(60, 30 * 3_600_000), fc.integer({ min: 1, max: 6 }), (waiters, limit) => {
        const taken = simulated(waiters, limit);
        expect(taken).toHaveLength(waiters.length);
        expect(Math.max(...countByHour(taken).values())).toBeLessThanOrEqual(limit);
      }),
    );
  });

  test('are spread over each hour after an outage of days', () => {
    const waiters = Array.from({ length: 500 }, (_, name) => ({ name, ends: name, comes: START }));
    const taken = simulated(waiters, 20);
    expect(countByHour(taken).size).toBe(25);
    const told = waiters.slice(20).map((_, index) => turnIn(20, index, 20, new Date(START).toISOString()));
    const waits = told.map((turn) => ('wait' in turn ? turn.wait : 0));
    const gaps = waits.slice(1).map((wait, index) => wait - (waits[index] ?? 0));
    expect(new Set(gaps)).toEqual(new Set([180]));
  });
});

function countByHour(taken: readonly Taken[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const { hour } of taken) counts.set(hour, (counts.get(hour) ?? 0) + 1);
  return counts;
}

describe('what a month’s certificates cost', () => {
  const other = AUTHORITY_ARN.replace('11111111', '22222222');
  const elsewhere = AUTHORITY_ARN.replace('eu-west-1', 'us-east-1');
  const shortLived = new Map([[AUTHORITY_ARN, 'SHORT_LIVED_CERTIFICATE' as const]]);

  test.each<[number, number]>([
    [0, 0],
    [1, 0.75],
    [1000, 750],
    [1001, 750.35],
    [10_000, 3900],
    [10_001, 3900.001],
    [110_000, 4000],
  ])('%d of a general-purpose CA cost %d dollars', (certificates, dollars) => {
    expect(monthlyCost(new Map([[AUTHORITY_ARN, certificates]]), new Map())).toEqual([
      { region: 'eu-west-1', certificates, dollars },
    ]);
  });

  test('those of a short-lived CA cost 5.8 cents each, however many', () => {
    expect(monthlyCost(new Map([[AUTHORITY_ARN, 20_000]]), shortLived)).toEqual([
      { region: 'eu-west-1', certificates: 20_000, dollars: 1160 },
    ]);
  });

  test('the CAs of one region share the tiers, each mode for itself; regions don’t', () => {
    const third = AUTHORITY_ARN.replace('11111111', '33333333');
    const issued = new Map([
      [AUTHORITY_ARN, 1000],
      [other, 600],
      [third, 600],
      [elsewhere, 600],
    ]);
    expect(monthlyCost(issued, shortLived)).toEqual([
      { region: 'eu-west-1', certificates: 2200, dollars: 58 + 750 + 70 },
      { region: 'us-east-1', certificates: 600, dollars: 450 },
    ]);
  });

  test('nothing issued costs nothing', () => {
    expect(monthlyCost(new Map(), new Map())).toEqual([]);
  });
});
