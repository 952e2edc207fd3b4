import { type Certificate, native, partsOf } from './certificate.ts';

/** Does `issuer` name, and really sign, `certificate`? */
export function issuedBy(certificate: Certificate, issuer: Certificate): boolean {
  const [below, above] = [native(certificate), native(issuer)];
  return below.checkIssued(above) && below.verify(above.publicKey);
}

export const selfSigned = (certificate: Certificate): boolean =>
  partsOf(certificate).subject.equals(partsOf(certificate).issuer) && issuedBy(certificate, certificate);

/** Is `[certificate, …chain]` signed link by link? Where it ends is the caller's question. */
export function linked(certificate: Certificate, chain: readonly Certificate[]): boolean {
  const path = [certificate, ...chain];
  return path.slice(1).every((issuer, index) => {
    const subject = path[index];
    return subject !== undefined && issuedBy(subject, issuer);
  });
}

const ends = new WeakMap<Certificate, Date>();

/** The end of a certificate; read once, for it is asked at every moment of a certificate's life. */
export function notAfterOf(certificate: Certificate): Date {
  const known = ends.get(certificate) ?? partsOf(certificate).notAfter;
  ends.set(certificate, known);
  return known;
}

export const notBeforeOf = (certificate: Certificate): Date => partsOf(certificate).notBefore;

export const validAt = (certificate: Certificate, now: Date): boolean =>
  notBeforeOf(certificate) <= now && now < notAfterOf(certificate);
