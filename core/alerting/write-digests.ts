import pMap from 'p-map';
import type { AlertRoutes } from '../domain/alerts/alert-routes.ts';
import { digestDay, digestNotice } from '../domain/alerts/digest-notice.ts';
import { muteInForce, type Mute } from '../domain/alerts/mute.ts';
import {
  digestsWith,
  toldDigests,
  type Digests,
  type OwnedFinding,
  type OwnerDigest,
} from '../domain/alerts/owner-digest.ts';
import { subjectOf, type FollowedFinding } from '../domain/findings/followed-finding.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import type { AuthorityRecord } from '../domain/inventory/authority-record.ts';
import type { CertificateRecord } from '../domain/inventory/certificate-record.ts';
import { authorityOwnership, certificateOwnership, type Ownership } from '../domain/inventory/ownership.ts';
import { sha256Hex } from '../pki/digest.ts';
import { everyOpen, type OpenPorts } from './every-open.ts';

export interface DigestPorts extends OpenPorts {
  readonly mutes: { everyMute(): Promise<readonly Mute[]> };
  readonly inventory: { recordsOf(arns: readonly string[]): Promise<ReadonlyMap<string, CertificateRecord>> };
  readonly authorities: { authorityRecords(): Promise<readonly AuthorityRecord[]> };
  readonly routing: { routes(): Promise<AlertRoutes> };
  readonly digests: KeptDigests;
}

/** The digests that wait to be told. */
export interface KeptDigests {
  /**
   * Writes a digest.
   * @param ownerId whose it is, as its id has it
   * @param day `2026-11-30`: each has one of a day
   * @returns false where that day's, or a later one's, is written
   */
  keepDaily(notice: OutgoingNotice, ownerId: string, day: string): Promise<boolean>;
}

/** How many digests there were to tell, and how many of them are written now: the others were, earlier that day. */
export interface WrittenDigests {
  readonly digests: number;
  readonly written: number;
}

const SIDE_BY_SIDE = 8;

/** An id tells owners apart, and shows no name: it stands in logs and keys. */
const ID_LENGTH = 16;
/** All whom no route names. */
const OTHERS = 'others';

/**
 * Writes each owner's digest of what is open; deliver-alerts sends it. Twice in a day, or twice at once, each is written once.
 * @param now ISO 8601
 */
export async function writeDigests(ports: DigestPorts, now: string): Promise<WrittenDigests> {
  const [mutes, authorities] = await Promise.all([ports.mutes.everyMute(), ports.authorities.authorityRecords()]);
  const ofAuthorities = new Map(authorities.map((record) => [record.arn, authorityOwnership(record)]));
  let digests: Digests = new Map();
  for await (const page of everyOpen(ports)) {
    const whose = await ownershipsOf(ports, page, ofAuthorities);
    digests = digestsWith(
      digests,
      page.map((followed) => owned(followed, whose, mutes, now)),
    );
  }
  const told = toldDigests(digests, await ports.routing.routes());
  const written = await pMap(told, (digest) => writeOne(ports, digest, now), { concurrency: SIDE_BY_SIDE });
  return { digests: told.length, written: written.filter(Boolean).length };
}

async function ownershipsOf(
  { inventory }: DigestPorts,
  page: readonly FollowedFinding[],
  ofAuthorities: ReadonlyMap<string, Ownership>,
): Promise<ReadonlyMap<string, Ownership>> {
  const certificates = page.flatMap((followed) => (followed.kind === 'certificate' ? [subjectOf(followed)] : []));
  const records = await inventory.recordsOf([...new Set(certificates)]);
  return new Map([
    ...ofAuthorities,
    ...[...records].map(([arn, record]) => [arn, certificateOwnership(record)] as const),
  ]);
}

function owned(
  followed: FollowedFinding,
  whose: ReadonlyMap<string, Ownership>,
  mutes: readonly Mute[],
  now: string,
): OwnedFinding {
  const subject = subjectOf(followed);
  const isMuted = muteInForce(mutes, subject, followed.finding.code, now) !== undefined;
  return { followed, whose: whose.get(subject) ?? {}, isMuted };
}

function writeOne({ digests }: DigestPorts, digest: OwnerDigest, now: string): Promise<boolean> {
  const ownerId = digest.owner === undefined ? OTHERS : sha256Hex(digest.owner).slice(0, ID_LENGTH);
  return digests.keepDaily(digestNotice(digest, ownerId, now), ownerId, digestDay(now));
}
