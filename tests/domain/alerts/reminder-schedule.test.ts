import fc from 'fast-check';
import {
  comesNearer,
  dueReminder,
  nextReminder,
  REMINDER_DAYS,
  type Remindable,
} from '../../../core/domain/alerts/reminder-schedule.ts';

const OUTAGE = '2027-03-01T12:00:00.000Z';
const DAY = 24 * 60 * 60 * 1000;
const HOUR = 60 * 60 * 1000;

/** So many days before the outage. */
const before = (days: number): string => new Date(Date.parse(OUTAGE) - days * DAY).toISOString();

const told = (days: number, different: Partial<Remindable> = {}): Remindable => ({
  severity: 'high',
  toldAt: before(days),
  outage: OUTAGE,
  ...different,
});

test.each([
  [100, 45],
  [45, 30],
  [31, 30],
  [30, 15],
  [7.5, 7],
  [3, 1],
])('told %d days before an outage, people are reminded when %d are left', (days, next) => {
  expect(nextReminder(told(days))).toBe(before(next));
});

test('a threshold is crossed, not met: a day later it is due still, and says how many days are left', () => {
  expect(dueReminder(told(60), before(45.01))).toBeUndefined();
  expect(dueReminder(told(60), before(45))).toEqual({ threshold: 45, daysLeft: 45 });
  expect(dueReminder(told(60), before(43.5))).toEqual({ threshold: 45, daysLeft: 44 });
});

test('of several thresholds that were crossed at once, people are reminded of the nearest', () => {
  expect(dueReminder(told(60), before(14))).toEqual({ threshold: 15, daysLeft: 14 });
  expect(dueReminder(told(60), before(-2))).toEqual({ threshold: 1, daysLeft: 0 });
});

test('being told is the reminder of the threshold it happens in', () => {
  expect(dueReminder(told(29), before(16))).toBeUndefined();
});

test.each(['critical', 'high'] as const)('without a date, or after it, %s is told each week', (severity) => {
  const undated = { severity, toldAt: before(0) };
  expect(nextReminder(undated)).toBe(before(-7));
  expect(dueReminder(undated, before(-6.9))).toBeUndefined();
  expect(dueReminder(undated, before(-7))).toEqual({});
  expect(nextReminder(told(-1, { severity }))).toBe(before(-8));
});

test.each(['medium', 'low'] as const)('without a date, %s is not told again', (severity) => {
  expect(nextReminder({ severity, toldAt: before(0) })).toBeUndefined();
  expect(dueReminder({ severity, toldAt: before(0) }, before(-100))).toBeUndefined();
  expect(nextReminder(told(-1, { severity }))).toBeUndefined();
});

test('an outage comes nearer where it crosses a threshold that people were not told of', () => {
  const now = '2026-11-28T12:00:00.000Z';
  const inDays = (days: number): string => new Date(Date.parse(now) + days * DAY).toISOString();
  expect(comesNearer(inDays(60), inDays(20), now)).toBe(true);
  expect(comesNearer(undefined, inDays(20), now)).toBe(true);
  expect(comesNearer(inDays(29), inDays(20), now)).toBe(false);
  expect(comesNearer(inDays(60), inDays(300), now)).toBe(false);
  expect(comesNearer(inDays(20), undefined, now)).toBe(false);
});

/** Whoever looks at these moments, and is told each time that something is due. */
function remindersIn(days: number, looks: readonly string[]): readonly (number | undefined)[] {
  let toldAt = before(days);
  const thresholds: (number | undefined)[] = [];
  for (const now of looks) {
    const due = dueReminder({ severity: 'medium', toldAt, outage: OUTAGE }, now);
    if (due === undefined) continue;
    thresholds.push(due.threshold);
    toldAt = now;
  }
  return thresholds;
}

test('looked at each hour, each threshold after the opening is told once, in order', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 * 24 }), (hours) => {
      const looks = Array.from({ length: hours + 48 }, (_, hour) => before((hours - hour - 1) / 24));
      expect(remindersIn(hours / 24, looks)).toEqual(REMINDER_DAYS.filter((days) => days < hours / 24));
    }),
    { numRuns: 30 },
  );
});

test('however seldom anybody looks, nothing is told twice, and the last look tells the nearest of what was crossed', () => {
  const gaps = fc.array(fc.integer({ min: 1, max: 20 * 24 }), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 90 }), gaps, (days, hours) => {
      let at = Date.parse(before(days));
      const looks = hours.map((hour) => new Date((at += hour * HOUR)).toISOString());
      const thresholds = remindersIn(days, looks);
      expect(new Set(thresholds).size).toBe(thresholds.length);
      expect(thresholds.toSorted((a, b) => Number(b) - Number(a))).toEqual(thresholds);
      const crossed = REMINDER_DAYS.filter((each) => each < days && before(each) <= looks.at(-1)!);
      expect(thresholds.at(-1)).toBe(crossed.at(-1));
    }),
  );
});

test('the next reminder is always later than the last time people were told', () => {
  const times = fc.integer({ min: -400, max: 400 }).map(before);
  fc.assert(
    fc.property(
      fc.constantFrom('critical', 'high', 'medium', 'low'),
      times,
      fc.option(times),
      (severity, toldAt, at) => {
        const next = nextReminder({ severity, toldAt, ...(at !== null && { outage: at }) });
        if (next !== undefined) expect(next > toldAt).toBe(true);
      },
    ),
  );
});
