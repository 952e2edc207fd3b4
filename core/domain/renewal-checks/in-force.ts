import type { Certificate, CertificateFacts } from '../certificate.ts';
import { hasCome } from '../renewal-dates.ts';
import { notTold, passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** What is not issued (yet), revoked or expired is not renewed (service-facts 2.3). */
export const inForce: Check = { name: 'certificate is in force', appliesTo: () => true, check };

function check({ certificate }: CertificateFacts, now: string): CheckResult {
  const { status, notAfter } = certificate;
  switch (status) {
    case 'REVOKED':
      return revoked(certificate);
    case 'PENDING_VALIDATION':
    case 'VALIDATION_TIMED_OUT':
    case 'FAILED':
      return neverIssued(certificate);
    case 'INACTIVE':
      return nothingToRenew('INACTIVE', 'Inactive', 'The certificate is inactive: nobody can serve it.');
    case 'EXPIRED':
      return expired(certificate);
    case 'ISSUED':
      if (notAfter !== undefined && hasCome(notAfter, now)) return expired(certificate);
      return notAfter === undefined
        ? unknownBecause(notTold(certificate, 'NotAfter'))
        : passed(`ISSUED, until ${notAfter}`);
  }
}

const nothingToRenew = (seen: string, reason: string, message: string): CheckResult =>
  settled(seen, { verdict: 'out-of-force', reason, message, remedy: [] });

function revoked(certificate: Certificate): CheckResult {
  if (!certificate.inUse)
    return nothingToRenew(
      'REVOKED, not in use',
      'Revoked',
      'The certificate is revoked, and no integrated service uses it.',
    );
  return settled('REVOKED, in use', {
    verdict: 'out-of-force',
    code: 'RevokedInUse',
    reason: 'RevokedInUse',
    message:
      'The certificate is revoked, and an integrated service still uses it: clients that check will refuse it. Put another one in its place.',
    remedy: [usedBy(certificate)],
  });
}

function neverIssued({ status, failureReason }: Certificate): CheckResult {
  const why = failureReason ? ` (${failureReason})` : '';
  const told =
    status === 'PENDING_VALIDATION'
      ? 'The certificate is not issued yet'
      : `The certificate was never issued: ${status}`;
  return nothingToRenew(`${status}${why}`, failureReason || 'NotIssued', `${told}${why}; there is nothing to renew.`);
}

function expired(certificate: Certificate): CheckResult {
  const { inUse, notAfter } = certificate;
  const since = notAfter === undefined ? 'The certificate has expired' : `The certificate expired on ${notAfter}`;
  const seen = `expired${notAfter === undefined ? '' : ` on ${notAfter}`}, ${inUse ? 'in use' : 'not in use'}`;
  if (!inUse) return expiredUnused(certificate, since, seen);
  const message = `${since} and is still in use: this is an outage. ACM does not renew expired certificates; put another one in its place.`;
  return settled(seen, {
    verdict: 'out-of-force',
    code: 'ExpiredInUse',
    reason: 'ExpiredInUse',
    message,
    remedy: [usedBy(certificate)],
  });
}

/** ACM doesn't know the hosts that serve what was exported: there it may be an outage. */
function expiredUnused({ arn, region, kind, exported }: Certificate, since: string, seen: string): CheckResult {
  const served = exported
    ? 'but it was exported: a host that still serves it has an outage. Put another one in its place'
    : 'and no integrated service uses it';
  const message = `${since}, ${served}. ACM does not renew expired certificates.`;
  const remedy =
    kind === 'issued' || exported ? [] : [`aws acm delete-certificate --certificate-arn ${arn} --region ${region}`];
  return settled(seen, { verdict: 'out-of-force', code: 'Expired', reason: 'Expired', message, remedy });
}

const usedBy = ({ arn, region }: Certificate): string =>
  `aws acm describe-certificate --certificate-arn ${arn} --region ${region} --query Certificate.InUseBy`;
