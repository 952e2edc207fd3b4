import fc from 'fast-check';
import type { ChangeWindow, Freeze } from '../../core/domain/reissue/route.ts';
import { momentOf, nextOpening } from '../../core/reissue/cron.ts';
import { deliveryGate, overrideAt, type Deliverable } from '../../core/reissue/windows.ts';

describe('whatever windows and freezes a route has', () => {
  const zones = fc.constantFrom(
    'Europe/Berlin',
    'UTC',
    'America/New_York',
    'Asia/Kathmandu',
    'Pacific/Apia',
    'Africa/Casablanca',
  );
  const fields = fc.tuple(
    fc.constantFrom('0', '30', '*/20', '5,50'),
    fc.constantFrom('2', '23', '*', '1-3', '2,14'),
    fc.constantFrom('*', '1', '29', '31', 'L'),
    fc.constantFrom('*', '2', '3,10', '12'),
    fc.constantFrom('*', 'sun', 'mon-fri', 'sat,sun'),
  );
  const windows = fc.array(
    fc.record({
      cron: fields.map((parts) => parts.join(' ')),
      minutes: fc.integer({ min: 1, max: 10_080 }),
      timeZone: zones,
    }),
    { maxLength: 3 },
  );
  const days = fc
    .date({ min: new Date('2026-10-01'), max: new Date('2028-06-01'), noInvalidDate: true })
    .map((date) => date.toISOString().slice(0, 10));
  const freezes = fc.array(
    fc.record({ from: days, length: fc.nat(40), timeZone: zones }).map(({ from, length, timeZone }) => ({
      from,
      to: new Date(Date.parse(from) + length * 86_400_000).toISOString().slice(0, 10),
      timeZone,
    })),
    { maxLength: 3 },
  );
  const nows = fc.date({ min: new Date('2026-10-01'), max: new Date('2028-06-01'), noInvalidDate: true });
  const lifetime = { notBefore: '2026-06-01T00:00:00.000Z', notAfter: '2027-12-01T00:00:00.000Z' };
  const given = fc.record({ route: fc.record({ windows, freezes }), now: nows.map((date) => date.toISOString()) });

  const isFrozen = ({ from, to, timeZone }: Freeze, at: number): boolean =>
    momentOf(from, timeZone) <= at &&
    at < momentOf(new Date(Date.parse(to) + 86_400_000).toISOString().slice(0, 10), timeZone);
  const isIn = (each: ChangeWindow, at: number): boolean =>
    (nextOpening(each, at - each.minutes * 60_000) ?? Number.POSITIVE_INFINITY) <= at;
  const isFree = ({ route: { windows: some = [], freezes: frozen = [] } }: Deliverable, at: number): boolean =>
    !frozen.some((each) => isFrozen(each, at)) && (some.length === 0 || some.some((each) => isIn(each, at)));

  test('it opens in an open window and in no freeze, or when the end is near, and never later', () => {
    fc.assert(
      fc.property(given, ({ route, now }) => {
        const deliverable = { route, ...lifetime };
        const override = overrideAt(deliverable);
        const result = deliveryGate(deliverable, now);
        if (result.open) {
          expect(result.overridden === true ? now >= override : isFree(deliverable, Date.parse(now))).toBe(true);
          return;
        }
        expect(isFree(deliverable, Date.parse(now))).toBe(false);
        expect(result.opensAt > now && result.opensAt <= override).toBe(true);
        expect(deliveryGate(deliverable, result.opensAt).open).toBe(true);
        expect(result.opensAt === override || isFree(deliverable, Date.parse(result.opensAt))).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('no moment before the opening is free', () => {
    fc.assert(
      fc.property(
        given,
        fc.array(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), { minLength: 5, maxLength: 5 }),
        ({ route, now }, shares) => {
          const result = deliveryGate({ route, ...lifetime }, now);
          if (result.open) return;
          const from = Date.parse(now);
          const length = Date.parse(result.opensAt) - from;
          for (const share of shares)
            expect(isFree({ route, ...lifetime }, from + Math.floor(share * length))).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});
