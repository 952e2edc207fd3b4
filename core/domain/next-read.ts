import { summarize, type RelationVerdict } from './authority-verdict.ts';
import type { FindingCode } from './finding-codes.ts';
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

/**
 * How long to wait before the CA is read again; undefined: what was read stands.
 *
 * A removal that the live read does not show yet is read again before it ends as fine, and so is what could not be
 * determined.
 *
 * @param reads how many live reads have been made, the last one included
 * @returns seconds
 */
export function nextRead(
  relations: readonly RelationVerdict[],
  removal: Removal | undefined,
  reads: number,
): number | undefined {
  const using = relations.filter(({ standing }) => standing !== 'candidate');
  const undetermined = summarize(using).verdict === 'undeterminable';
  const doubtful = undetermined || (removal !== undefined && !isSeen(relations, removal));
  return doubtful ? READ_AGAIN_AFTER_SECONDS[reads - 1] : undefined;
}

/** Where nobody is known to share the CA any more, everybody who might have is looked at. */
function isSeen(relations: readonly RelationVerdict[], removal: Removal): boolean {
  if (shows(relations, ['AuthorityDeleted'])) return true; // what is gone shows nothing more, however often it is read
  const others = relations.filter(({ standing }) => standing !== 'owner');
  const consumers = others.filter(({ standing }) => standing === 'consumer');
  const concerned =
    removal === 'policy' || removal === 'role' ? (consumers.length > 0 ? consumers : others) : relations;
  if (concerned.length === 0) return true;
  return shows(concerned, SHOWN_BY[removal]);
}

const shows = (relations: readonly RelationVerdict[], codes: readonly FindingCode[]): boolean =>
  relations.some(({ unmet }) => unmet.some(({ code }) => codes.includes(code)));
