import { z } from 'zod';
import type { Authority } from '../acm-pca/authority.ts';
import { isGone } from '../acm-pca/authority.ts';
import { RAM_PERMISSIONS, withShares } from '../acm-pca/policy/ram.ts';
import { parseAuthorityArn } from '../arns.ts';
import { recordRamCall } from '../events/ram.ts';
import type { World } from '../world.ts';
import { AdminRefusal, route } from './route.ts';

const account = z.string().regex(/^\d{12}$/, { error: 'must be twelve digits' });
const permissionNames = Object.keys(RAM_PERMISSIONS);

/** Shares a CA with an account as AWS RAM would, or changes with which managed permissions it is shared. */
export const share = route({
  method: 'POST',
  path: '/ram/shares',
  input: z.strictObject({
    certificateAuthorityArn: z.string(),
    accountId: account,
    permissions: z.array(z.enum(permissionNames)).min(1).default(['AWSRAMDefaultPermissionCertificateAuthority']),
  }),
  answer({ certificateAuthorityArn, accountId, permissions }, world) {
    const authority = shareable(certificateAuthorityArn, world);
    if (accountId === authority.owner) throw new AdminRefusal('accountId', 'accountId: this account owns the CA');
    const shares = authority.policy?.shares ?? new Map<string, readonly string[]>();
    const before = shares.get(accountId);
    authority.policy = withShares(authority, new Map([...shares, [accountId, [...new Set(permissions)]]]));
    recordRamCall(before ? 'AssociateResourceSharePermission' : 'AssociateResourceShare', authority, accountId, world);
    return { certificateAuthorityArn, accountId, permissions };
  },
});

/** Ends a share; the CA keeps the others. */
export const unshare = route({
  method: 'DELETE',
  path: '/ram/shares',
  input: z.strictObject({ certificateAuthorityArn: z.string(), accountId: account }),
  answer({ certificateAuthorityArn, accountId }, world) {
    const authority = shareable(certificateAuthorityArn, world);
    const rest = new Map(authority.policy?.shares);
    if (!rest.delete(accountId))
      throw new AdminRefusal('accountId', `accountId: the CA is not shared with ${accountId}`);
    if (rest.size > 0) authority.policy = withShares(authority, rest);
    else delete authority.policy;
    recordRamCall('DisassociateResourceShare', authority, accountId, world);
    return { certificateAuthorityArn, accountId };
  },
});

function shareable(arn: string, { state, clock }: World): Authority {
  const { account: owner, region } = parseAuthorityArn(arn);
  const authority = state.scope(owner, region).authorities.get(arn);
  const field = 'certificateAuthorityArn';
  if (!authority || isGone(authority, clock.now())) throw new AdminRefusal(field, `${field}: there is no CA ${arn}`);
  // A policy its owner put and RAM's shares cannot be told apart later; a real one would be replaced silently.
  if (authority.policy && authority.policy.shares.size === 0) {
    throw new AdminRefusal(field, `${field}: the owner has put a policy on this CA; delete that first`);
  }
  return authority;
}
