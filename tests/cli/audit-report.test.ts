import { auditJson } from '../../cli/audit/json.ts';
import { auditReport, type AuditReport } from '../../cli/audit/report.ts';
import { exitCodeFor } from '../../cli/exit-codes.ts';
import { CERTIFICATE_FINDING_CODES } from '../../core/domain/findings/certificate-finding-codes.ts';
import { known, unknown } from '../../core/domain/fact.ts';
import { PAYMENTS, PKI } from '../builders/accounts.ts';
import { factsOf, unread } from '../builders/authority-facts.ts';
import { factsAbout, factsOfKind, NOW, renewing, unused } from '../builders/certificates.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { arnOf, blocked, CALLER, regionWith } from './kit/region.ts';

const schema = schemaOf('audit-report.v1');
const report = (...read: Parameters<typeof auditReport>[1]): AuditReport => auditReport(CALLER, read, NOW);
const codeOf = ({ findings, unreadable }: AuditReport) => exitCodeFor(findings.length, unreadable.length);
const denied = unknown({
  kind: 'access-denied',
  operation: 'acm:ListCertificates',
  account: PKI,
  message: 'AccessDeniedException: no',
});

test('a certificate that will be renewed is counted, and nothing is found', () => {
  const clean = report(regionWith(factsAbout()));
  expect(clean).toMatchObject({ complete: true, findings: [], unreadable: [], counts: { renewable: 1 } });
  expect(clean.certificates).toEqual([
    {
      arn: expect.stringMatching(/^arn:/) as string,
      kind: 'private',
      verdict: 'renewable',
      reason: 'Renewable',
      firstAttempt: '2027-08-02T12:00:00.000Z',
      outage: '2027-10-01T12:00:00.000Z',
    },
  ]);
  expect(codeOf(clean)).toBe(0);
});

test('a region without certificates is clean', () => {
  expect(codeOf(report(regionWith()))).toBe(0);
});

test('a finding names code, ARN, verdict, reason, dates, remedy and plan', () => {
  const found = report(regionWith(blocked('a')));
  expect(found.findings).toEqual([
    expect.objectContaining({
      code: 'RenewalBlocked',
      arn: arnOf('a'),
      account: PKI,
      region: 'eu-west-1',
      name: 'a.example.com',
      verdict: 'not-renewable',
      reason: 'PermissionMissing',
      severity: 'high',
      firstAttempt: '2027-08-02T12:00:00.000Z',
      outage: '2027-10-01T12:00:00.000Z',
      remedy: [expect.stringContaining('create-permission'), expect.stringContaining('list-permissions')],
      plan: { action: 'alert', why: expect.any(String) as string },
      runbook: 'docs/runbooks.md#renewalblocked',
    }),
  ]);
  expect(codeOf(found)).toBe(1);
});

test('the most severe stand first, then the nearest outage, then the ARN', () => {
  const inOrder = [
    factsOfKind('private', { arn: arnOf('revoked'), status: 'REVOKED' }),
    factsOfKind('public', { arn: arnOf('failed'), renewal: renewing({ status: 'FAILED' }) }),
    blocked('early', { notAfter: '2027-06-01T00:00:00.000Z' }),
    blocked('late-1'),
    blocked('late-2'),
    blocked('unused', unused),
    factsAbout({ arn: arnOf('not-eligible'), ...unused }),
  ];
  const arns = inOrder.map(({ certificate }) => certificate.arn);
  const rotated = inOrder.map((_, index) => [...inOrder.slice(index), ...inOrder.slice(0, index)]);
  for (const facts of [...rotated, inOrder.toReversed()])
    expect(report(regionWith(...facts)).findings.map(({ arn }) => arn)).toEqual(arns);
});

test('a region that can’t be listed is a gap with what to allow, and wins over findings', () => {
  const halfRead = report(regionWith(blocked('a')), { region: 'us-east-1', facts: denied });
  expect(halfRead).toMatchObject({
    complete: false,
    regions: ['eu-west-1', 'us-east-1'],
    counts: { 'not-renewable': 1 },
  });
  expect(halfRead.unreadable).toEqual([
    {
      ...(denied.known ? {} : denied.why),
      region: 'us-east-1',
      advice: `allow acm:ListCertificates to ${CALLER.arn}`,
    },
  ]);
  expect(codeOf(halfRead)).toBe(2);
});

