import type { X509Certificate } from 'node:crypto';

/** Does `issuer` name, and really sign, `certificate`? */
export const issuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

export const selfSigned = (certificate: X509Certificate): boolean => issuedBy(certificate, certificate);

/** Is `[certificate, …chain]` signed link by link? Where it ends is the caller's question. */
export function linked(certificate: X509Certificate, chain: readonly X509Certificate[]): boolean {
  const path = [certificate, ...chain];
  return path.slice(1).every((issuer, index) => {
    const subject = path[index];
    return subject !== undefined && issuedBy(subject, issuer);
  });
}

const ends = new WeakMap<X509Certificate, Date>();

/** The end of a certificate; parsed once, for it is asked at every moment of a certificate's life. */
export function notAfterOf(certificate: X509Certificate): Date {
  const known = ends.get(certificate) ?? new Date(certificate.validTo);
  ends.set(certificate, known);
  return known;
}

export const notBeforeOf = (certificate: X509Certificate): Date => new Date(certificate.validFrom);

export const validAt = (certificate: X509Certificate, now: Date): boolean =>
  notBeforeOf(certificate) <= now && now < notAfterOf(certificate);
