import type { AuthorityFacts } from '../../../core/domain/authorities/authority.ts';
import {
  CERTIFICATE_FINDING_CODES,
  certificateSeverity,
} from '../../../core/domain/findings/certificate-finding-codes.ts';
import type { CertificateVerdict } from '../../../core/domain/certificates/certificate-verdict.ts';
import type { Certificate, CertificateFacts } from '../../../core/domain/certificates/certificate.ts';
import { known } from '../../../core/domain/fact.ts';
import { CERTIFICATE_VERDICTS } from '../../../core/domain/certificates/renewal-checks/check.ts';
import { PAYMENTS, WEB } from '../../builders/accounts.ts';
import { aConsumer, aDescription, aGrant, factsOf, sharedFacts, unread } from '../../builders/authority-facts.ts';
import { exported, factsAbout, factsOfKind, judged, renewing, unused } from '../../builders/certificates.ts';
import { policyOf, readStatement } from '../../builders/policy.ts';

/** Verdict, code, reason and severity; '-': nobody has to act. */
type Row = readonly [string, CertificateFacts, string];

const RENEWABLE = 'renewable - Renewable -';
const UNTOLD = 'undeterminable RenewalUndeterminable RenewalUndeterminable medium';

const denied = unread('sts:AssumeRole');
const throttled = unread('acm:DescribeCertificate', 'throttled');
const from = (different: Partial<AuthorityFacts>, certificate: Partial<Certificate> = {}): CertificateFacts =>
  factsAbout(certificate, known(factsOf(different)));
const shared = (different: Partial<AuthorityFacts>, account = PAYMENTS): CertificateFacts =>
  factsAbout({ account }, known(sharedFacts(different)));
const described = (different: Parameters<typeof aDescription>[0]): Partial<AuthorityFacts> => ({
  description: known(aDescription(different)),
});
const soon = '2026-12-20T12:00:00.000Z';
const past = '2026-11-20T12:00:00.000Z';

