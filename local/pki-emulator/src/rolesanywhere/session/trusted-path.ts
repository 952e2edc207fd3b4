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
  const path = pathFrom([leaf], intermediates, trusted.certificates, now);
  if (path) return path;
  // The service's own words (rolesanywhere-credential-helper, issue 108).
  throw denied('Untrusted signing certificate: no chain leads from it to a certificate of the trust anchor.');
}

function pathFrom(
  path: readonly Certificate[],
  intermediates: readonly Certificate[],
  anchors: readonly Certificate[],
  now: Date,
): Certificate[] | undefined {
  const end = path.at(-1);
  const above = (candidates: readonly Certificate[]) =>
    candidates.filter((candidate) => end && mayFollow(candidate, end, path.length, now));
  const [anchor] = above(anchors);
  if (anchor) return [...path, anchor];
  for (const next of above(intermediates)) {
    const others = intermediates.filter((each) => each !== next);
    const found = pathFrom([...path, next], others, anchors, now);
    if (found) return found;
  }
  return undefined;
}

/** @param below how many certificates are below it, the workload's counted, which a path length leaves out */
function mayFollow(issuer: Certificate, certificate: Certificate, below: number, now: Date): boolean {
  if (!partsOf(certificate).issuer.equals(partsOf(issuer).subject)) return false;
  if (authorityFlaw(issuer) !== undefined || !validAt(issuer, now)) return false;
  const { pathLength = Infinity } = basicConstraintsOf(issuer);
  return below - 1 <= pathLength && issuedBy(certificate, issuer);
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
