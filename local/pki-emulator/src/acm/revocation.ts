import { tellRevoked, tellRevokedByAuthority } from '../events/certificate-events.ts';
import { listsAreOutdated } from '../acm-pca/crl/lists.ts';
import type { IssuedCertificate, Revocation } from '../acm-pca/issued.ts';
import type { World } from '../world.ts';
import { type AcmCertificate, materialOf } from './certificate.ts';
import { placeOf } from '../arns.ts';

/** acm-pca's name of one reason differs, and it has no misspelt one. */
const REASONS_OF_ACM: Readonly<Record<string, string>> = { CERTIFICATE_AUTHORITY_COMPROMISE: 'CA_COMPROMISE' };
const REASONS_OF_CA: Readonly<Record<string, string>> = {
  CA_COMPROMISE: 'CERTIFICATE_AUTHORITY_COMPROMISE',
  SUPERCEDED: 'SUPERSEDED',
};

/**
 * A CA revoked a certificate: where ACM holds it, it is REVOKED there too and never renewed again. (The user guide does
 * not say what ACM makes of it; to go on as if it were valid would be the lenient reading.)
 */
export function learnRevocation(issued: IssuedCertificate, revocation: Revocation, world: World): void {
  const { region } = placeOf(issued.arn);
  const { certificates } = world.state.scope(issued.requester, region);
  const held = [...certificates.values()].find((each) => materialOf(each)?.issuedArn === issued.arn);
  if (!held) return;
  revoke(held, { ...revocation, reason: REASONS_OF_ACM[revocation.reason] ?? revocation.reason }, world);
  tellRevokedByAuthority(held, world);
}

/** ACM revokes a certificate, and its CA knows of it. */
export function revokeEverywhere(certificate: AcmCertificate, revocation: Revocation, world: World): void {
  const issuedArn = materialOf(certificate)?.issuedArn;
  const authorityArn = issuedArn?.replace(/\/certificate\/.*$/, '');
  if (issuedArn !== undefined && authorityArn !== undefined) {
    const { account, region } = placeOf(authorityArn);
    const authority = world.state.scope(account, region).authorities.get(authorityArn);
    const issued = authority?.issued.get(issuedArn);
    if (issued) issued.revocation ??= { ...revocation, reason: REASONS_OF_CA[revocation.reason] ?? revocation.reason };
    if (authority) listsAreOutdated(authority, world);
  }
  revoke(certificate, revocation, world);
}

function revoke(certificate: AcmCertificate, revocation: Revocation, world: World): void {
  certificate.revocation = revocation;
  world.agenda.plan(certificate.arn);
  tellRevoked(certificate, world);
}
