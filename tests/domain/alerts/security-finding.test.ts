import fc from 'fast-check';
import { securityFinding, type SecurityFinding } from '../../../core/domain/alerts/security-finding.ts';
import { workflowOf } from '../../../core/domain/alerts/security-workflow.ts';
import { drillNotice } from '../../../core/domain/drill/drill-notice.ts';
import type { CertificateFinding, CertificateResolution } from '../../../core/domain/findings/certificate-finding.ts';
import { certificateNotice } from '../../../core/domain/findings/certificate-notice.ts';
import { coverageNotice } from '../../../core/domain/findings/coverage-notice.ts';
import { remindedOf, resolved } from '../../../core/domain/findings/lifecycle.ts';
import { noticeOf } from '../../../core/domain/findings/notice.ts';
import type { OutgoingNotice } from '../../../core/domain/findings/outgoing-notice.ts';
import { quieted } from '../../../core/domain/findings/quiet-notice.ts';
import { findingNews } from '../../../core/domain/findings/told-finding.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { aCoverageFinding } from '../../builders/coverage.ts';
import { aCertificateFinding, aFinding } from '../../builders/findings.ts';

const HUB = { account: PKI, region: 'eu-west-1', partition: 'aws' };
const LATER = '2026-11-23T10:00:00.000Z';

const told = (notice: OutgoingNotice): SecurityFinding => securityFinding(findingNews(notice)!, HUB);
const workflow = (notice: OutgoingNotice) => workflowOf(findingNews(notice)!);
const opened = { finding: aCertificateFinding(), notice: 'opened' } as const;
const ended = (how: CertificateResolution) =>
  resolved<CertificateFinding, CertificateResolution>(opened.finding, how, LATER);

test('a finding of a member is filed under the hub, and names the certificate, its account, the fix and the date', () => {
  const { certificateArn } = opened.finding;
  expect(told(certificateNotice(opened))).toEqual({
    SchemaVersion: '2018-10-08',
    Id: `renewguard/${certificateArn}`,
    ProductArn: `arn:aws:securityhub:eu-west-1:${PKI}:product/${PKI}/default`,
    ProductName: 'RenewGuard',
    CompanyName: 'RenewGuard',
    GeneratorId: 'renewguard/RenewalBlocked',
    AwsAccountId: PKI,
    CreatedAt: '2026-11-22T10:00:00.000Z',
    UpdatedAt: '2026-11-22T10:00:00.000001Z',
    FindingProviderFields: {
      Severity: { Label: 'HIGH', Original: 'high' },
      Types: ['Software and Configuration Checks/AWS Security Best Practices/Certificate Renewal'],
    },
    Title: 'RenewalBlocked: www.example.com',
    Description: `ACM may not renew it.\nAccount: ${PAYMENTS}\nOutage: 2027-02-20T10:00:00.000Z`,
    Remediation: {
      Recommendation: { Text: 'aws acm-pca create-permission\nRunbook: docs/runbooks.md, RenewalBlocked' },
    },
    ProductFields: { 'renewguard/Code': 'RenewalBlocked', 'renewguard/Version': '1', 'renewguard/Account': PAYMENTS },
    Resources: [
      {
        Type: 'AwsCertificateManagerCertificate',
        Id: certificateArn,
        Partition: 'aws',
        Region: 'eu-west-1',
        Details: { Other: { Account: PAYMENTS, ConcernedAccount: PAYMENTS, DomainName: 'www.example.com' } },
      },
    ],
    Compliance: {
      Status: 'FAILED',
      StatusReasons: [{ ReasonCode: 'RenewalBlocked', Description: 'ACM may not renew it.' }],
    },
    RecordState: 'ACTIVE',
  });
});

test('what is resolved is PASSED and ARCHIVED under the same id, and later than what it ends', () => {
  const [before, after] = [told(certificateNotice(opened)), told(certificateNotice(ended('mended')))];
  expect(after).toMatchObject({ Id: before.Id, RecordState: 'ARCHIVED', Compliance: { Status: 'PASSED' } });
  expect(after.Remediation.Recommendation.Text).toBe('Nothing is left to do.');
  expect(Date.parse(after.UpdatedAt)).toBeGreaterThan(Date.parse(before.UpdatedAt));
});

test('a certificate has one finding whatever its code; a CA has one for each code and account', () => {
  const certificate = (code: 'RenewalBlocked' | 'Expired') =>
    told(certificateNotice({ finding: aCertificateFinding({ code }), notice: 'changed' })).Id;
  expect(certificate('Expired')).toBe(certificate('RenewalBlocked'));
  const authority = (different: object) => told(noticeOf({ finding: aFinding(different), notice: 'opened' })).Id;
  const ids = [{}, { account: PAYMENTS }, { code: 'AuthorityNotActive' }, { version: 9 }].map(authority);
  expect(new Set(ids).size).toBe(3);
  expect(ids[0]).toBe(`renewguard/${AUTHORITY_ARN}/PermissionMissing/${PKI}`);
  expect(ids[3]).toBe(ids[0]);
});

