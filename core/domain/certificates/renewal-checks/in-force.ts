import { mayBeServed, type Certificate, type CertificateFacts } from '../certificate.ts';
import { outsideAcm } from '../outside-acm.ts';
import { hasCome } from '../renewal-dates.ts';
import { notTold, passed, recordLine, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** What is not issued (yet), revoked or expired is not renewed (service-facts 2.3). */
export const inForce: Check = { name: 'certificate is in force', appliesTo: () => true, check };

function check({ certificate }: CertificateFacts, now: string): CheckResult {
  const { status } = certificate;
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
      return issued(certificate, now);
    case 'UNTOLD':
    default:
      // Told by none, or added by AWS since: neither fine nor missing.
      return unknownBecause(notTold(certificate, `Status that is known here (${String(status)})`));
  }
}

function issued(certificate: Certificate, now: string): CheckResult {
  const { notAfter, kind } = certificate;
  if (notAfter === undefined) return unknownBecause(notTold(certificate, 'NotAfter'));
  if (hasCome(notAfter, now)) return expired(certificate);
  // GetCertificate gives revoked ones as well, and doesn't say so (service-facts 1.4).
  return passed(`ISSUED, until ${notAfter}${kind === 'issued' ? '; whether it was revoked, no API tells' : ''}`);
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

function neverIssued({ status, failureReason, awaited = [] }: Certificate): CheckResult {
  const why = failureReason ? ` (${failureReason})` : '';
  const told =
    status === 'PENDING_VALIDATION'
      ? 'The certificate is not issued yet'
      : `The certificate was never issued: ${status}`;
  const waits = awaited.length === 0 ? '' : ' It waits for the DNS records that prove its domains.';
  return settled(`${status}${why}`, {
    verdict: 'out-of-force',
    reason: failureReason || 'NotIssued',
    message: `${told}${why}; there is nothing to renew.${waits}`,
    remedy: awaited.map(recordLine),
  });
}

function expired(certificate: Certificate): CheckResult {
  const { inUse, notAfter } = certificate;
  const noun = outsideAcm(certificate)?.noun ?? 'certificate';
  const since = notAfter === undefined ? `The ${noun} has expired` : `The ${noun} expired on ${notAfter}`;
  const seen = `expired${notAfter === undefined ? '' : ` on ${notAfter}`}, ${inUse ? 'in use' : 'not in use'}`;
  if (!inUse) return expiredUnused(certificate, since, seen);
  const message = `${since} and is still in use: this is an outage. ACM does not renew expired certificates; put another one in its place.`;
  return settled(seen, {
    verdict: 'out-of-force',
    code: 'ExpiredInUse',
    reason: 'ExpiredInUse',
    message,
    remedy: outsideAcm(certificate)?.replace(certificate) ?? [usedBy(certificate)],
  });
}

/** ACM doesn't know the hosts that serve what was exported: there it may be an outage. */
function expiredUnused(certificate: Certificate, since: string, seen: string): CheckResult {
  const outside = outsideAcm(certificate);
  if (outside !== undefined) {
    const message = `${since}; it was ${outside.origin}. ${outside.atEnd}`;
    const remedy = outside.remove(certificate);
    return settled(seen, { verdict: 'out-of-force', code: 'Expired', reason: 'Expired', message, remedy });
  }
  const { arn, region, kind, exported } = certificate;
  const served = mayBeServed(certificate)
    ? `and no integrated service uses it, but ${exported ? 'it was exported' : 'it may have been exported'}: ` +
      'a host that still serves it has an outage. Put another one in its place'
    : 'and no integrated service uses it';
  const message = `${since}, ${served}. ACM does not renew expired certificates.`;
  const remedy =
    kind === 'issued' || mayBeServed(certificate)
      ? []
      : [`aws acm delete-certificate --certificate-arn ${arn} --region ${region}`];
  return settled(seen, { verdict: 'out-of-force', code: 'Expired', reason: 'Expired', message, remedy });
}

const usedBy = ({ arn, region }: Certificate): string =>
  `aws acm describe-certificate --certificate-arn ${arn} --region ${region} --query Certificate.InUseBy`;
