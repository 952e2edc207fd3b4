import {
  answeredUntil,
  episodeOf,
  repairExecutionName,
  repairId,
  reportedRemover,
} from '../../../core/domain/repair/repair.ts';
import { sha256Hex } from '../../../core/pki/digest.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../../builders/accounts.ts';

const broken = {
  authorityArn: AUTHORITY_ARN,
  code: 'PermissionMissing' as const,
  account: PKI,
  openedAt: '2026-11-20T12:00:00.000Z',
  missing: ['IssueCertificate', 'GetCertificate'],
};

test('an episode is the same in any order of what is missing, and another for anything else', () => {
  const episode = episodeOf(broken, sha256Hex);
  expect(episode).toMatch(/^[0-9a-f]{12}$/);
  expect(episodeOf({ ...broken, missing: broken.missing.toReversed() }, sha256Hex)).toBe(episode);
  for (const different of [
    { account: PAYMENTS },
    { openedAt: '2026-11-20T12:00:01.000Z' },
    { missing: ['IssueCertificate'] },
    { code: 'PolicyMissing' as const },
    { authorityArn: AUTHORITY_ARN.replace('11111111', '22222222') },
  ])
    expect(episodeOf({ ...broken, ...different }, sha256Hex)).not.toBe(episode);
});

test('the id is one that the command takes, and the execution’s name fits', () => {
  const repair = { authorityArn: AUTHORITY_ARN, episode: episodeOf(broken, sha256Hex), attempt: 12 };
  expect(repairId(repair)).toMatch(/^[0-9a-f]{12}-12$/);
  expect(repairExecutionName(repair)).toMatch(/^[\w-]{1,80}$/);
});

test.each([
  ['three days', undefined, '2026-11-23T12:00:00.000Z'],
  ['three days, where ACM tries later', '2027-03-01T00:00:00.000Z', '2026-11-23T12:00:00.000Z'],
  ['until ACM tries', '2026-11-21T00:00:00.000Z', '2026-11-21T00:00:00.000Z'],
  ['four hours at least', '2026-11-01T00:00:00.000Z', '2026-11-20T16:00:00.000Z'],
])('a question may be answered: %s', (_, firstAttempt, until) => {
  expect(answeredUntil('2026-11-20T12:00:00.000Z', firstAttempt)).toBe(until);
});

test.each([
  ['arn:aws:sts::111122223333:assumed-role/Admin/session', '2026-11-22T10:18:43Z', true],
  ['arn:aws-cn:iam::111122223333:root', '2026-11-22T10:18:43.123Z', true],
  ['', '2026-11-22T10:18:43Z', false],
  ['<by>', '2026-11-22T10:18:43Z', false],
  ['arn:aws:iam::111122223333:user/max', 'yesterday', false],
])('of a record, %s at %s is told: %s', (by, at, isTold) => {
  expect(reportedRemover(by, at)).toEqual(isTold ? { by, at } : undefined);
});