const ROWS: readonly Row[] = [
  // Renewable: everything is as it should be.
  ['private, in use', factsAbout(), RENEWABLE],
  ['private, exported', factsAbout(exported), RENEWABLE],
  ['private, of a shared CA', shared({}), RENEWABLE],
  ['private, in use, whatever its eligibility', factsAbout({ eligibility: 'INELIGIBLE' }), RENEWABLE],
  ['private, renewed and in use', factsAbout({ renewal: renewing({ status: 'SUCCESS' }) }), RENEWABLE],
  [
    'private, renewed and exported again',
    factsAbout({ ...exported, renewal: renewing({ status: 'SUCCESS' }) }),
    RENEWABLE,
  ],
  ['private, being renewed', factsAbout({ renewal: renewing() }), RENEWABLE],
  ['public, in use', factsOfKind('public'), RENEWABLE],
  ['public, whoever can or cannot be asked about CAs', { ...factsOfKind('public'), authority: denied }, RENEWABLE],

  // The CA stands in the way.
  ['no permission', from({ grants: known([]) }), 'not-renewable RenewalBlocked PermissionMissing high'],
  [
    'a partial permission',
    from({ grants: known([aGrant({ actions: ['IssueCertificate'] })]) }),
    'not-renewable RenewalBlocked PermissionMissing high',
  ],
  ['DISABLED', from(described({ status: 'DISABLED' })), 'not-renewable RenewalBlocked AuthorityNotActive high'],
  ['EXPIRED', from(described({ status: 'EXPIRED' })), 'not-renewable RenewalBlocked AuthorityNotActive high'],
  ['DELETED', from(described({ status: 'DELETED' })), 'not-renewable RenewalBlocked AuthorityDeleted high'],
  ['gone', from({ description: known(undefined) }), 'not-renewable RenewalBlocked AuthorityDeleted high'],
  [
    'short-lived',
    from(described({ usageMode: 'SHORT_LIVED_CERTIFICATE' })),
    'not-renewable RenewalBlocked AuthorityShortLived high',
  ],
  [
    'a CA that ends too early',
    from(described({ notAfter: '2028-01-01T00:00:00.000Z' })),
    'not-renewable RenewalBlocked AuthorityEndsBeforeRenewal high',
  ],
  ['shared no more', shared({ policy: known(undefined) }), 'not-renewable RenewalBlocked PolicyMissing high'],
  [
    'shared without the issuing statement',
    shared({ policy: known(policyOf(readStatement())) }),
    'not-renewable RenewalBlocked PolicyMissing high',
  ],
  [
    'no service-linked role',
    shared({ consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: known(false) })] }),
    'not-renewable RenewalBlocked ServiceLinkedRoleMissing high',
  ],
  [
    'of a shared CA that is DISABLED',
    shared(described({ status: 'DISABLED' })),
    'not-renewable RenewalBlocked AuthorityNotActive high',
  ],
  [
    'not in use, and no permission',
    from({ grants: known([]) }, unused),
    'not-renewable RenewalBlocked PermissionMissing medium',
  ],
  [
    'exported, and no permission',
    from({ grants: known([]) }, exported),
    'not-renewable RenewalBlocked PermissionMissing high',
  ],
  ['of a shared CA: the owner’s permission is no affair of its own', shared({ grants: known([]) }), RENEWABLE],

  // Nobody wants it renewed, or has to fetch it.
  ['private, neither in use nor exported', factsAbout(unused), 'not-renewable NotEligible NotEligible low'],
  ['public, not in use', factsOfKind('public', unused), 'not-renewable NotEligible NotEligible low'],
  [
    'renewed, and not exported since',
    factsAbout({ ...unused, renewal: renewing({ status: 'SUCCESS' }) }),
    'not-renewable ReexportNeeded ReexportNeeded high',
  ],
  [
    'public, renewed, and not exported since',
    factsOfKind('public', { ...unused, renewal: renewing({ status: 'SUCCESS' }) }),
    'not-renewable ReexportNeeded ReexportNeeded high',
  ],

  // ACM tries, or should.
  [
    'a renewal that is stuck',
    factsAbout({ renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) }),
    'not-renewable RenewalStuck PCA_ACCESS_DENIED high',
  ],
  [
    'public, waiting for validation',
    factsOfKind('public', { renewal: renewing({ status: 'PENDING_VALIDATION' }) }),
    'not-renewable RenewalStuck PENDING_VALIDATION high',
  ],
  [
    'a renewal given up',
    factsOfKind('public', { renewal: renewing({ status: 'FAILED', reason: 'CAA_ERROR' }) }),
    'not-renewable RenewalFailed CAA_ERROR critical',
  ],
  [
    'a renewal given up without a reason',
    factsAbout({ renewal: renewing({ status: 'FAILED' }) }),
    'not-renewable RenewalFailed RenewalFailed critical',
  ],
  [
    'no renewal, weeks after the first attempt',
    factsAbout({ notAfter: soon }),
    'not-renewable RenewalOverdue RenewalOverdue high',
  ],
  [
    'a renewal under way for weeks',
    factsAbout({ notAfter: soon, renewal: renewing() }),
    'not-renewable RenewalOverdue RenewalOverdue high',
  ],
  [
    'last year’s success',
    factsAbout({ notAfter: soon, renewal: renewing({ status: 'SUCCESS', updatedAt: '2025-10-20T12:00:00.000Z' }) }),
    'not-renewable RenewalOverdue RenewalOverdue high',
  ],

  // Nobody renews it.
  ['imported, with time', factsOfKind('imported'), 'unmanaged - Unmanaged -'],
  ['of an ACME client, with time', factsOfKind('acme'), 'unmanaged - Unmanaged -'],
  ['issued directly, with time', factsOfKind('issued'), 'unmanaged - Unmanaged -'],
  [
    'imported, about to end',
    factsOfKind('imported', { notAfter: soon }),
    'unmanaged ImportedExpiring ImportedExpiring high',
  ],
  [
    'of an ACME client, about to end',
    factsOfKind('acme', { notAfter: soon }),
    'unmanaged UnmanagedExpiring UnmanagedExpiring high',
  ],
  [
    'issued directly, about to end',
    factsOfKind('issued', { notAfter: soon }),
    'unmanaged UnmanagedExpiring UnmanagedExpiring high',
  ],
  [
    'a CA’s own, about to end',
    factsOfKind('issued', { notAfter: soon, isAuthority: true }),
    'unmanaged - AuthorityCertificate -',
  ],

  // There is nothing to renew.
  [
    'EXPIRED, in use',
    factsAbout({ status: 'EXPIRED', notAfter: past }),
    'out-of-force ExpiredInUse ExpiredInUse critical',
  ],
  [
    'past its end, in use, and not called so yet',
    factsAbout({ notAfter: past }),
    'out-of-force ExpiredInUse ExpiredInUse critical',
  ],
  [
    'imported, expired in use',
    factsOfKind('imported', { status: 'EXPIRED', notAfter: past }),
    'out-of-force ExpiredInUse ExpiredInUse critical',
  ],
  [
    'EXPIRED, not in use',
    factsAbout({ status: 'EXPIRED', notAfter: past, ...unused, exported: false }),
    'out-of-force Expired Expired low',
  ],
  [
    'EXPIRED, and nobody told whether it was exported',
    factsAbout({ status: 'EXPIRED', notAfter: past, ...unused }),
    'out-of-force Expired Expired high',
  ],
  [
    'EXPIRED, exported: a host may serve it',
    factsAbout({ status: 'EXPIRED', notAfter: past, ...exported }),
    'out-of-force Expired Expired high',
  ],
  ['issued directly, expired', factsOfKind('issued', { notAfter: past }), 'out-of-force Expired Expired low'],
  [
    'a status that nobody told',
    factsAbout({ status: 'UNTOLD' }),
    'undeterminable RenewalUndeterminable RenewalUndeterminable medium',
  ],
  [
    'a status that AWS has added since',
    factsAbout({ status: 'SUSPENDED' as 'UNTOLD' }),
    'undeterminable RenewalUndeterminable RenewalUndeterminable medium',
  ],
  [
    'a type that is not known here',
    factsOfKind('other', {}),
    'undeterminable RenewalUndeterminable RenewalUndeterminable medium',
  ],
  ['REVOKED, in use', factsAbout({ status: 'REVOKED' }), 'out-of-force RevokedInUse RevokedInUse critical'],
  ['REVOKED, not in use', factsAbout({ status: 'REVOKED', ...unused }), 'out-of-force - Revoked -'],
  ['not validated yet', factsOfKind('public', { status: 'PENDING_VALIDATION' }), 'out-of-force - NotIssued -'],
  ['never validated', factsOfKind('public', { status: 'VALIDATION_TIMED_OUT' }), 'out-of-force - NotIssued -'],
  [
    'never issued, with ACM’s reason',
    factsAbout({ status: 'FAILED', failureReason: 'PCA_INVALID_STATE' }),
    'out-of-force - PCA_INVALID_STATE -',
  ],
  ['never issued, without a reason', factsAbout({ status: 'FAILED' }), 'out-of-force - NotIssued -'],
  ['INACTIVE', factsAbout({ status: 'INACTIVE' }), 'out-of-force - Inactive -'],

  // AWS would not tell.
  ['of a CA that could not be read', factsAbout({}, denied), UNTOLD],
  ['of a CA that nobody named', { certificate: factsAbout().certificate }, UNTOLD],
  ['the permissions could not be read', from({ grants: denied }), UNTOLD],
  ['the CA could not be described', from({ description: denied }), UNTOLD],
  [
    'an ACTIVE CA without an end',
    factsAbout({}, known(factsOf({ description: known({ status: 'ACTIVE', usageMode: 'GENERAL_PURPOSE' }) }))),
    UNTOLD,
  ],
  ['the policy of the shared CA could not be read', shared({ policy: denied }), UNTOLD],
  [
    'the role could not be looked up',
    shared({ consumers: [aConsumer(PAYMENTS, { serviceLinkedRole: denied })] }),
    UNTOLD,
  ],
  ['of an account that was not judged at all', shared({}, WEB), UNTOLD],
  ['whether a renewal is stuck was not told', factsAbout({ renewal: throttled }), UNTOLD],
  ['its eligibility was not told', { ...factsAbout(), certificate: withoutEligibility() }, UNTOLD],
  ['ISSUED without an end', { ...factsAbout(), certificate: withoutEnd() }, UNTOLD],
  ['imported, without an end', { certificate: { ...withoutEnd(), kind: 'imported' } }, UNTOLD],
  ['the owner’s policy could not be read: it decides nothing here', from({ policy: denied }), RENEWABLE],
  ['the owner’s permissions could not be read: they decide nothing there', shared({ grants: denied }), RENEWABLE],
];

