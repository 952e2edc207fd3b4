import type { CertificateFacts } from '../../../core/domain/certificates/certificate.ts';
import { known } from '../../../core/domain/fact.ts';
import { aDescription, factsOf, unread } from '../../builders/authority-facts.ts';
import { factsAbout, factsOfKind, judged, renewing, unused } from '../../builders/certificates.ts';

const soon = '2026-12-20T12:00:00.000Z';
const past = '2026-11-20T12:00:00.000Z';
const denied = unread('sts:AssumeRole');
const throttled = unread('acm:DescribeCertificate', 'throttled');

describe('of several troubles the one that is nearest to an outage is told', () => {
  const noGrant = known(factsOf({ grants: known([]) }));
  const stuck = renewing({ reason: 'PCA_ACCESS_DENIED' });

  test.each<[string, CertificateFacts, string, string]>([
    ['revoked before expired', factsAbout({ status: 'REVOKED', notAfter: past }), 'RevokedInUse', 'RevokedInUse'],
    ['expired before stuck', factsAbout({ notAfter: past, renewal: stuck }, noGrant), 'ExpiredInUse', 'ExpiredInUse'],
    ['expired before unmanaged', factsOfKind('imported', { notAfter: past }), 'ExpiredInUse', 'ExpiredInUse'],
    ['stuck before blocked', factsAbout({ renewal: stuck }, noGrant), 'RenewalStuck', 'PCA_ACCESS_DENIED'],
    ['stuck before overdue', factsAbout({ notAfter: soon, renewal: stuck }), 'RenewalStuck', 'PCA_ACCESS_DENIED'],
    ['stuck before not eligible', factsAbout({ ...unused, renewal: stuck }), 'RenewalStuck', 'PCA_ACCESS_DENIED'],
    [
      'a copy to be replaced before blocked',
      factsAbout({ ...unused, renewal: renewing({ status: 'SUCCESS' }) }, noGrant),
      'ReexportNeeded',
      'ReexportNeeded',
    ],
    ['blocked before not eligible', factsAbout(unused, noGrant), 'RenewalBlocked', 'PermissionMissing'],
    ['blocked before overdue', factsAbout({ notAfter: soon }, noGrant), 'RenewalBlocked', 'PermissionMissing'],
    ['not eligible before overdue', factsAbout({ ...unused, notAfter: soon }), 'NotEligible', 'NotEligible'],
    [
      'the CA’s state before its permission',
      factsAbout({}, known(factsOf({ description: known(aDescription({ status: 'DISABLED' })), grants: known([]) }))),
      'RenewalBlocked',
      'AuthorityNotActive',
    ],
    [
      'the CA’s permission before its end',
      factsAbout(
        {},
        known(
          factsOf({ description: known(aDescription({ notAfter: '2027-01-01T00:00:00.000Z' })), grants: known([]) }),
        ),
      ),
      'RenewalBlocked',
      'PermissionMissing',
    ],
  ])('%s', (_, facts, code, reason) => {
    expect(judged(facts)).toMatchObject({ code, reason });
  });

  test.each<[string, CertificateFacts, string]>([
    ['no permission', factsAbout({ renewal: throttled }, noGrant), 'RenewalBlocked'],
    ['stuck', factsAbout({ renewal: stuck }, denied), 'RenewalStuck'],
    ['not eligible', factsAbout({ ...unused, renewal: throttled }, denied), 'NotEligible'],
    ['given up', factsAbout({ renewal: renewing({ status: 'FAILED' }) }, denied), 'RenewalFailed'],
  ])('what is certain is told whatever could not be read: %s', (_, facts, code) => {
    const judgement = judged(facts);
    expect(judgement).toMatchObject({ code, unread: [] });
    expect(judgement.checks.map(({ result }) => result)).toContain('unknown');
  });

  test('of what is not in force, or managed by nobody, no more is asked', () => {
    const ended = judged(factsAbout({ notAfter: past, renewal: throttled }, denied));
    expect(ended).toMatchObject({ code: 'ExpiredInUse', unread: [], checks: { length: 1 } });
    expect(judged(factsOfKind('imported', {})).checks.map(({ name }) => name)).toEqual([
      'certificate is in force',
      'ACM manages the renewal',
    ]);
  });
});