test('the CA is the resource, and the account that is concerned is named beside its owner', () => {
  const { Resources } = told(noticeOf({ finding: aFinding({ account: PAYMENTS }), notice: 'opened' }));
  expect(Resources).toMatchObject([
    { Type: 'Other', Id: AUTHORITY_ARN, Details: { Other: { Account: PKI, ConcernedAccount: PAYMENTS } } },
  ]);
});

const certificateOf = (different: object) => certificateNotice({ ...opened, finding: aCertificateFinding(different) });
const coverageOf = (different: object) => coverageNotice({ finding: aCoverageFinding(different), notice: 'opened' });

test.each([
  ['wrong', 'FAILED', certificateOf({})],
  ['undeterminable of a certificate', 'WARNING', certificateOf({ code: 'RenewalUndeterminable' })],
  [
    'undeterminable of a CA',
    'WARNING',
    noticeOf({ finding: aFinding({ code: 'AuthorityUndeterminable' }), notice: 'opened' }),
  ],
  ['an account that nobody can see', 'NOT_AVAILABLE', coverageOf({})],
  [
    'left out on purpose',
    'NOT_AVAILABLE',
    coverageOf({ state: 'RESOLVED', resolution: 'left-out', resolvedAt: LATER }),
  ],
  ['seen again', 'PASSED', coverageOf({ state: 'RESOLVED', resolution: 'mended', resolvedAt: LATER })],
  ['gone', 'PASSED', certificateNotice(ended('gone'))],
])('what is %s is %s, with the reason', (_, status, notice) => {
  const { Status, StatusReasons } = told(notice).Compliance;
  expect(Status).toBe(status);
  expect(StatusReasons[0]?.ReasonCode).toBe(notice.about?.code);
});

test('an account that could not be seen is the resource; where there is none, the hub is', () => {
  expect(told(coverageOf({})).Resources[0]).toMatchObject({ Type: 'AwsAccount', Id: `AWS::::Account:${PAYMENTS}` });
  const { account: _, ...missed } = aCoverageFinding({ code: 'SweepMissed', subject: 'all' });
  const notice = coverageNotice({ finding: missed, notice: 'opened' });
  expect(told(notice).Resources[0]).toMatchObject({ Id: `AWS::::Account:${PKI}` });
});

test('a drill is nothing for Security Hub, and neither is what is about no finding', () => {
  const drill = { kind: 'permission-missing', id: 'd' } as unknown as Parameters<typeof drillNotice>[0];
  const rehearsed = certificateNotice(opened);
  expect(findingNews(drillNotice(drill, rehearsed, { verdict: 'granted', reason: 'x', isWell: true }))).toBeUndefined();
  expect(findingNews({ ...rehearsed, detailType: 'RenewGuard Certificate Reissued' })).toBeUndefined();
});

const muted = { reason: 'r', by: 'b', until: LATER } as Parameters<typeof quieted>[1]['muted'];
const reminded = (because: 'schedule' | 'mute-ended' | 'cause-ended') =>
  certificateNotice(remindedOf(opened.finding, { at: LATER, because }));

test.each([
  ['what is opened is new', 'NEW', certificateNotice(opened)],
  ['what is muted is suppressed', 'SUPPRESSED', quieted(certificateNotice(opened), { muted })],
  ['what is resolved is, muted or not', 'RESOLVED', quieted(certificateNotice(ended('mended')), { muted })],
  ['what is not muted any more is new again', 'NEW', reminded('mute-ended')],
  ['a reminder leaves what an analyst has set', undefined, reminded('schedule')],
])('%s', (_, expected, notice) => {
  expect(workflow(notice)).toBe(expected);
});

test('commands that do not fit are left out whole, for a part of one might do something else', () => {
  const remedy = ['aws acm-pca put-policy --policy ' + 'x'.repeat(490)];
  expect(told(certificateOf({ remedy })).Remediation.Recommendation.Text).toMatch(/^The commands are too long/);
});

/** Every text of a finding, with the longest that the format takes (API reference, AwsSecurityFinding). */
const measured = ({ Title, Description, Remediation, Resources, ProductFields, Compliance, Id }: SecurityFinding) => [
  [Id, 512] as const,
  [Title, 256] as const,
  [Description, 1024] as const,
  [Remediation.Recommendation.Text, 512] as const,
  [Compliance.StatusReasons[0]!.Description, 512] as const,
  ...Object.values(ProductFields).map((value) => [value, 2048] as const),
  ...Object.values(Resources[0]!.Details.Other).map((value) => [value, 1023] as const),
];

test('whatever certificates are called, each text fits, says something, and is printable', () => {
  const name = fc.oneof(
    anyText(1500),
    fc.constant('a.example, '.repeat(6000)),
    fc.constant('\u202e<b>@here</b>\u0000'),
  );
  fc.assert(
    fc.property(name, name, (domainName, rest) => {
      const message = `ACM may not renew ${rest}`;
      for (const [value, longest] of measured(told(certificateOf({ domainName, message, remedy: [message] })))) {
        expect(value.length).toBeLessThanOrEqual(longest);
        expect(value.trim()).not.toBe('');
        expect(value.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}]/u);
      }
    }),
  );
});
