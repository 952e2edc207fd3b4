import { type Certificate, partsOf } from '../../x509/certificate.ts';
import { issuedBy, validAt } from '../../x509/chains.ts';
import { basicConstraintsOf } from '../../x509/extension-reading.ts';
import { authorityFlaw, leafFlaw } from '../certificate-rules.ts';
import { isRevokedBy } from '../crl-reading.ts';
import type { RevocationList } from '../revocation-list.ts';
import type { TrustAnchor } from '../trust-anchor.ts';
import { denied } from './denied.ts';
import type { Presented } from './presented.ts';

/**
 * The certificates from the workload's up to one of the anchor's, each signed by the next.
 *
 * @throws ServiceError AccessDeniedException
 */
export function trustedPath({ leaf, intermediates }: Presented, { trusted }: TrustAnchor, now: Date): Certificate[] {
  const flaw = leafFlaw(leaf);
  if (flaw !== undefined) throw denied(`Untrusted certificate: the signing certificate ${flaw}.`);
  if (!validAt(leaf, now)) throw denied('Untrusted certificate: the signing certificate is not valid now.');
  const path = shortestPath(leaf, intermediates, trusted.certificates, now);
  if (path) return path;
  // The service's own words (rolesanywhere-credential-helper, issue 108).
  throw denied('Untrusted signing certificate: no chain leads from it to a certificate of the trust anchor.');
}

/**
 * The shortest path there is: level by level, each certificate once. A longer way to a certificate allows nothing more, for
 * path lengths only count down, and to try every order would take as long as the sender likes.
 */
function shortestPath(
  leaf: Certificate,
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
  now: Date,
): Certificate[] | undefined {
  let left = [...new Map(intermediates.map((each) => [each.der.toString('base64'), each])).values()];
  for (let paths: Certificate[][] = [[leaf]]; paths.length > 0;) {
    for (const path of paths) {
      const anchor = anchors.find((candidate) => mayFollow(candidate, path, now));
      if (anchor) return [...path, anchor];
    }
    const longer = left.flatMap((next) => {
      const path = paths.find((each) => mayFollow(next, each, now));
      return path ? [[...path, next]] : [];
    });
    const reached = longer.map((path) => path.at(-1));
    left = left.filter((each) => !reached.includes(each));
    paths = longer;
  }
  return undefined;
}

/** May a certificate stand above a path? Path lengths leave out the workload's own certificate (RFC 5280, 4.2.1.9). */
function mayFollow(issuer: Certificate, path: readonly Certificate[], now: Date): boolean {
  const end = path.at(-1);
  if (!end || !partsOf(end).issuer.equals(partsOf(issuer).subject)) return false;
  if (authorityFlaw(issuer) !== undefined || !validAt(issuer, now)) return false;
  const { pathLength = Infinity } = basicConstraintsOf(issuer);
  return path.length - 1 <= pathLength && issuedBy(end, issuer);
}

/**
 * Revocation is known from imported CRLs alone; distribution points and OCSP are never asked (service-facts 5.1).
 *
 * @throws ServiceError AccessDeniedException
 */
export function requireUnrevoked(
  path: readonly Certificate[],
  crls: Iterable<RevocationList>,
  { arn }: TrustAnchor,
): void {
  const consulted = [...crls].filter(({ enabled, trustAnchorArn }) => enabled && trustAnchorArn === arn);
  const revoked = path.find((certificate) => consulted.some((crl) => isRevokedBy(certificate, crl)));
  if (revoked) throw denied(`Certificate revoked: serial number ${partsOf(revoked).serial}.`);
}
