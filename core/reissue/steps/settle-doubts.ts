import type { Doubt, Issuance } from '../../domain/reissue/issuance.ts';
import { settledNotice } from '../../domain/reissue/notices.ts';
import { later } from '../../domain/reissue/progress.ts';
import { asksAuthority } from '../../domain/reissue/strategy.ts';
import { readCertificate } from '../../pki/certificate-content.ts';
import type { Issuer } from '../ports.ts';
import { isOurs } from './find-out.ts';
import { reached, requestOf, type StepPorts } from './step.ts';

export interface SettlePorts extends StepPorts {
  readonly issuer: Pick<Issuer, 'issuedPem' | 'issuedSince' | 'revokeCertificate'>;
}

/** Clocks of services differ. */
const SLACK_SECONDS = 2 * 60;

/**
 * Ends the doubts of an issuance: what its lost requests did issue, the CA's audit report tells; it is ours by its key, and
 * revoked. What no report tells yet stays in doubt.
 */
export async function settleDoubts(ports: SettlePorts, issuance: Issuance, now: string): Promise<Issuance> {
  const open = issuance.doubts.filter(({ resolved }) => resolved === undefined);
  const [oldest] = open.map(({ sentAt }) => sentAt).toSorted();
  if (oldest === undefined || !asksAuthority(issuance.strategy)) return issuance;
  const { authorityArn } = requestOf(issuance);
  const listed = await ports.issuer.issuedSince(authorityArn, later(oldest, -SLACK_SECONDS));
  if (listed === undefined) return issuance;
  const orphans: string[] = [];
  for (const { certificateArn } of listed)
    if (certificateArn !== issuance.issued?.certificateArn && (await isOurs(ports, issuance, certificateArn)))
      orphans.push(certificateArn);
  for (const orphan of orphans) await revokeOrphan(ports, authorityArn, orphan);
  const settled = reached(issuance, { doubts: settledBy(issuance.doubts, orphans) }, now);
  return ports.ledger.advance(settled, [settledNotice(settled, orphans, now)]);
}

async function revokeOrphan({ issuer }: SettlePorts, authorityArn: string, certificateArn: string): Promise<void> {
  const pem = await issuer.issuedPem(authorityArn, certificateArn);
  if (pem !== undefined) await issuer.revokeCertificate(authorityArn, readCertificate(pem.certificate).serial);
}

/** One orphan a lost request, in their order; a request more than there are orphans issued nothing. */
function settledBy(doubts: readonly Doubt[], orphans: readonly string[]): readonly Doubt[] {
  const left = [...orphans];
  return doubts.map((doubt) => {
    if (doubt.resolved !== undefined) return doubt;
    const certificateArn = left.shift();
    return certificateArn === undefined
      ? { ...doubt, resolved: 'none' as const }
      : { ...doubt, resolved: 'revoked' as const, certificateArn };
  });
}
