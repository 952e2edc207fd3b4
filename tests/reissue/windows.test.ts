import { RouteUnusable } from '../../core/domain/reissue/refusals.ts';
import type { ChangeWindow, Freeze, Route } from '../../core/domain/reissue/route.ts';
import { deliveryGate, overrideAt } from '../../core/reissue/windows.ts';

const LIFETIME = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2028-12-31T00:00:00.000Z' };

const window = (cron: string, minutes: number, timeZone = 'Europe/Berlin'): ChangeWindow => ({
  cron,
  minutes,
  timeZone,
});
const freeze = (from: string, to: string, timeZone = 'Europe/Berlin'): Freeze => ({ from, to, timeZone });

const gate = (route: Route, now: string, lifetime = LIFETIME) => deliveryGate({ route, ...lifetime }, now);

/** When it opens, or `open`. */
function opening(route: Route, now: string, lifetime = LIFETIME): string {
  const result = gate(route, now, lifetime);
  return result.open ? 'open' : result.opensAt;
}

const sunday = { windows: [window('0 2 * * sun', 120)] };
const nightly = { windows: [window('30 22 * * *', 180)] };

describe('change windows', () => {
  test.each<[string, Route, string, string]>([
    ['no window and no freeze is always open', {}, '2026-11-25T12:00:00.000Z', 'open'],
    ['empty lists are always open', { windows: [], freezes: [] }, '2026-11-25T12:00:00.000Z', 'open'],
    ['before it', sunday, '2026-11-25T12:00:00.000Z', '2026-11-29T01:00:00.000Z'],
    ['a millisecond before it', sunday, '2026-11-29T00:59:59.999Z', '2026-11-29T01:00:00.000Z'],
    ['when it opens', sunday, '2026-11-29T01:00:00.000Z', 'open'],
    ['a millisecond before its end', sunday, '2026-11-29T02:59:59.999Z', 'open'],
    ['at its end', sunday, '2026-11-29T03:00:00.000Z', '2026-12-06T01:00:00.000Z'],
    ['over midnight, before it', nightly, '2026-11-25T21:29:00.000Z', '2026-11-25T21:30:00.000Z'],
    ['over midnight, after midnight', nightly, '2026-11-26T00:15:00.000Z', 'open'],
    ['over midnight, after it', nightly, '2026-11-26T00:30:00.000Z', '2026-11-26T21:30:00.000Z'],
    [
      'the nearer one of two opens',
      { windows: [window('0 2 * * sun', 60), window('0 4 * * fri', 60, 'America/New_York')] },
      '2026-11-25T12:00:00.000Z',
      '2026-11-27T09:00:00.000Z',
    ],
    [
      'longer than the time between two openings is always open',
      { windows: [window('0 * * * *', 90)] },
      '2026-11-25T12:59:00.000Z',
      'open',
    ],
    [
      'on 29 February, from the year before',
      { windows: [window('0 2 29 2 *', 60, 'UTC')] },
      '2026-11-25T12:00:00.000Z',
      '2028-02-29T02:00:00.000Z',
    ],
    ['on 29 February', { windows: [window('0 2 29 2 *', 60, 'UTC')] }, '2028-02-29T02:30:00.000Z', 'open'],
    [
      'a zone that is not of whole hours',
      { windows: [window('0 2 * * *', 60, 'Asia/Kathmandu')] },
      '2026-11-25T12:00:00.000Z',
      '2026-11-25T20:15:00.000Z',
    ],
  ])('%s', (_title, route, now, expected) => {
    expect(opening(route, now)).toBe(expected);
  });

  test('a closed one says what it waits for, an open one that it is open', () => {
    expect(gate(sunday, '2026-11-25T12:00:00.000Z')).toEqual({
      open: false,
      opensAt: '2026-11-29T01:00:00.000Z',
      why: 'it waits for the change window "0 2 * * sun" (120 minutes, Europe/Berlin)',
    });
    expect(gate(sunday, '2026-11-29T01:30:00.000Z')).toEqual({ open: true, why: 'a change window is open' });
  });
});

describe('where clocks change (Europe/Berlin: 2027-03-28 02:00 → 03:00, 2027-10-31 03:00 → 02:00)', () => {
  test.each<[string, Route, string, string]>([
    [
      'in the hour that is leapt over, it opens when it is leapt over',
      { windows: [window('30 2 * * *', 30)] },
      '2027-03-28T00:00:00.000Z',
      '2027-03-28T01:00:00.000Z',
    ],
    ['and lasts as long as ever', { windows: [window('30 2 * * *', 30)] }, '2027-03-28T01:29:00.000Z', 'open'],
    [
      'and is closed then until the next day',
      { windows: [window('30 2 * * *', 30)] },
      '2027-03-28T01:30:00.000Z',
      '2027-03-29T00:30:00.000Z',
    ],
    [
      'one that is open when the clock leaps lasts its minutes, whatever the clock shows',
      { windows: [window('30 1 * * *', 90)] },
      '2027-03-28T01:59:00.000Z',
      'open',
    ],
    [
      'in the hour that comes twice, it opens the first time',
      { windows: [window('30 2 * * *', 30)] },
      '2027-10-31T00:00:00.000Z',
      '2027-10-31T00:30:00.000Z',
    ],
    [
      'and not the second time',
      { windows: [window('30 2 * * *', 30)] },
      '2027-10-31T01:30:00.000Z',
      '2027-11-01T01:30:00.000Z',
    ],
    [
      'nor does one that names several hours',
      { windows: [window('30 2,14 * * *', 30)] },
      '2027-10-31T01:30:00.000Z',
      '2027-10-31T13:30:00.000Z',
    ],
    [
      'a date begins at the midnight of its zone, in summer and in winter',
      { freezes: [freeze('2027-03-28', '2027-03-28')] },
      '2027-03-27T23:00:00.000Z',
      '2027-03-28T22:00:00.000Z',
    ],
  ])('%s', (_title, route, now, expected) => {
    expect(opening(route, now)).toBe(expected);
  });
});

