import { invalid } from '../errors.ts';
import { type Certificate, native, partsOf } from '../x509/certificate.ts';
import { bitsOf, type Element, elementsOf, membersOf, present } from '../x509/der-reading.ts';
import { verified } from '../x509/signature-reading.ts';

const CRL = /^\s*-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----\s*$/;

interface ReadCrl {
  readonly tbs: Buffer;
  readonly algorithm: Buffer;
  readonly signature: Buffer;
  readonly issuer: Buffer;
  readonly revoked: Set<string>;
}

/**
 * Reads a PEM CRL that one of these CAs has signed.
 *
 * @throws ServiceError ValidationException for what is no CRL, or none of theirs
 */
export function crlOf(data: Buffer, authorities: readonly Certificate[]): { issuer: Buffer; revoked: Set<string> } {
  const base64 = CRL.exec(data.toString('latin1'))?.[1];
  const crl = base64 === undefined ? undefined : readDer(Buffer.from(base64, 'base64'));
  if (!crl) throw invalid('crlData is no CRL in PEM format.');
  if (!authorities.some((authority) => isSignedBy(crl, authority))) {
    throw invalid('The CRL is not signed by a CA of the trust anchor.');
  }
  return { issuer: crl.issuer, revoked: crl.revoked };
}

function isSignedBy({ issuer, algorithm, tbs, signature }: ReadCrl, authority: Certificate): boolean {
  if (!issuer.equals(partsOf(authority).subject)) return false;
  try {
    return verified(algorithm, tbs, native(authority).publicKey, signature);
  } catch {
    return false; // An algorithm of another family than the key's.
  }
}

/** CertificateList (RFC 5280, 5.1). */
function readDer(der: Buffer): ReadCrl | undefined {
  try {
    const [tbs, algorithm, signature] = membersOf(der);
    const members = elementsOf(present(tbs, 0x30).content);
    const versioned = members[0]?.tag === 0x02;
    const [, issuer, , ...rest] = versioned ? members.slice(1) : members;
    return {
      tbs: Buffer.from(present(tbs).whole),
      algorithm: present(algorithm, 0x30).whole,
      signature: bitsOf(signature),
      issuer: Buffer.from(present(issuer, 0x30).whole),
      revoked: revokedIn(rest.find(({ tag }) => tag === 0x30)),
    };
  } catch {
    return undefined; // Every way of being malformed is one answer.
  }
}

const revokedIn = (list: Element | undefined): Set<string> =>
  new Set(list ? elementsOf(list.content).map(({ content }) => serialIn(elementsOf(content)[0])) : []);

const serialIn = (serial: Element | undefined): string => shortest(present(serial, 0x02).content.toString('hex'));

const shortest = (hex: string): string => hex.replace(/^0+(?=.)/, '');

/** Does a CRL of this issuer revoke the certificate? */
export const isRevokedBy = (
  certificate: Certificate,
  { issuer, revoked }: { readonly issuer: Buffer; readonly revoked: ReadonlySet<string> },
): boolean => {
  const parts = partsOf(certificate);
  return parts.issuer.equals(issuer) && revoked.has(shortest(parts.serial));
};
