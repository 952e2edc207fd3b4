import type { CertificateFinding } from '../../core/domain/findings/certificate-finding.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import type { Conclusion, Observation } from '../../core/domain/authorities/observation.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from './accounts.ts';
import { anAuthority } from './authority-facts.ts';
import { aSummary } from './verdicts.ts';

/** An open finding, as it is kept. */
export const aFinding = (different: Partial<Finding> = {}): Finding => ({
  code: 'PermissionMissing',
  authorityArn: AUTHORITY_ARN,
  account: PKI,
  state: 'OPEN',
  version: 1,
  severity: 'high',
  missing: ['IssueCertificate'],
  message: 'The permission of acm.amazonaws.com is partial: IssueCertificate missing.',
  remedy: [`aws acm-pca list-permissions --certificate-authority-arn ${AUTHORITY_ARN}`],
  dependents: aSummary(),
  unreadable: {},
  unreadableCount: 0,
  openedAt: '2026-11-01T08:00:00.000Z',
  changedAt: '2026-11-01T08:00:00.000Z',
  ...different,
});

export const anObservation = (different: Partial<Observation> = {}): Observation => ({
  code: 'PermissionMissing',
  authority: anAuthority(),
  account: PKI,
  severity: 'high',
  missing: ['IssueCertificate'],
  message: 'The permission of acm.amazonaws.com is partial: IssueCertificate missing.',
  remedy: ['aws acm-pca create-permission'],
  dependents: aSummary(),
  unreadable: {},
  unreadableCount: 0,
  ...different,
});

/** A verification of the owner's account that saw just this. */
export const concludedWith = (observed: readonly Observation[], different: Partial<Conclusion> = {}): Conclusion => ({
  verdict: observed.length > 0 ? 'missing' : 'granted',
  reason: observed[0]?.code ?? 'Granted',
  message: '',
  remedy: [],
  observed,
  judged: [PKI],
  unjudged: [],
  dependents: aSummary(),
  consumers: [],
  unused: [],
  ...different,
});

/** A finding about a certificate: open, of high severity. */
export const aCertificateFinding = (different: Partial<CertificateFinding> = {}): CertificateFinding => ({
  certificateArn: `arn:aws:acm:eu-west-1:${PAYMENTS}:certificate/6f1a4e0c-2a3b-4c5d-8e9f-0a1b2c3d4e5f`,
  account: PAYMENTS,
  code: 'RenewalBlocked',
  severity: 'high',
  verdict: 'not-renewable',
  reason: 'PermissionMissing',
  message: 'ACM may not renew it.',
  remedy: ['aws acm-pca create-permission'],
  plan: { action: 'alert', why: 'somebody has to act' },
  domainName: 'www.example.com',
  outage: '2027-02-20T10:00:00.000Z',
  state: 'OPEN',
  version: 1,
  openedAt: '2026-11-22T10:00:00.000Z',
  changedAt: '2026-11-22T10:00:00.000Z',
  ...different,
});