describe('freezes', () => {
  const christmas = { freezes: [freeze('2026-12-20', '2027-01-02')] };

  test.each<[string, Route, string, string]>([
    ['before it', christmas, '2026-12-19T22:59:59.999Z', 'open'],
    ['from its first moment', christmas, '2026-12-19T23:00:00.000Z', '2027-01-02T23:00:00.000Z'],
    ['to the end of its last day', christmas, '2027-01-02T22:59:59.999Z', '2027-01-02T23:00:00.000Z'],
    ['after it', christmas, '2027-01-02T23:00:00.000Z', 'open'],
    [
      'by times, the end is not in it',
      { freezes: [freeze('2026-12-20T18:00', '2026-12-21T06:00')] },
      '2026-12-21T05:00:00.000Z',
      'open',
    ],
    [
      'a window within a freeze is passed over',
      { ...christmas, ...sunday },
      '2026-12-21T12:00:00.000Z',
      '2027-01-03T01:00:00.000Z',
    ],
    [
      'a window that is open when the freeze ends is open from then on',
      { freezes: [freeze('2026-12-20', '2026-12-26T03:00')], windows: [window('0 2 * * sat', 120)] },
      '2026-12-21T12:00:00.000Z',
      '2026-12-26T02:00:00.000Z',
    ],
    [
      'freezes that follow upon each other, and overlap',
      {
        freezes: [
          freeze('2026-12-20', '2026-12-24'),
          freeze('2026-12-23', '2026-12-31'),
          freeze('2027-01-01', '2027-01-01'),
        ],
      },
      '2026-12-21T12:00:00.000Z',
      '2027-01-01T23:00:00.000Z',
    ],
  ])('%s', (_title, route, now, expected) => {
    expect(opening(route, now)).toBe(expected);
  });

  test('one says until when, and where', () => {
    expect(gate(christmas, '2026-12-24T12:00:00.000Z')).toMatchObject({
      why: 'deliveries are frozen from 2026-12-20 to 2027-01-02 (Europe/Berlin)',
    });
  });
});

describe('near the end of the old certificate', () => {
  const year = { notBefore: '2026-01-01T00:00:00.000Z', notAfter: '2026-12-31T00:00:00.000Z' };
  const never = { windows: [window('0 0 30 2 *', 60)] };

  test.each<[string, Route, typeof year, string]>([
    ['three days', {}, year, '2026-12-28T00:00:00.000Z'],
    ['as many days as the route says', { overrideDays: 30 }, year, '2026-12-01T00:00:00.000Z'],
    ['none, where the route says none', { overrideDays: 0 }, year, '2026-12-31T00:00:00.000Z'],
    [
      'no more than a tenth of a short life',
      {},
      { notBefore: '2026-12-01T00:00:00.000Z', notAfter: '2026-12-08T00:00:00.000Z' },
      '2026-12-07T07:12:00.000Z',
    ],
  ])('%s before it nothing holds a delivery', (_title, route, lifetime, expected) => {
    expect(overrideAt({ route, ...lifetime })).toBe(expected);
  });

  test('a window that opens later waits for that moment only, and says so', () => {
    expect(gate(never, '2026-12-27T00:00:00.000Z', year)).toEqual({
      open: false,
      opensAt: '2026-12-28T00:00:00.000Z',
      why:
        'it waits for the change window "0 0 30 2 *" (60 minutes, Europe/Berlin); it is delivered on 2026-12-28T00:00:00.000Z at ' +
        'the latest, before the old certificate ends',
    });
  });

  test.each<[string, Route]>([
    ['window', never],
    ['freeze', { freezes: [freeze('2026-01-01', '2028-01-01')] }],
    ['approval', { approval: true }],
    ['window that can’t be read', { windows: [window('whenever', 60)] }],
    ['zone that does not exist', { windows: [window('0 2 * * *', 60, 'Europe/Atlantis')] }],
  ])('from then on no %s counts', (_title, route) => {
    expect(gate(route, '2026-12-28T00:00:00.000Z', year)).toEqual({
      open: true,
      overridden: true,
      why: 'the old certificate ends on 2026-12-31T00:00:00.000Z: nothing holds it',
    });
    expect(gate(route, '2027-06-01T00:00:00.000Z', year)).toMatchObject({ open: true, overridden: true });
  });

  test('what is held by nothing is not overridden either', () => {
    expect(gate({}, '2026-12-30T00:00:00.000Z', year)).toEqual({ open: true });
    expect(gate({ approval: true }, '2026-06-01T00:00:00.000Z', year)).toEqual({ open: true });
  });

  test.each<[string, Route]>([
    ['a window', { windows: [window('whenever', 60)] }],
    ['a window’s zone', { windows: [window('0 2 * * *', 60, 'Europe/Atlantis')] }],
    ['a freeze', { freezes: [freeze('soon', '2027-01-01')] }],
    ['a freeze’s zone', { freezes: [freeze('2026-01-01', '2027-01-01', '__proto__')] }],
  ])('before it, %s that can’t be read is an error by name', (_title, route) => {
    expect(() => gate(route, '2026-06-01T00:00:00.000Z', year)).toThrow(RouteUnusable);
  });
});
