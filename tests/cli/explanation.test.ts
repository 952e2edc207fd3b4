import { explanationJson } from '../../cli/explain/json.ts';
import { explanationOf } from '../../cli/explain/report.ts';
import { explanationText } from '../../cli/explain/text.ts';
import { noColors } from '../../cli/text/colors.ts';
import { known } from '../../core/domain/fact.ts';
import type { CertificateFacts } from '../../core/domain/certificates/certificate.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { factsOf, unread } from '../builders/authority-facts.ts';
import { CERTIFICATE_ARN, factsAbout, factsOfKind, NOW, renewing, unused } from '../builders/certificates.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { blocked, CALLER, GRANT } from './kit/region.ts';

const schema = schemaOf('certificate-explanation.v1');
const explained = (facts: CertificateFacts) => explanationOf(facts, CALLER, NOW);
const textOf = (facts: CertificateFacts): string => explanationText(explained(facts), noColors);

test('each check is shown with what was seen, in order, and how it ended', () => {
  const checks = textOf(factsAbout({}, known(factsOf({ grants: known([]) }))))
    .split('\n')
    .filter((line) => /^ {2}[✓✗?] /.test(line));
  expect(checks).toEqual([
    '  ✓ certificate is in force: ISSUED, until 2027-10-01T12:00:00.000Z',
    '  ✓ ACM manages the renewal: requested through ACM from a private CA',
    '  ✓ no renewal is held up: no renewal has begun',
    '  ✓ a renewed certificate was exported again: in use',
    '  ✗ the CA lets ACM renew: PermissionMissing: IssueCertificate, GetCertificate, ListPermissions',
    expect.stringMatching(/^ {2}✓ the CA outlives the next certificate: the CA ends on 2036/) as string,
    '  ✓ in use, or exported since the last renewal: in use by an integrated service',
    '  ✓ the renewal is not overdue: first attempt on 2027-08-02T12:00:00.000Z',
  ]);
});

test('verdict, reason, dates and every command stand there whole', () => {
  const text = textOf(blocked('a'));
  expect(text).toContain(`Verdict: not-renewable: PermissionMissing (RenewalBlocked, high), as of ${NOW}`);
  expect(text).toContain('First renewal attempt: 2027-08-02T12:00:00.000Z');
  expect(text).toContain('Outage: 2027-10-01T12:00:00.000Z');
  expect(text).toContain(`\n  ${GRANT}\n  aws acm-pca list-permissions --certificate-authority-arn ${AUTHORITY_ARN}`);
  expect(text).toContain('Runbook: docs/runbooks.md#renewalblocked');
});

test('what ACM shows of a blocked certificate stands against the verdict, with the day of its first event', () => {
  expect(explained(blocked('a')).acm).toEqual({
    renewalEligibility: 'ELIGIBLE',
    firstEvent: '2027-08-17T12:00:00.000Z',
  });
  const text = textOf(blocked('a'));
  expect(text).toContain('RenewalEligibility ELIGIBLE, no renewal');
  expect(text).toContain('2027-08-17T12:00:00.000Z, 45 days before the end');
  expect(text).toContain('nothing of what its CA allows');
});

test('a renewal that ACM has begun is shown with its reason', () => {
  const stuck = factsAbout({ renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) });
  expect(textOf(stuck)).toContain('RenewalEligibility ELIGIBLE, renewal PENDING_AUTO_RENEWAL, PCA_ACCESS_DENIED');
});

test.each([
  ['one that ACM does not count as eligible', factsAbout(unused)],
  ['a public one', factsOfKind('public')],
  ['an imported one', factsOfKind('imported')],
  ['one that a CA issued directly', factsOfKind('issued')],
])('%s has nothing of the kind', (_, facts) => {
  expect(explained(facts)).not.toHaveProperty('acm');
});

test('what could not be read is a question mark, with what to allow', () => {
  const text = textOf(factsAbout({}, known(factsOf({ grants: unread('acm-pca:ListPermissions') }))));
  expect(text).toContain('  ? the CA lets ACM renew: acm-pca:ListPermissions in account 111122223333 was denied');
  expect(text).toContain(`To know it: allow acm-pca:ListPermissions to ${CALLER.arn}`);
});

test('DNS records are records, not commands', () => {
  const record = { domainName: 'www.example.com', name: '_x.example.com.', type: 'CNAME', value: '_y.acm.example.' };
  const facts = factsOfKind('public', { renewal: renewing({ status: 'PENDING_VALIDATION', records: [record] }) });
  expect(textOf(facts)).toContain("Records that must be in the domain's public zone\n  DNS: _x.example.com. CNAME");
});

test('a name that would turn the terminal upside down is shown without its powers', () => {
  const text = textOf(factsAbout({ domainName: 'a\u001b[2J\u202e\nb' }));
  expect(text).toContain('Name     a\ufffd[2J\ufffd\ufffdb\n');
  expect(text).toContain(`${CERTIFICATE_ARN}\n`);
});

test.each<[string, CertificateFacts]>([
  ['a blocked certificate', blocked('a')],
  ['a healthy one', factsAbout()],
  ['one in renewal', factsAbout({ renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) })],
  ['one whose renewal is not told', factsAbout({ renewal: unread('acm:DescribeCertificate') })],
  ['one whose CA is not told', factsAbout({}, unread('acm:DescribeCertificate'))],
  ['a failed one', factsOfKind('private', { status: 'FAILED', failureReason: 'PCA_INVALID_STATE' })],
  ['a revoked one', factsOfKind('private', { status: 'REVOKED' })],
  ['an issued one', factsOfKind('issued', { isAuthority: true, serial: '0f' })],
  ['an ACME one', factsOfKind('acme', { keyAlgorithm: 'EC-prime256v1', exported: false })],
])('the JSON of %s is what its schema says', (_, facts) => {
  const json: unknown = JSON.parse(explanationJson(explained(facts)));
  expect(errorsIn(schema, json)).toEqual([]);
});
