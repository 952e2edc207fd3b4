import { changesOf, type Finding } from '../../../core/domain/findings/finding.ts';
import type { Observation } from '../../../core/domain/authorities/observation.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { aFinding, anObservation, concludedWith } from '../../builders/findings.ts';

const NOW = '2026-11-22T10:00:00.000Z';
const EARLIER = '2026-11-01T08:00:00.000Z';

const changed = (stored: readonly Finding[], observed: readonly Observation[], different = {}) =>
  changesOf(stored, concludedWith(observed, different), NOW);

const resolvedFinding = aFinding({ state: 'RESOLVED', version: 2, resolvedAt: EARLIER, resolution: 'mended' });

test('a finding that was never seen opens, with a notice', () => {
  const { authority, ...content } = anObservation();
  expect(changed([], [anObservation()])).toEqual([
    {
      notice: 'opened',
      finding: { ...content, authorityArn: authority.arn, state: 'OPEN', version: 1, openedAt: NOW, changedAt: NOW },
    },
  ]);
});

test.each([
  ['the same once more', {}],
  ['in another order', { missing: ['ListPermissions', 'IssueCertificate'] }],
  ['in other words', { message: 'ACM lacks IssueCertificate and ListPermissions.' }],
  ['with less urgency', { severity: 'low' as const }],
])('an open finding that is seen %s does not change', (_, different) => {
  const stored = aFinding({ missing: ['IssueCertificate', 'ListPermissions'] });
  expect(changed([stored], [anObservation({ missing: stored.missing, ...different })])).toEqual([]);
});

test('an open finding that lacks something else changes, with a notice, and stays open since it opened', () => {
  const [change, ...more] = changed([aFinding({ version: 3 })], [anObservation({ missing: ['GetCertificate'] })]);
  expect(change).toMatchObject({
    notice: 'changed',
    finding: { state: 'OPEN', version: 4, missing: ['GetCertificate'], openedAt: EARLIER, changedAt: NOW },
  });
  expect(more).toEqual([]);
});

test('an open finding that is seen to be well resolves, with a notice', () => {
  expect(changed([aFinding({ version: 2 })], [])).toEqual([
    {
      notice: 'resolved',
      finding: aFinding({ state: 'RESOLVED', version: 3, changedAt: NOW, resolvedAt: NOW, resolution: 'mended' }),
    },
  ]);
});

test('an open finding that has become worse changes, with a notice, though it lacks the same', () => {
  expect(changed([aFinding({ severity: 'low' })], [anObservation({ severity: 'high' })])).toMatchObject([
    { notice: 'changed', finding: { severity: 'high', version: 2 } },
  ]);
});

test('a finding of an account that uses the CA no more resolves for that reason', () => {
  expect(changed([aFinding()], [], { unused: [PKI] })).toMatchObject([{ finding: { resolution: 'unused' } }]);
});

test('a resolved finding that is seen again reopens as new, on top of its version', () => {
  const [change] = changed([resolvedFinding], [anObservation()]);
  expect(change).toMatchObject({
    notice: 'opened',
    finding: { state: 'OPEN', version: 3, openedAt: NOW, changedAt: NOW },
  });
  expect(change?.finding).not.toHaveProperty('resolvedAt');
  expect(change?.finding).not.toHaveProperty('resolution');
});

test('a resolved finding that is still well stays as it is', () => {
  expect(changed([resolvedFinding], [])).toEqual([]);
});

describe('what was not seen to be well does not resolve', () => {
  test.each([
    ['an account that was not looked at', aFinding({ account: WEB }), {}],
    ['a code that could not be judged', aFinding(), { unjudged: [{ code: 'PermissionMissing', account: PKI }] }],
  ])('%s', (_, stored, different) => {
    expect(changed([stored], [], different)).toEqual([]);
  });

  test('but what could not be judged of another code or account keeps nothing open', () => {
    const unjudged = [
      { code: 'PolicyMissing', account: PKI },
      { code: 'PermissionMissing', account: PAYMENTS },
    ];
    expect(changed([aFinding()], [], { unjudged, judged: [PKI, PAYMENTS] })).toMatchObject([{ notice: 'resolved' }]);
  });
});

test('findings of several codes and accounts go their own ways', () => {
  const stored = [
    aFinding(),
    aFinding({ code: 'AuthorityNotActive' }),
    aFinding({ code: 'PolicyMissing', account: PAYMENTS, missing: ['acm-pca:ListTags'] }),
  ];
  const observed = [
    anObservation(),
    anObservation({ code: 'PolicyMissing', account: PAYMENTS, missing: ['acm-pca:GetCertificate'] }),
    anObservation({ code: 'ServiceLinkedRoleMissing', account: PAYMENTS }),
  ];
  const summary = changed(stored, observed, { judged: [PKI, PAYMENTS] }).map(({ notice, finding }) => [
    notice,
    finding.code,
    finding.account,
  ]);
  expect(summary).toEqual([
    ['changed', 'PolicyMissing', PAYMENTS],
    ['opened', 'ServiceLinkedRoleMissing', PAYMENTS],
    ['resolved', 'AuthorityNotActive', PKI],
  ]);
});

test('the finding names the CA by its ARN', () => {
  expect(changed([], [anObservation()])[0]?.finding.authorityArn).toBe(AUTHORITY_ARN);
});