function withoutEligibility(): Certificate {
  const { eligibility: _, ...certificate } = factsAbout({ inUse: false }).certificate;
  return certificate;
}

function withoutEnd(): Certificate {
  const { notAfter: _, ...certificate } = factsAbout().certificate;
  return certificate;
}

const outcomeOf = ({ verdict, code, reason, severity }: CertificateVerdict): string =>
  [verdict, code ?? '-', reason, severity ?? '-'].join(' ');

describe('the verdict on a certificate, with its finding, its reason and its severity', () => {
  test.each(ROWS)('%s', (_, facts, outcome) => {
    expect(outcomeOf(judged(facts))).toBe(outcome);
  });

  test('has a row here for every verdict and for every finding', () => {
    const outcomes = ROWS.map(([, , outcome]) => outcome.split(' '));
    expect(new Set(outcomes.map(([verdict]) => verdict))).toEqual(new Set(CERTIFICATE_VERDICTS));
    expect(new Set(outcomes.map(([, code]) => code))).toEqual(new Set([...CERTIFICATE_FINDING_CODES, '-']));
  });

  test('is low only where it is no more than a nuisance', () => {
    const low = CERTIFICATE_FINDING_CODES.filter((code) => certificateSeverity(code) === 'low');
    expect(low).toEqual(['NotEligible', 'Expired']);
  });
});
