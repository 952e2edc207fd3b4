import fc from 'fast-check';
import { noticeFrom } from '../../../core/domain/certificates/renewal-dates.ts';
import { InvalidInput } from '../../../core/domain/invalid-input.ts';
import { AuthorityCannotIssue } from '../../../core/domain/reissue/refusals.ts';
import { reissueDueAt, validityFor } from '../../../core/domain/reissue/validity.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const NOW = '2026-11-25T12:00:00.000Z';
const moved = (time: string, milliseconds: number): string => new Date(Date.parse(time) + milliseconds).toISOString();
const lasting = (span: number) => ({
  notBefore: '2026-01-01T00:00:00.000Z',
  notAfter: moved('2026-01-01T00:00:00.000Z', span),
});

/** How long the replacement of a certificate that spans so much is asked for. */
const asked = (span: number): number =>
  Date.parse(validityFor(lasting(span), undefined, 'GENERAL_PURPOSE', NOW).notAfter) - Date.parse(NOW);

describe('a replacement is asked for as long as the certificate was', () => {
  test.each([
    ['90 days of Private CA, dated back by an hour', 90 * DAY + HOUR, 90 * DAY],
    ['395 days of Private CA', 395 * DAY + HOUR, 395 * DAY],
    ['7 days of Private CA', 7 * DAY + HOUR, 7 * DAY],
    ['one day of Private CA', DAY + HOUR, DAY],
    ['six hours of Private CA', 7 * HOUR, 6 * HOUR],
    ['an hour of Private CA', 2 * HOUR, HOUR],
    ['90 days that were not dated back', 90 * DAY, 90 * DAY],
    ['90 days less a second, as public CAs count', 90 * DAY - SECOND, 90 * DAY],
    ['90 days that were issued three seconds after their end was fixed', 90 * DAY + HOUR - 3 * SECOND, 90 * DAY],
    ['90 days that waited an hour for the budget', 90 * DAY, 90 * DAY],
    ['six hours that were issued a minute later', 7 * HOUR - MINUTE, 6 * HOUR],
    ['a lifetime that is not round', 100 * DAY + 7 * HOUR + HOUR, 100 * DAY + 7 * HOUR],
    ['an hour that was not dated back', HOUR, HOUR],
    ['ten minutes that were not dated back', 10 * MINUTE, 10 * MINUTE],
    ['a second', SECOND, SECOND],
  ])('%s', (_, span, expected) => expect(asked(span)).toBe(expected));

  test('from now on, to the second', () => {
    const { notAfter } = validityFor(lasting(DAY + HOUR), undefined, 'GENERAL_PURPOSE', '2026-11-25T12:00:00.999Z');
    expect(notAfter).toBe('2026-11-26T12:00:00.000Z');
  });

  test.each(['2026-01-01T00:00:00.000Z', '2025-12-31T00:00:00.000Z'])(
    'not if it was never valid: until %s',
    (notAfter) => {
      const never = { notBefore: '2026-01-01T00:00:00.000Z', notAfter };
      expect(() => validityFor(never, undefined, 'GENERAL_PURPOSE', NOW)).toThrow(InvalidInput);
    },
  );
});

/** Private CA: dates back by an hour, and issues some time after the end was fixed (service-facts 1.4). */
function issuedBy(fixedAt: string, notAfter: string, delay: number) {
  return { notBefore: moved(fixedAt, delay - HOUR), notAfter };
}

/** The lifetimes asked for over so many generations, in milliseconds. */
function generations(first: { notBefore: string; notAfter: string }, delays: readonly number[]): readonly number[] {
  const lifetimes: number[] = [];
  let [certificate, now] = [first, first.notAfter];
  for (const delay of delays) {
    const { notAfter } = validityFor(certificate, undefined, 'GENERAL_PURPOSE', now);
    lifetimes.push(Date.parse(notAfter) - Date.parse(now));
    certificate = issuedBy(now, notAfter, delay);
    now = reissueDueAt(certificate).replace(/\.\d+/, '.000');
  }
  return lifetimes;
}

describe('over 50 generations the lifetime neither grows nor shrinks', () => {
  const delays = (most: number) =>
    fc.array(
      fc.integer({ min: 0, max: most / SECOND }).map((each) => each * SECOND),
      { minLength: 50, maxLength: 50 },
    );
  const constant = (lifetime: number, late: readonly number[]) => {
    const first = issuedBy('2026-01-01T00:00:00.000Z', moved('2026-01-01T00:00:00.000Z', lifetime), late[0] ?? 0);
    expect(new Set(generations(first, late))).toEqual(new Set([lifetime]));
  };

  test('of whole days, though each is issued up to two hours late', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 1000 }), delays(2 * HOUR), (days, late) => constant(days * DAY, late)),
    );
  });

  test('of whole hours, though each is issued up to five minutes late', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 48 }), delays(5 * MINUTE), (hours, late) => constant(hours * HOUR, late)),
    );
  });

  test('of whatever it was, once it was asked for: by two hours at most the first time, never again', () => {
    const spans = fc.integer({ min: 90 * 60, max: 5 * 365 * 24 * 3600 }).map((seconds) => seconds * SECOND);
    fc.assert(
      fc.property(spans, (span) => {
        const [first = 0, ...others] = generations(lasting(span), Array<number>(50).fill(0));
        expect(first).toBeGreaterThanOrEqual(span - HOUR);
        expect(first).toBeLessThanOrEqual(span - HOUR + 2 * HOUR);
        expect(new Set(others)).toEqual(new Set([first]));
      }),
    );
  });

  test('of whatever it was, however late: it never grows by more than two hours', () => {
    const spans = fc.integer({ min: 3 * 3600, max: 5 * 365 * 24 * 3600 }).map((seconds) => seconds * SECOND);
    fc.assert(
      fc.property(spans, delays(HOUR), (span, late) => {
        expect(Math.max(...generations(lasting(span), late))).toBeLessThanOrEqual(span - HOUR + 2 * HOUR);
      }),
    );
  });
});

