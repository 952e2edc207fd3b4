import { reminderOf } from '../../../core/domain/findings/followed-finding.ts';
import { noticeOf } from '../../../core/domain/findings/notice.ts';
import { aCertificateFinding, aFinding } from '../../builders/findings.ts';
import { aCoverageFinding } from '../../builders/coverage.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { aSummary } from '../../builders/verdicts.ts';

const SCHEMAS = {
  authority: schemaOf('finding-event.v1'),
  certificate: schemaOf('certificate-finding-event.v1'),
  coverage: schemaOf('coverage-finding-event.v1'),
};

const OUTAGE = '2027-01-10T10:00:00.000Z';
const NOW = '2026-12-27T10:00:00.000Z';

const authority = aFinding({ dependents: aSummary({ outage: OUTAGE }) });
const certificate = aCertificateFinding({ outage: OUTAGE });

test('a CA’s reminder says how many days are left until the first outage, since when it is open, and what to do', () => {
  const { followed, notice } = reminderOf({ kind: 'authority', finding: authority }, NOW)!;
  expect(followed.finding).toEqual({
    ...authority,
    version: 2,
    changedAt: NOW,
    reminded: { at: NOW, because: 'schedule', threshold: 15, daysLeft: 14 },
  });
  expect(notice.subject).toMatch(/^\[RenewGuard\] REMINDER 14 days: PermissionMissing: authority /);
  expect(notice.detailType).toBe('RenewGuard Finding Reminded');
  expect(notice.text).toContain('Reminder: PermissionMissing is still open, 14 days before the outage.');
  expect(notice.text).toContain(`Open since: ${authority.openedAt}\nDeadline:   ${OUTAGE}`);
  expect(notice.text).toContain(authority.remedy[0]);
  expect(errorsIn(SCHEMAS.authority, notice.detail)).toEqual([]);
});

test('so does a certificate’s', () => {
  const { notice } = reminderOf({ kind: 'certificate', finding: certificate }, '2027-01-09T12:00:00.000Z')!;
  expect(notice).toMatchObject({
    subject: '[RenewGuard] REMINDER 1 day: RenewalBlocked: www.example.com',
    detailType: 'RenewGuard Certificate Finding Reminded',
    detail: { change: 'reminded', finding: { version: 2, reminded: { threshold: 1 } } },
  });
  expect(errorsIn(SCHEMAS.certificate, notice.detail)).toEqual([]);
});

test('what has no date is told each week, without one', () => {
  const finding = aCoverageFinding();
  const { notice } = reminderOf({ kind: 'coverage', finding }, '2026-11-08T08:00:00.000Z')!;
  expect(notice.subject).toBe(`[RenewGuard] REMINDER: AccountUnreadable: ${finding.subject}`);
  expect(notice.text).not.toContain('Deadline');
  expect(errorsIn(SCHEMAS.coverage, notice.detail)).toEqual([]);
});

test('of what is over nobody is reminded, nor of what is not due', () => {
  expect(reminderOf({ kind: 'certificate', finding: { ...certificate, state: 'RESOLVED' } }, NOW)).toBeUndefined();
  expect(reminderOf({ kind: 'certificate', finding: certificate }, '2026-11-25T11:00:00.000Z')).toBeUndefined();
});

test('what comes back is told as that', () => {
  const finding = aFinding({ version: 3, resolvedBefore: '2026-11-20T08:00:00.000Z' });
  const { text, detail } = noticeOf({ finding, notice: 'opened' });
  expect(text).toMatch(/^Reopened: it was resolved on 2026-11-20T08:00:00.000Z.\n\n/);
  expect(errorsIn(SCHEMAS.authority, detail)).toEqual([]);
});

test('the longest code and the longest time leave the subject within what SNS takes', () => {
  const finding = aFinding({ code: 'ServiceLinkedRoleMissing', dependents: aSummary({ outage: OUTAGE }) });
  const { notice } = reminderOf({ kind: 'authority', finding }, '2026-11-27T10:00:00.000Z')!;
  expect(notice.subject).toMatch(/^[\x20-\x7e]{1,100}$/);
});
