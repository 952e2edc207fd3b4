import type { Certificate } from '../certificates/certificate.ts';
import { hasCome } from '../certificates/renewal-dates.ts';
import type { Include } from '../sweep/sweep.ts';
import type { CertificateRecord } from './certificate-record.ts';

type Includable = Pick<Certificate, 'status' | 'inUse' | 'notAfter' | 'createdAt' | 'notBefore'>;

/**
 * Whether the inventory takes a certificate: what is in force, and what has ended while it is used, or was known before; the
 * rest where it is asked for.
 * @param now ISO 8601
 */
export function isIncluded(
  certificate: Includable,
  record: Pick<CertificateRecord, 'version'> | undefined,
  include: Include,
  now: string,
): boolean {
  if (!wasIssuedIn(certificate, include.issuedBetween)) return false;
  if (record !== undefined || certificate.inUse) return true;
  if (certificate.status === 'REVOKED') return include.revoked;
  return include.expired || !hasEnded(certificate, now);
}

const hasEnded = ({ status, notAfter }: Includable, now: string): boolean =>
  status === 'EXPIRED' || (notAfter !== undefined && hasCome(notAfter, now));

/** A certificate is issued when it begins, or was made known when it was created. */
function wasIssuedIn({ createdAt, notBefore }: Includable, span: Include['issuedBetween']): boolean {
  if (span === undefined) return true;
  const issued = createdAt ?? notBefore;
  return issued !== undefined && hasCome(span.from, issued) && hasCome(issued, span.to);
}
