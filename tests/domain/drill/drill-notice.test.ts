import { parseAuthorityArn } from '../../../core/domain/arn.ts';
import { drillNotice, type SeenLive } from '../../../core/domain/drill/drill-notice.ts';
import { rehearsedBlock, rehearsedRemoval } from '../../../core/domain/drill/rehearsal.ts';
import { AUTHORITY_ARN, PKI } from '../../builders/accounts.ts';
import { CERTIFICATE_ARN } from '../../builders/certificates.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { dependentsIn } from '../../builders/verdicts.ts';

const NOW = '2026-11-28T12:00:00.000Z';
const DRILL = { id: 'drill-0001' };
const WELL: SeenLive = { verdict: 'granted', reason: 'Granted', isWell: true };
const ILL: SeenLive = { verdict: 'missing', reason: 'PermissionMissing', isWell: false };

const schema = schemaOf('drill-event.v1');

const removal = rehearsedRemoval(parseAuthorityArn(AUTHORITY_ARN), dependentsIn(PKI), NOW);
const block = rehearsedBlock(
  {
    certificate: { arn: CERTIFICATE_ARN, account: PKI, domainName: 'a\u202eb.example.com' },
    verdict: { verdict: 'renewable', reason: 'Renewable', message: 'It will be renewed.', remedy: [] },
    plan: { action: 'leave', why: 'nobody has to act' },
  },
  NOW,
);

test.each([
  ['a removed permission', removal, 'PermissionMissing'],
  ['a certificate', block, 'RenewalBlocked'],
])('the notice of a drill about %s is marked, and goes where the finding would have gone', (_, rehearsed, code) => {
  const notice = drillNotice(DRILL, rehearsed, WELL);
  expect(notice.subject).toMatch(new RegExp(`^\\[RenewGuard\\] DRILL HIGH ${code}: `));
  expect(notice.subject.length).toBeLessThanOrEqual(100);
  expect(notice.about).toEqual(rehearsed.about);
  expect(notice.about).toMatchObject({ code, severity: 'high', account: PKI });
  expect(notice.detailType).toBe('RenewGuard Drill');
  expect(errorsIn(schema, notice.detail)).toEqual([]);
});

test('it says first that nothing is wrong, then what would have been told, each line set apart', () => {
  const { text } = drillNotice(DRILL, removal, WELL);
  const lines = text.split('\n');
  expect(lines[0]).toBe('This is fire drill drill-0001. It proves that an alert reaches you: nobody has to act on it.');
  expect(lines[1]).toBe('Nothing is wrong: what was read live is well, granted (Granted).');
  expect(text).toContain('| acm.amazonaws.com has no permission on the certificate authority.');
  const commands = lines.filter((line) => line.includes('aws acm-pca'));
  expect(commands).not.toEqual([]);
  for (const command of commands) expect(command).toMatch(/^\| /);
});

test('what is really wrong is not talked away', () => {
  const { text } = drillNotice(DRILL, removal, ILL);
  expect(text).not.toContain('Nothing is wrong:');
  expect(text).toContain('is not well, though: missing (PermissionMissing); that is for its own finding to tell.');
});

test('no name from a certificate turns its text around', () => {
  const { text, subject } = drillNotice(DRILL, block, WELL);
  expect(text + subject).not.toMatch(/[\u202e]/);
});

test('two drills have two notices, and one drill told twice has one', () => {
  const [one, same, other] = [DRILL, DRILL, { id: 'drill-0002' }].map((drill) => drillNotice(drill, removal, WELL).id);
  expect(one).toBe(same);
  expect(other).not.toBe(one);
});
