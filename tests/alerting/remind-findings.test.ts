import type { CertificateFinding, CertificateResolution } from '../../core/domain/findings/certificate-finding.ts';
import { resolved } from '../../core/domain/findings/lifecycle.ts';
import type { Mute } from '../../core/domain/alerts/mute.ts';
import { remindFindings } from '../../functions/remind-findings/remind-findings.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { aCoverageFinding } from '../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../builders/findings.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { aSummary } from '../builders/verdicts.ts';
import { FakeReminders } from '../fakes/fake-reminders.ts';
import { MovableClock } from '../fakes/movable-clock.ts';

const EVENT = schemaOf('certificate-finding-event.v1');
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
  const { finding: over } = resolved<CertificateFinding, CertificateResolution>(finding, 'mended', inDays(10));
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

const muted = (arn: string, days: number, different: Partial<Mute> = {}): Mute => ({
  subject: arn,
  code: 'RenewalBlocked',
  reason: 'it is being moved',
  by: 'arn:aws:iam::111122223333:user/ada',
  at: inDays(0),
  until: inDays(days),
  ...different,
});

test('of what is muted, programs alone are told; when the mute ends, people are told that it is open again, once', async () => {
  const finding = opened(50);
  reminders.put('one', { kind: 'certificate', finding });
  reminders.mutes.set('one', muted(finding.certificateArn, 10));
  clock.forward(6 * DAY_SECONDS);
  expect(await remind()).toMatchObject({ reminded: 1 });
  expect(reminders.told[0]).toMatchObject({
    audience: 'programs',
    detail: { change: 'reminded', muted: { reason: 'it is being moved', until: inDays(10) } },
  });
  clock.forward(4 * DAY_SECONDS + 1);
  expect(await remind()).toMatchObject({ reminded: 1 });
  expect(await remind()).toMatchObject({ due: 0 });
  expect(reminders.told).toHaveLength(2);
  expect(reminders.told[1]).toMatchObject({
    subject: '[RenewGuard] OPEN AGAIN RenewalBlocked: www.example.com',
    detail: { finding: { reminded: { because: 'mute-ended' } } },
  });
  expect(reminders.told[1]?.audience).toBeUndefined();
  expect(errorsIn(EVENT, reminders.told[0]?.detail)).toEqual([]);
  expect(errorsIn(EVENT, reminders.told[1]?.detail)).toEqual([]);
});

test('a mute of another code hides nothing, and of what is over nobody is told when its mute ends', async () => {
  const finding = opened(50);
  reminders.put('one', { kind: 'certificate', finding });
  reminders.mutes.set('one', muted(finding.certificateArn, 10, { code: 'RenewalFailed' }));
  clock.forward(6 * DAY_SECONDS);
  await remind();
  expect(reminders.told[0]?.audience).toBeUndefined();
  const over = { ...finding, version: 3, state: 'RESOLVED' } as const;
  reminders.put('one', { kind: 'certificate', finding: over });
  reminders.mutes.set('one', muted(finding.certificateArn, 8));
  clock.forward(3 * DAY_SECONDS);
  expect(await remind()).toEqual({ due: 1, reminded: 0, failed: 0 });
  expect(reminders.mutes.size).toBe(0);
});

const CAUSE = { authorityArn: AUTHORITY_ARN, code: 'PermissionMissing' } as const;

/** A CA’s finding, and a certificate’s of which people are told with it. */
function grouped(state: 'OPEN' | 'RESOLVED' | 'none'): void {
  const account = PKI;
  const certificate = { ...opened(50), account, authorityArn: AUTHORITY_ARN, toldWith: CAUSE };
  reminders.put('certificate', { kind: 'certificate', finding: certificate });
  const dependents = aSummary({ outage: inDays(300) });
  const times = { openedAt: inDays(0), changedAt: inDays(0), ...(state === 'RESOLVED' && { resolvedAt: inDays(0) }) };
  if (state !== 'none') reminders.put('ca', { kind: 'authority', finding: aFinding({ state, dependents, ...times }) });
}

test('as long as the CA’s finding is open, nobody is reminded of its certificates', async () => {
  grouped('OPEN');
  for (let day = 0; day < 49; day += 1) {
    clock.forward(DAY_SECONDS);
    await remind();
  }
  expect(reminders.told).toEqual([]);
});

test.each([
  ['is over since two days', 'RESOLVED', 48],
  ['never was there', 'none', 3],
] as const)('where the CA’s finding %s, people are told of the certificate by itself', async (_, state, hours) => {
  grouped(state);
  clock.forward(hours * 3600 - 60);
  expect(await remind()).toMatchObject({ reminded: 0 });
  clock.forward(120);
  expect(await remind()).toMatchObject({ reminded: 1 });
  expect(reminders.told).toHaveLength(1);
  expect(reminders.told[0]).toMatchObject({
    subject: '[RenewGuard] HIGH RenewalBlocked: www.example.com',
    detail: { finding: { reminded: { because: 'cause-ended' } } },
  });
  expect(reminders.told[0]?.detail).not.toHaveProperty('finding.toldWith');
});
