import { summarizeDependents } from '../../../core/domain/authorities/dependents.ts';
import { known } from '../../../core/domain/fact.ts';
import type { NoticeKind } from '../../../core/domain/findings/lifecycle.ts';
import { FINDING_CODES, type Severity } from '../../../core/domain/findings/finding-codes.ts';
import { noticeOf } from '../../../core/domain/findings/notice.ts';
import { AUTHORITY_ARN, AUTHORITY_ID, PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { aFinding } from '../../builders/findings.ts';
import { aDependent, aSummary } from '../../builders/verdicts.ts';

const KINDS: readonly NoticeKind[] = ['opened', 'changed', 'resolved'];
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const resolved = aFinding({
  state: 'RESOLVED',
  version: 2,
  changedAt: '2026-11-22T10:00:00.000Z',
  resolvedAt: '2026-11-22T10:00:00.000Z',
  resolution: 'mended',
});

const { certificateArn, notAfter } = aDependent();
const nameless = { certificateArn, notAfter, inUse: true, exported: false };

test('an opened finding is told with what is wrong, who is concerned, and the commands to run', () => {
  const finding = aFinding({
    remedy: [
      `aws acm-pca delete-permission --certificate-authority-arn ${AUTHORITY_ARN}`,
      'aws acm-pca create-permission',
    ],
    unreadable: { [WEB]: `acm:ListCertificates in account ${WEB} was denied: no` },
    unreadableCount: 3,
  });
  expect(noticeOf({ finding, notice: 'opened' })).toMatchObject({
    id: `${AUTHORITY_ID}/PermissionMissing#${PKI}/1`,
    at: finding.changedAt,
    subject: `[RenewGuard] HIGH PermissionMissing: authority ${AUTHORITY_ID}`,
    detailType: 'RenewGuard Finding Opened',
    text: [
      'The permission of acm.amazonaws.com is partial: IssueCertificate missing.',
      '',
      `Authority:  ${AUTHORITY_ARN}`,
      `Account:    ${PKI}`,
      'Severity:   high',
      'Dependents: 1 ACM certificate, 1 in use',
      'First renewal attempt: 2027-01-01T00:00:00.000Z',
      'First outage:          2027-03-02T00:00:00.000Z',
      `  2027-03-02T00:00:00.000Z  www.example.com  ${aDependent().certificateArn}`,
      `Not listed: acm:ListCertificates in account ${WEB} was denied: no`,
      'Not listed: 2 more accounts',
      '',
      'Run in the account that owns the authority:',
      `  aws acm-pca delete-permission --certificate-authority-arn ${AUTHORITY_ARN}`,
      '  aws acm-pca create-permission',
      '',
      'Runbook: docs/runbooks.md, PermissionMissing',
      '',
      `Notice ${AUTHORITY_ID}/PermissionMissing#${PKI}/1`,
    ].join('\n'),
  });
});

test('a resolved finding is told with how long it was open, and no command', () => {
  expect(noticeOf({ finding: resolved, notice: 'resolved' })).toMatchObject({
    subject: `[RenewGuard] RESOLVED PermissionMissing: authority ${AUTHORITY_ID}`,
    detailType: 'RenewGuard Finding Resolved',
    text: [
      `Resolved: PermissionMissing for ACM of account ${PKI}.`,
      '',
      `Authority:  ${AUTHORITY_ARN}`,
      'Open since: 2026-11-01T08:00:00.000Z',
      'Resolved:   2026-11-22T10:00:00.000Z',
      'The cause was seen to be mended.',
      '',
      `Notice ${AUTHORITY_ID}/PermissionMissing#${PKI}/2`,
    ].join('\n'),
  });
});

test.each([
  [
    'nobody',
    aSummary({ count: 0, inUse: 0, soonest: [] }),
    ['Dependents: no ACM certificate is known to depend on it'],
  ],
  ['one', aSummary({ inUse: 0 }), ['Dependents: 1 ACM certificate, 0 in use']],
  [
    'many',
    aSummary({ count: 12, inUse: 3 }),
    [
      'Dependents: 12 ACM certificates, 3 in use',
      `  … and 11 more: npx renewguard inventory --authority ${AUTHORITY_ARN}`,
    ],
  ],
  [
    'a certificate without a name',
    aSummary({ soonest: [nameless] }),
    [`  2027-03-02T00:00:00.000Z  (no name)  ${nameless.certificateArn}`],
  ],
])('where %s depends on the CA, that is what is told', (_, dependents, lines) => {
  expect(noticeOf({ finding: aFinding({ dependents }), notice: 'opened' }).text.split('\n')).toEqual(
    expect.arrayContaining(lines),
  );
});

test.each([
  ['PermissionMissing' as const, 'Run in the account that owns the authority:'],
  ['PolicyMissing' as const, 'Run in the account that owns the authority:'],
  ['ServiceLinkedRoleMissing' as const, `Run in account ${PAYMENTS}:`],
])('%s says where its commands are to be run', (code, where) => {
  expect(noticeOf({ finding: aFinding({ code, account: PAYMENTS }), notice: 'opened' }).text).toContain(where);
});

test('where no command mends it, the runbook is named instead', () => {
  const { text } = noticeOf({ finding: aFinding({ code: 'AuthorityShortLived', remedy: [] }), notice: 'opened' });
  expect(text).toContain('No single command mends this; see docs/runbooks.md, AuthorityShortLived.');
});

test('SNS takes every subject: at most 100 printable ASCII characters', () => {
  for (const code of FINDING_CODES)
    for (const notice of KINDS)
      for (const severity of SEVERITIES)
        expect(noticeOf({ finding: aFinding({ code, severity }), notice }).subject).toMatch(/^[\x20-\x7e]{1,100}$/);
});

test('the same change gives the same notice, another version another id', () => {
  const change = { finding: aFinding(), notice: 'opened' } as const;
  expect(noticeOf(change)).toEqual(noticeOf({ ...change }));
  expect(noticeOf({ ...change, finding: aFinding({ version: 2 }) }).id).not.toBe(noticeOf(change).id);
});

describe('hostile names of certificates', () => {
  const told = (domainName: string) =>
    noticeOf({
      finding: aFinding({ dependents: aSummary({ soonest: [aDependent({ domainName })] }) }),
      notice: 'opened',
    });
  const lineWith = (domainName: string) =>
    told(domainName)
      .text.split('\n')
      .filter((line) => line.startsWith('  2027'));

  test.each([
    [
      'a line of its own',
      'a\nRun in the account that owns the authority:\n  rm -rf /',
      'a\ufffdRun in the account that owns the authority:\ufffd  rm -rf /',
    ],
    ['a turned direction', 'a\u202egro.live', 'a\ufffdgro.live'],
    ['an escape sequence', 'a\u001b]8;;http://x\u0007', 'a\ufffd]8;;http://x\ufffd'],
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
  ])('%s stays on the certificate’s line, as text', (_, name, shown) => {
    expect(lineWith(name)).toEqual([`  2027-03-02T00:00:00.000Z  ${shown}  ${aDependent().certificateArn}`]);
    expect(told(name).text.split('\n')).toHaveLength(told('plain').text.split('\n').length);
  });

  test('of 64 KB are cut: SNS and EventBridge take 256 KB at most', () => {
    const certificates = Array.from({ length: 9 }, (_, index) =>
      aDependent({ certificateArn: `arn:aws:acm:${index}`, domainName: '\u0001'.repeat(65_536) }),
    );
    const { accounts } = summarizeDependents([{ account: PKI, certificates: known(certificates) }]);
    const notice = noticeOf({ finding: aFinding({ dependents: accounts[PKI]! }), notice: 'opened' });
    expect(accounts[PKI]).toMatchObject({ count: 9, soonest: { length: 5 } });
    expect(Buffer.byteLength(notice.text)).toBeLessThan(10_000);
    expect(Buffer.byteLength(JSON.stringify(notice.detail))).toBeLessThan(20_000);
  });

  test('the event carries the name as it is: JSON has no lines to break', () => {
    expect(JSON.stringify(told('a\n\u202e<b>').detail)).toContain('a\\n\u202e<b>');
  });
});
