import { isManaged, type Certificate, type CertificateFacts, type CertificateKind } from '../certificate.ts';
import { hasCome, noticeFrom } from '../renewal-dates.ts';
import { outsideAcm } from '../outside-acm.ts';
import { notTold, passed, settled, unknownBecause, type Check, type CheckResult } from './check.ts';

/** ACM renews what was requested through ACM, and nothing else (service-facts 2.3). */
export const managed: Check = { name: 'ACM manages the renewal', appliesTo: () => true, check };

const ORIGINS: Readonly<Partial<Record<CertificateKind, string>>> = {
  private: 'requested through ACM from a private CA',
  public: 'requested through ACM from the public CA',
  imported: 'imported into ACM',
  acme: 'obtained by an ACME client',
  issued: 'issued by the private CA directly',
  other: 'made in a way that is not known here',
};

const originOf = (certificate: Certificate): string =>
  outsideAcm(certificate)?.origin ?? ORIGINS[certificate.kind] ?? certificate.kind;

function check({ certificate }: CertificateFacts, now: string): CheckResult {
  const { kind, notAfter, isAuthority } = certificate;
  const seen = originOf(certificate);
  if (isManaged(certificate)) return passed(seen);
  // Whoever renews it, if anybody does, nobody here knows.
  if (kind === 'other') return unknownBecause(notTold(certificate, 'Type that is known here'));
  const base = { verdict: 'unmanaged', remedy: [] } as const;
  if (isAuthority === true)
    return settled(`${seen}, to an authority`, {
      ...base,
      reason: 'AuthorityCertificate',
      message: 'This is the certificate of an authority; ACM does not renew it.',
    });
  // Without its end nobody can say that there is time.
  if (notAfter === undefined) return unknownBecause(notTold(certificate, 'NotAfter'));
  const message = messageOn(certificate, seen, notAfter);
  if (!hasCome(noticeFrom(certificate, notAfter), now)) return settled(seen, { ...base, reason: 'Unmanaged', message });
  const code = kind === 'imported' ? 'ImportedExpiring' : 'UnmanagedExpiring';
  return settled(`${seen}; ends on ${notAfter}`, {
    ...base,
    code,
    reason: code,
    message,
    remedy: remedyFor(certificate),
  });
}

function messageOn(certificate: Certificate, origin: string, notAfter: string): string {
  const { noun = 'certificate', atEnd } = outsideAcm(certificate) ?? {};
  const message = `ACM does not renew this ${noun}: it was ${origin}. It ends on ${notAfter} unless somebody replaces it.`;
  return atEnd === undefined ? message : `${message} ${atEnd}`;
}

function remedyFor(certificate: Certificate): readonly string[] {
  const { kind, arn, region } = certificate;
  if (kind !== 'imported') return outsideAcm(certificate)?.replace(certificate) ?? [];
  const files =
    '--certificate fileb://certificate.pem --private-key fileb://key.pem --certificate-chain fileb://chain.pem';
  return [`aws acm import-certificate --certificate-arn ${arn} --region ${region} ${files}`];
}
