import { resolved } from '../../core/domain/findings/lifecycle.ts';
import { remindFindings } from '../../functions/remind-findings/remind-findings.ts';
import { aCoverageFinding } from '../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../builders/findings.ts';
import { aSummary } from '../builders/verdicts.ts';
import { FakeReminders } from '../fakes/fake-reminders.ts';
import { MovableClock } from '../fakes/movable-clock.ts';

const DAY_SECONDS = 24 * 60 * 60;
const DAY = DAY_SECONDS * 1000;

let clock: MovableClock;
let reminders: FakeReminders;
let warnings: string[];
let counted: number;
let now: number;

beforeEach(async () => {
  [clock, reminders, warnings, counted] = [new MovableClock(), new FakeReminders(), [], 0];
  now = (await clock.now()).getTime();
});

const inDays = (days: number): string => new Date(now + days * DAY).toISOString();

const remind = () =>
  remindFindings({
    reminders,
    clock,
    count: (_, amount = 1) => void (counted += amount),
    warn: (message) => void warnings.push(message),
  })();

/** A certificate's finding that was opened now, and ends in so many days. */
const opened = (days: number) =>
  aCertificateFinding({ outage: inDays(days), openedAt: inDays(0), changedAt: inDays(0) });

test('a clock that leaps over two thresholds reminds once, of the nearest; nothing is due then', async () => {
  reminders.put('one', { kind: 'certificate', finding: opened(50) });
  expect(await remind()).toEqual({ due: 0, reminded: 0, failed: 0 });
  clock.forward(36 * DAY_SECONDS);
  expect(await remind()).toEqual({ due: 1, reminded: 1, failed: 0 });
  expect(await remind()).toEqual({ due: 0, reminded: 0, failed: 0 });
  expect(reminders.told.map(({ subject }) => subject)).toEqual([
    '[RenewGuard] REMINDER 14 days: RenewalBlocked: www.example.com',
  ]);
  expect(counted).toBe(1);
});

test('findings of every kind are reminded of', async () => {
  const past = { openedAt: inDays(-20), changedAt: inDays(-20) };
  reminders.put('ca', {
    kind: 'authority',
    finding: aFinding({ ...past, dependents: aSummary({ outage: inDays(6) }) }),
  });
  reminders.put('cert', { kind: 'certificate', finding: aCertificateFinding({ ...past, outage: inDays(29) }) });
  reminders.put('account', { kind: 'coverage', finding: aCoverageFinding(past) });
  expect(await remind()).toEqual({ due: 3, reminded: 3, failed: 0 });
  expect(reminders.told.map(({ detailType }) => detailType).toSorted()).toEqual([
    'RenewGuard Certificate Finding Reminded',
    'RenewGuard Coverage Finding Reminded',
    'RenewGuard Finding Reminded',
  ]);
});

test('handlers side by side remind once', async () => {
  reminders.put('one', { kind: 'certificate', finding: opened(50) });
  clock.forward(10 * DAY_SECONDS);
  const outcomes = await Promise.all(Array.from({ length: 20 }, remind));
  expect(outcomes.reduce((total, { reminded }) => total + reminded, 0)).toBe(1);
  expect(reminders.told).toHaveLength(1);
});

test('what is resolved meanwhile is not reminded of', async () => {
  const finding = opened(50);
  reminders.put('one', { kind: 'certificate', finding });
  clock.forward(10 * DAY_SECONDS);
  const { finding: over } = resolved(finding, 'mended', inDays(10));
  reminders.meanwhile = () => reminders.put('one', { kind: 'certificate', finding: over });
  expect(await remind()).toEqual({ due: 1, reminded: 0, failed: 0 });
  expect(reminders.told).toEqual([]);
});

test('one that can’t be read keeps no other from being told, and is due in the next run', async () => {
  for (const name of ['one', 'two']) reminders.put(name, { kind: 'certificate', finding: opened(50) });
  clock.forward(10 * DAY_SECONDS);
  reminders.away.add('one');
  expect(await remind()).toEqual({ due: 2, reminded: 1, failed: 1 });
  expect(warnings).toEqual(['nobody was reminded of a finding']);
  reminders.away.clear();
  expect(await remind()).toEqual({ due: 1, reminded: 1, failed: 0 });
});
