import type { Call } from '../../wire/call.ts';
import type { Context } from '../trust/conditions.ts';
import type { TrustAnchor } from '../trust-anchor.ts';
import type { SessionWish } from './role.ts';

/** What the conditions of a trust policy can ask about a session (service-facts 5.3), by lower-case key. */
export function trustContext(
  { tags, sourceIdentity, sessionName }: Pick<SessionWish, 'tags' | 'sourceIdentity' | 'sessionName'>,
  { arn }: Pick<TrustAnchor, 'arn'>,
  { account }: Pick<Call, 'account'>,
): Context {
  const tagged = (prefix: string) => tags.map(({ key, value }) => [`${prefix}/${key.toLowerCase()}`, [value]] as const);
  return new Map<string, readonly string[]>([
    ['aws:sourcearn', [arn]],
    ['aws:sourceaccount', [account]],
    ['sts:sourceidentity', [sourceIdentity]],
    ['sts:rolesessionname', [sessionName]],
    ...(tags.length > 0 ? [['aws:tagkeys', tags.map(({ key }) => key)] as const] : []),
    ...tagged('aws:principaltag'),
    ...tagged('aws:requesttag'),
  ]);
}
