import type { AuthorityArn } from '../domain/arn.ts';
import type { FindingCode } from '../domain/findings/finding-codes.ts';
import { planRepair, type RepairPlan } from '../domain/repair/repair-plan.ts';
import { episodeOf, type Repair, type RepairSubject } from '../domain/repair/repair.ts';
import { sha256Hex } from '../pki/digest.ts';
import type { DecidingPorts } from './ports.ts';

/** Something that is missing, as it was seen. */
export interface Missing extends RepairSubject {
  readonly missing: readonly string[];
  readonly notRepairable?: string;
  /** Since when it is known to be missing, ISO 8601. */
  readonly brokenAt: string;
  /** What else is wrong with the CA. */
  readonly beside: readonly FindingCode[];
}

/** What is done about it, and what is kept of it. */
export interface Decided {
  readonly plan: RepairPlan;
  readonly episode: string;
  readonly repair: Repair | undefined;
}

/** Reads what decides about a repair, and decides. @param now ISO 8601 */
export async function decideRepair(
  ports: DecidingPorts,
  authority: AuthorityArn,
  { authorityArn, code, account, missing, brokenAt, ...seen }: Missing,
  now: string,
): Promise<Decided> {
  const subject = { authorityArn, code, account };
  const removal = code === 'PermissionMissing' ? 'permission' : 'policy';
  const [tags, mode, repair, reportedRemover, muted] = await Promise.all([
    ports.reader.tagsOfAuthority(authority),
    ports.modes.mode(),
    ports.repairs.repairOf(subject),
    ports.removers.reportedRemover(authorityArn, removal),
    ports.mutes?.isMuted(subject, now) ?? false,
  ]);
  const episode = episodeOf({ ...subject, openedAt: brokenAt, missing }, sha256Hex);
  const plan = planRepair({
    ...seen,
    authority,
    code,
    repairMode: ports.repairMode,
    tags,
    muted,
    acts: ports.actsIn(authority.account),
    mode,
    episode,
    brokenAt,
    ...(repair && { repair }),
    ...(reportedRemover && { reportedRemover }),
  });
  return { plan, episode, repair };
}
