import { isDeepStrictEqual } from 'node:util';
import type { Doubt, Issuance } from '../../domain/reissue/issuance.ts';
import { settledNotice } from '../../domain/reissue/notices.ts';
import { asksAuthority } from '../../domain/reissue/strategy.ts';
import { readCertificate } from '../../pki/certificate-content.ts';
import type { Issuer } from '../ports.ts';
import { listedFor, whoseIs } from './lost-answers.ts';
import { reached, requestOf, type StepPorts } from './step.ts';

export interface SettlePorts extends StepPorts {
  readonly issuer: Pick<Issuer, 'issuedPem' | 'issuedSince' | 'revokeCertificate'>;
}

/**
 * Ends the doubts of an issuance: what its lost requests did issue, the CA's audit report tells; it is ours by its key, and
 * revoked. What no report tells yet stays in doubt.
 */
export async function settleDoubts(ports: SettlePorts, issuance: Issuance, now: string): Promise<Issuance> {
  if (!asksAuthority(issuance.strategy)) return issuance;
  const doubts: Doubt[] = [];
  const orphans: string[] = [];
  for (const doubt of issuance.doubts) {
    const found = doubt.resolved === undefined ? await issuedFor(ports, issuance, doubt) : undefined;
    orphans.push(...(found ?? []));
    doubts.push(found === undefined ? doubt : settled(doubt, found[0]));
  }
  if (isDeepStrictEqual(doubts, issuance.doubts)) return issuance;
  for (const orphan of orphans) await revokeOrphan(ports, requestOf(issuance).authorityArn, orphan);
  const next = reached(issuance, { doubts }, now);
  return ports.ledger.advance(next, [settledNotice(next, orphans, now)]);
}

/** The orphans of a lost request; undefined: nobody can tell yet. */
async function issuedFor(
  ports: SettlePorts,
  issuance: Issuance,
  { sentAt }: Doubt,
): Promise<readonly string[] | undefined> {
  const listed = await listedFor(ports, issuance, sentAt);
  if (listed === undefined) return undefined;
  const orphans: string[] = [];
  for (const certificateArn of listed) {
    if (certificateArn === issuance.issued?.certificateArn) continue;
    const whose = await whoseIs(ports, issuance, certificateArn);
    if (whose === 'not-yet') return undefined;
    if (whose === 'ours') orphans.push(certificateArn);
  }
  return orphans;
}

const settled = (doubt: Doubt, certificateArn: string | undefined): Doubt =>
  certificateArn === undefined ? { ...doubt, resolved: 'none' } : { ...doubt, resolved: 'revoked', certificateArn };

async function revokeOrphan({ issuer }: SettlePorts, authorityArn: string, certificateArn: string): Promise<void> {
  const pem = await issuer.issuedPem(authorityArn, certificateArn);
  if (pem !== undefined) await issuer.revokeCertificate(authorityArn, readCertificate(pem.certificate).serial);
}
