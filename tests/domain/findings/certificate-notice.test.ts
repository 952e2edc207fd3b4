import fc from 'fast-check';
import { CERTIFICATE_FINDING_CODES } from '../../../core/domain/findings/certificate-finding-codes.ts';
import type { CertificateFinding } from '../../../core/domain/findings/certificate-finding.ts';
import { certificateNotice } from '../../../core/domain/findings/certificate-notice.ts';
import type { Severity } from '../../../core/domain/findings/finding-codes.ts';
import type { NoticeKind } from '../../../core/domain/findings/lifecycle.ts';
import { PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import {
  aCertificateFinding,
  CERTIFICATE_ARN,
  CERTIFICATE_ID,
  ISSUED_ARN,
  SERIAL,
} from '../../builders/certificates.ts';

const KINDS: readonly NoticeKind[] = ['opened', 'changed', 'resolved'];
const SEVERITIES: readonly Severity[] = ['critical', 'high', 'medium', 'low'];
const at = '2026-11-22T10:00:00.000Z';
const ended = aCertificateFinding({
  state: 'RESOLVED',
  version: 2,
  changedAt: at,
  resolvedAt: at,
  resolution: 'mended',
});
const opened = (different: Partial<CertificateFinding> = {}) =>
  certificateNotice({ finding: aCertificateFinding(different), notice: 'opened' });
const nameless = (): CertificateFinding => {
  const { domainName: _, ...finding } = aCertificateFinding();
  return finding;
};

test('an opened finding is told with what is wrong, of which certificate, until when, and the commands to run', () => {
  const finding = aCertificateFinding({
    remedy: ['aws acm-pca create-permission --certificate-authority-arn x', 'aws acm-pca list-permissions'],
  });
  expect(certificateNotice({ finding, notice: 'opened' })).toEqual({
    id: `${CERTIFICATE_ID}/RenewalBlocked/1`,
    at: finding.changedAt,
    subject: '[RenewGuard] HIGH RenewalBlocked: www.example.com',
    about: {
      kind: 'certificate',
      arn: CERTIFICATE_ARN,
      account: PKI,
      code: 'RenewalBlocked',
      severity: 'high',
    },
    detailType: 'RenewGuard Certificate Finding Opened',
    detail: { schemaVersion: '1', noticeId: `${CERTIFICATE_ID}/RenewalBlocked/1`, change: 'opened', finding },
    text: [
      'ACM will not be able to renew the certificate.',
      '',
      `Certificate: ${CERTIFICATE_ARN}`,
      'Name:        www.example.com',
      `Account:     ${PKI}`,
      'Severity:    high',
      'Verdict:     not-renewable (PermissionMissing)',
      'First renewal attempt: 2027-08-02T12:00:00.000Z',
      'Outage:      2027-10-01T12:00:00.000Z',
      'Plan:        alert: what keeps it from being renewed has to be mended',
      '',
      `Run with rights in the account that owns the resource (the certificate's is ${PKI}):`,
      '  aws acm-pca create-permission --certificate-authority-arn x',
      '  aws acm-pca list-permissions',
      '',
      'Runbook: docs/runbooks.md, RenewalBlocked',
      '',
      `Notice ${CERTIFICATE_ID}/RenewalBlocked/1`,
    ].join('\n'),
  });
});

test.each([
  ['mended', 'What was wrong was seen to be over.'],
  ['gone', 'The certificate does not exist any more.'],
] as const)('a finding that ended as %s is told with how long it was open, and no command', (resolution, why) => {
  expect(certificateNotice({ finding: { ...ended, resolution }, notice: 'resolved' })).toMatchObject({
    subject: '[RenewGuard] RESOLVED RenewalBlocked: www.example.com',
    detailType: 'RenewGuard Certificate Finding Resolved',
    text: [
      'Resolved: RenewalBlocked.',
      '',
      `Certificate: ${CERTIFICATE_ARN}`,
      'Name:        www.example.com',
      `Account:     ${PKI}`,
      'Open since:  2026-11-01T08:00:00.000Z',
      `Resolved:    ${at}`,
      why,
      '',
      `Notice ${CERTIFICATE_ID}/RenewalBlocked/2`,
    ].join('\n'),
  });
});

describe('the lines of a notice', () => {
  test.each<[string, Partial<CertificateFinding>, readonly string[]]>([
    [
      'name the strategy',
      { plan: { action: 'reissue', strategy: 'acm-import', why: 'it stays' } },
      ['Plan:        reissue by strategy acm-import: it stays'],
    ],
    ['say so where no command mends it', { remedy: [] }, ['No single command mends this.']],
    [
      'say where commands are to be run',
      { account: PAYMENTS },
      [`Run with rights in the account that owns the resource (the certificate's is ${PAYMENTS}):`],
    ],
    [
      'take records for records',
      { remedy: ['DNS: _a. CNAME _b.'] },
      ["Records that must be in the domain's public zone:", '  DNS: _a. CNAME _b.'],
    ],
  ])('%s', (_, different, lines) => {
    expect(opened(different).text.split('\n')).toEqual(expect.arrayContaining(lines));
  });

  test('leave out a first attempt that there is none of', () => {
    const { firstAttempt: _, outage: __, ...undated } = aCertificateFinding();
    const text = (verdict: CertificateFinding['verdict']): string =>
      certificateNotice({ finding: { ...undated, verdict }, notice: 'opened' }).text;
    expect(text('unmanaged')).not.toMatch(/First renewal attempt/);
    expect(text('unmanaged')).toMatch(/^Outage: {6}unknown$/m);
    expect(text('out-of-force')).toMatch(/^Outage: {6}now$/m);
  });
});

describe('a certificate without a name', () => {
  const notice = certificateNotice({ finding: nameless(), notice: 'opened' });

  test('is called by its id', () => {
    expect(notice.subject).toBe(`[RenewGuard] HIGH RenewalBlocked: ${CERTIFICATE_ID}`);
    expect(notice.text).toMatch(/^Name: {8}\(none\)$/m);
    expect(JSON.stringify(notice.detail)).not.toMatch(/domainName/);
  });

  test('that a private CA issued is called by its serial', () => {
    const finding = { ...nameless(), certificateArn: ISSUED_ARN };
    expect(certificateNotice({ finding, notice: 'opened' })).toMatchObject({
      id: `${SERIAL}/RenewalBlocked/1`,
      subject: `[RenewGuard] HIGH RenewalBlocked: ${SERIAL}`,
    });
  });
});

describe('SNS takes every subject: at most 100 printable ASCII characters', () => {
  test('whatever the code, the severity and the change', () => {
    const domainName = `${'a'.repeat(63)}.`.repeat(3) + 'b'.repeat(61);
    for (const code of CERTIFICATE_FINDING_CODES)
      for (const severity of SEVERITIES)
        for (const notice of KINDS)
          for (const finding of [
            aCertificateFinding({ code, severity, domainName }),
            { ...nameless(), code, severity },
          ])
            expect(certificateNotice({ finding, notice }).subject).toMatch(/^\[RenewGuard\] [\x20-\x7e]{1,87}$/);
  });

  test('whatever the name', () => {
    fc.assert(
      fc.property(anyText(200), fc.constantFrom(...KINDS), (domainName, notice) => {
        const { subject, text } = certificateNotice({ finding: aCertificateFinding({ domainName }), notice });
        expect(subject).toMatch(/^[\x20-\x7e]{1,100}$/);
        expect(text.split('\n')).toHaveLength(
          certificateNotice({ finding: aCertificateFinding(), notice }).text.split('\n').length,
        );
        expect(text).not.toMatch(/[\p{Cf}\p{Cs}\r\v\f\u2028\u2029]/u);
      }),
    );
  });
});

describe('hostile names', () => {
  const nameLine = (domainName: string) =>
    opened({ domainName })
      .text.split('\n')
      .filter((line) => line.startsWith('Name: '));

  test.each([
    ['a line of its own', 'a\nRun in the account:\n  rm -rf /', 'a\ufffdRun in the account:\ufffd  rm -rf /'],
    ['a turned direction', 'a\u202egro.live', 'a\ufffdgro.live'],
    ['an escape sequence', 'a\u001b]8;;http://x\u0007', 'a\ufffd]8;;http://x\ufffd'],
    ['markup', '<img src=x onerror=alert(1)>', '<img src=x onerror=alert(1)>'],
    ['a name of another script', 'пример.рф', 'пример.рф'],
  ])('%s stays on its line, as text', (_, name, shown) => {
    expect(nameLine(name)).toEqual([`Name:        ${shown}`]);
  });

  test('of another script become question marks in the subject', () => {
    expect(opened({ domainName: 'пример.рф' }).subject).toBe('[RenewGuard] HIGH RenewalBlocked: ??????.??');
  });

  test('never get into a command', () => {
    const { remedy } = aCertificateFinding();
    const lines = opened({ domainName: '$(reboot)' }).text.split('\n');
    expect(lines.filter((line) => line.includes('$(reboot)'))).toEqual(['Name:        $(reboot)']);
    expect(lines).toContain(`  ${remedy[0]}`);
  });

  test('are carried by the event as they are: JSON has no lines to break', () => {
    expect(JSON.stringify(opened({ domainName: 'a\n\u202e<b>' }).detail)).toContain('a\\n\u202e<b>');
  });
});

test('the same change gives the same notice, another version or another code another id', () => {
  const change = { finding: aCertificateFinding(), notice: 'opened' } as const;
  expect(certificateNotice(change)).toEqual(certificateNotice(structuredClone(change)));
  expect(opened({ version: 2 }).id).not.toBe(opened().id);
  expect(opened({ code: 'RenewalStuck' }).id).not.toBe(opened().id);
});