describe('a replacement does not end after', () => {
  const year = lasting(365 * DAY + HOUR);

  test('its CA: a second before at the latest', () => {
    const end = moved(NOW, 100 * DAY);
    expect(validityFor(year, end, 'GENERAL_PURPOSE', NOW)).toEqual({
      notAfter: moved(end, -SECOND),
      cappedBy: 'authority',
    });
    const exact = moved(NOW, 365 * DAY + SECOND);
    expect(validityFor(year, exact, 'GENERAL_PURPOSE', NOW)).toEqual({ notAfter: moved(NOW, 365 * DAY) });
    expect(validityFor(year, moved(exact, -SECOND), 'GENERAL_PURPOSE', NOW)).toMatchObject({ cappedBy: 'authority' });
  });

  test('seven days of a short-lived CA', () => {
    expect(validityFor(year, moved(NOW, 999 * DAY), 'SHORT_LIVED_CERTIFICATE', NOW)).toEqual({
      notAfter: moved(NOW, 7 * DAY),
      cappedBy: 'short-lived',
    });
    expect(validityFor(lasting(7 * DAY + HOUR), undefined, 'SHORT_LIVED_CERTIFICATE', NOW)).toEqual({
      notAfter: moved(NOW, 7 * DAY),
    });
    const soon = moved(NOW, 3 * DAY);
    expect(validityFor(year, soon, 'SHORT_LIVED_CERTIFICATE', NOW)).toEqual({
      notAfter: moved(soon, -SECOND),
      cappedBy: 'authority',
    });
  });

  test.each([-DAY, 0, SECOND])('a CA that ends %d ms from now: nothing can be issued', (milliseconds) => {
    expect(() => validityFor(year, moved(NOW, milliseconds), 'GENERAL_PURPOSE', NOW)).toThrow(AuthorityCannotIssue);
  });

  test('either, whatever it replaces and whenever', () => {
    const days = (max: number) => fc.integer({ min: 2, max: max * 24 * 3600 }).map((seconds) => seconds * SECOND);
    const modes = fc.constantFrom('GENERAL_PURPOSE', 'SHORT_LIVED_CERTIFICATE');
    fc.assert(
      fc.property(days(4000), days(4000), modes, (span, left, mode) => {
        const { notAfter } = validityFor(lasting(span), moved(NOW, left), mode, NOW);
        expect(Date.parse(notAfter)).toBeLessThan(Date.parse(NOW) + left);
        expect(Date.parse(notAfter)).toBeGreaterThan(Date.parse(NOW));
        expect(Date.parse(notAfter) % SECOND).toBe(0);
        if (mode === 'SHORT_LIVED_CERTIFICATE')
          expect(Date.parse(notAfter)).toBeLessThanOrEqual(Date.parse(NOW) + 7 * DAY);
      }),
    );
  });
});

describe('a certificate is to be replaced', () => {
  test.each([
    [395 * DAY, 350 * DAY],
    [135 * DAY, 90 * DAY],
    [90 * DAY, 60 * DAY],
    [7 * DAY, (14 / 3) * DAY],
    [DAY, (2 / 3) * DAY],
  ])('of %d ms of life, after %d ms: 45 days before its end, or in the last third of a shorter life', (life, after) => {
    const { notBefore } = lasting(life);
    expect(reissueDueAt(lasting(life))).toBe(moved(notBefore, after));
  });

  test('when findings begin to tell of a directly issued certificate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e8 }), (seconds) => {
        const life = lasting(seconds * SECOND);
        expect(reissueDueAt(life)).toBe(noticeFrom({ kind: 'issued', ...life }, life.notAfter));
      }),
    );
  });

  test('after the share of its lifetime that was set', () => {
    const life = lasting(100 * DAY);
    expect(reissueDueAt(life, 0.5)).toBe(moved(life.notBefore, 50 * DAY));
    expect(reissueDueAt(life, 0.9)).toBe(moved(life.notBefore, 90 * DAY));
  });

  test.each([0, 1, -1, 1.5, NaN, Infinity])('but not after the share %d', (share) => {
    expect(() => reissueDueAt(lasting(DAY), share)).toThrow(InvalidInput);
  });
});