test('what leaves many certificates open is one gap that counts them, and each is listed', () => {
  const authority = known(factsOf({ grants: unread('acm-pca:ListPermissions') }));
  const open = ['a', 'b'].map((id) => factsAbout({ arn: arnOf(id) }, authority));
  const undecided = report(regionWith(...open, factsAbout({ arn: arnOf('c') }, unread('acm:DescribeCertificate'))));
  expect(undecided.unreadable).toMatchObject([
    { operation: 'acm-pca:ListPermissions', region: 'eu-west-1', certificates: 2 },
    { operation: 'acm:DescribeCertificate', region: 'eu-west-1', certificates: 1 },
  ]);
  expect(undecided.findings.map(({ arn, code }) => [arn, code])).toEqual(
    ['a', 'b', 'c'].map((id) => [arnOf(id), 'RenewalUndeterminable']),
  );
  expect(codeOf(undecided)).toBe(2);
});

test('what could not be read of a certificate that is certainly in trouble is no gap', () => {
  const facts = known(factsOf({ grants: known([]), policy: unread('acm-pca:GetPolicy') }));
  const found = report(regionWith(factsAbout({}, facts)));
  expect(found).toMatchObject({ complete: true, findings: [{ reason: 'PermissionMissing' }] });
});

test.each([
  ['throttled', 'run it again later'],
  ['unavailable', 'check the network'],
  ['wrong-state', 'look at the state'],
] as const)('%s comes with what to do', (kind, advice) => {
  const [gap] = report({ region: 'eu-west-1', facts: unread('acm:ListCertificates', kind) }).unreadable;
  expect(gap?.advice).toContain(advice);
});

test.each([
  ['ExpiredTokenException: it is over', 'sign in again'],
  ['CredentialsProviderError: none', 'sign in again'],
  ['AccessDeniedException: no', `allow acm:ListCertificates to ${CALLER.arn}`],
])('denied with %s: %s', (message, advice) => {
  const why = { kind: 'access-denied', operation: 'acm:ListCertificates', account: PKI, message } as const;
  expect(report({ region: 'eu-west-1', facts: unknown(why) }).unreadable[0]?.advice).toContain(advice);
});

test('what another account’s CA does not tell, that account’s RenewGuard reads', () => {
  const gaps = report(regionWith(factsAbout({}, unread('acm-pca:GetPolicy', 'access-denied', PAYMENTS)))).unreadable;
  expect(gaps[0]?.advice).toContain(`account ${PAYMENTS} owns the certificate authority`);
});

describe('the JSON', () => {
  const everything = report(
    regionWith(
      factsAbout(),
      blocked('a'),
      factsAbout({ arn: arnOf('b') }, unread('acm:DescribeCertificate')),
      ...(['public', 'imported', 'acme', 'issued'] as const).map((kind) => factsOfKind(kind)),
      factsOfKind('imported', { arn: arnOf('c'), notAfter: '2026-12-01T00:00:00.000Z' }),
      factsOfKind('private', { arn: arnOf('d'), status: 'REVOKED' }),
    ),
    { region: 'us-east-1', facts: denied },
  );

  test('is what its schema says', () => {
    expect(errorsIn(schema, JSON.parse(auditJson(everything)))).toEqual([]);
  });

  test('is refused by its schema where something is missing', () => {
    const { complete: _, ...rest } = JSON.parse(auditJson(everything)) as AuditReport;
    expect(errorsIn(schema, rest)).not.toEqual([]);
  });

  test('of a schema that names every code', () => {
    expect(schema.$defs?.finding.properties.code.examples).toEqual(CERTIFICATE_FINDING_CODES);
  });

  test('escapes what a terminal would obey, and loses nothing of it', () => {
    const name = 'a\u202eb\u009b31mc\u2028d\u{e0001}e\ud800';
    const text = auditJson(report(regionWith(blocked('a', { domainName: name }))));
    expect(text).not.toMatch(/[\u0080-\u009f\u202e\u2028\ud800-\udfff]/);
    expect((JSON.parse(text) as AuditReport).findings[0]?.name).toBe(name);
  });
});
