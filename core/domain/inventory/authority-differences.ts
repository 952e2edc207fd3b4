import type { AuthorityReading, AuthorityRecord } from './authority-record.ts';

/** What a reading says of a CA. */
type AuthorityContents = AuthorityReading & Pick<AuthorityRecord, 'account' | 'region'>;

/**
 * The record of a CA after a reading; undefined: nothing has changed, or what is kept was read later.
 * @param readAt ISO 8601
 */
export function nextAuthority(
  before: AuthorityRecord | undefined,
  reading: AuthorityContents,
  readAt: string,
): AuthorityRecord | undefined {
  if (before === undefined) return { ...reading, readAt, version: 1 };
  if (before.readAt >= readAt) return undefined;
  const { goneAt, ...kept } = before;
  const next = { ...kept, ...withoutGuesses(before, reading), readAt, version: before.version + 1 };
  return goneAt === undefined && sameReading(before, next) ? undefined : next;
}

/** What was not told this time stays as it was known: the sweep's own gaps say that it is old. */
function withoutGuesses(before: AuthorityRecord, reading: AuthorityContents): AuthorityContents {
  const { description, grants, policy, tags } = reading;
  return {
    ...reading,
    description: description.known ? description : before.description,
    grants: grants.known ? grants : before.grants,
    policy: policy.known ? policy : before.policy,
    tags: tags.known ? tags : before.tags,
  };
}

/** A CA that its account no longer lists. */
export const vanishedAuthority = (record: AuthorityRecord, at: string): AuthorityRecord | undefined =>
  record.goneAt !== undefined || record.readAt >= at
    ? undefined
    : { ...record, goneAt: at, readAt: at, version: record.version + 1 };

const sameReading = (one: AuthorityReading, other: AuthorityReading): boolean =>
  JSON.stringify(readingOf(one)) === JSON.stringify(readingOf(other));

const readingOf = ({ description, grants, policy, tags }: AuthorityReading) => [description, grants, policy, tags];
