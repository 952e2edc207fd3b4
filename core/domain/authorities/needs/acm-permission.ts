import { ACM_PRINCIPAL, REQUIRED_ACTIONS } from '../acm-requirements.ts';
import type { AuthorityArn } from '../../arn.ts';
import type { Grant } from '../authority.ts';
import type { Unmet } from '../authority-verdict.ts';
import { grantPermission } from '../../findings/remedies.ts';
import { isGone, isOwner, MET, unread, type CheckResult, type Need, type Relation } from './need.ts';

/** Same account: the CA's permission for ACM has all three actions. */
export const acmPermission: Need = {
  name: 'ACM holds the permission',
  codes: ['PermissionMissing'],
  appliesTo: isOwner,
  check,
};

function check(relation: Relation): CheckResult {
  const { facts } = relation;
  if (isGone(relation)) return { result: 'moot' };
  if (!facts.grants.known) return unread(relation, facts.grants.why);
  const grants = facts.grants.value.filter((grant) => grant.principal === ACM_PRINCIPAL);
  const own = grants.filter((grant) => isForOwner(grant, facts.authority));
  const held = new Set(own.flatMap((grant) => grant.actions));
  const missing = REQUIRED_ACTIONS.filter((action) => !held.has(action));
  if (missing.length === 0) return MET;
  return {
    result: 'unmet',
    code: 'PermissionMissing',
    missing,
    message: messageFor(missing, own, grants),
    remedy: grantPermission(facts.authority, own),
  };
}

/** What is found where ACM has no permission at all. */
export const withoutPermission = (authority: AuthorityArn): Unmet => ({
  code: 'PermissionMissing',
  missing: REQUIRED_ACTIONS,
  message: messageFor(REQUIRED_ACTIONS, [], []),
  remedy: grantPermission(authority, []),
});

/** A grant with another source account lets ACM act for that account's certificates only: here it is none. */
function isForOwner(grant: Grant, authority: AuthorityArn): boolean {
  return grant.sourceAccount === undefined || grant.sourceAccount === authority.account;
}

function messageFor(missing: readonly string[], own: readonly Grant[], all: readonly Grant[]): string {
  if (own.length > 0) return `The permission of ${ACM_PRINCIPAL} is partial: ${missing.join(', ')} missing.`;
  const foreign = all.flatMap((grant) => grant.sourceAccount ?? []);
  const instead = foreign.length === 0 ? '' : ` (what is granted has another source account: ${foreign.join(', ')})`;
  return `${ACM_PRINCIPAL} has no permission on the certificate authority${instead}.`;
}
