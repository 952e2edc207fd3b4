import type { RelationVerdict } from './authority-verdict.ts';
import type { Unreadable } from '../fact.ts';
import type { FindingCode } from '../findings/finding-codes.ts';
import { findingKey } from '../findings/finding.ts';
import type { Removal } from './trigger.ts';

/** When a CA is read again, in seconds after the read before: AWS's reads lag behind its writes, and throttles pass. */
export const READ_AGAIN_AFTER_SECONDS = [5, 30, 120] as const;

/** What a live read must show for a removal to count as seen. */
const SHOWN_BY: Record<Removal, readonly FindingCode[]> = {
  permission: ['PermissionMissing'],
  policy: ['PolicyMissing'],
  role: ['ServiceLinkedRoleMissing'],
  state: ['AuthorityNotActive', 'AuthorityDeleted'],
};

/** What is known when it is to be decided whether a CA is read again. */
export interface Reading {
  readonly relations: readonly RelationVerdict[];
  /** What the records that started this took away. */
  readonly removals: readonly Removal[];
  /** The keys of the findings that are open already: what they show is no news. */
  readonly open: ReadonlySet<string>;
  /** How many live reads have been made, the last one included. */
  readonly reads: number;
}

/**
 * How long to wait before the CA is read again; undefined: what was read stands.
 *
 * A removal that the live read does not show yet is read again before it ends as fine, and so is what could not be
 * determined, unless it is a setting of RenewGuard's that is missing.
 *
 * @returns seconds
 */
export function nextRead({ relations, removals, open, reads }: Reading): number | undefined {
  const unseen = removals.some((removal) => !isSeen(relations, removal, open));
  return unseen || isPassing(relations) ? READ_AGAIN_AFTER_SECONDS[reads - 1] : undefined;
}

/**
 * The same for a certificate: what AWS did not tell for a reason that may pass is asked again.
 * @param inspections how many were made, the last one included
 * @returns seconds
 */
export function nextInspection(unread: readonly Unreadable[], inspections: number): number | undefined {
  const passes = unread.some(({ kind }) => kind !== 'not-configured');
  return passes ? READ_AGAIN_AFTER_SECONDS[inspections - 1] : undefined;
}

/** Undetermined for a reason that may pass by itself, with nothing certain that had better be told at once. */
function isPassing(relations: readonly RelationVerdict[]): boolean {
  const unread = relations.flatMap(({ unjudged }) => unjudged.map(({ why }) => why.kind));
  return !relations.some(isCertainlyMissing) && unread.some((kind) => kind !== 'not-configured');
}

/** While the policy can't be read, nobody knows whether another account uses the CA at all. */
const isCertainlyMissing = ({ standing, verdict, unjudged }: RelationVerdict): boolean =>
  verdict === 'missing' && (standing === 'owner' || !unjudged.some(({ codes }) => codes.includes('PolicyMissing')));

/** Seen is what nobody knew yet, or what is as bad as it can be: then there is nothing more to wait for. */
function isSeen(relations: readonly RelationVerdict[], removal: Removal, open: ReadonlySet<string>): boolean {
  if (relations.some((relation) => shows(relation, ['AuthorityDeleted']))) return true;
  const concernsOthers = removal === 'policy' || removal === 'role';
  const concerned = relations.filter(({ standing }) => (standing === 'consumer') === concernsOthers);
  const showing = concerned.filter((relation) => shows(relation, SHOWN_BY[removal]));
  const isNews = ({ account, unmet }: RelationVerdict): boolean =>
    unmet.some(({ code }) => SHOWN_BY[removal].includes(code) && !open.has(findingKey({ code, account })));
  return showing.length === concerned.length || showing.some(isNews);
}

const shows = ({ unmet }: RelationVerdict, codes: readonly FindingCode[]): boolean =>
  unmet.some(({ code }) => codes.includes(code));
