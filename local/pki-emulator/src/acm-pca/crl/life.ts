import { parseAuthorityArn } from '../../arns.ts';
import type { Life } from '../../lives.ts';
import type { World } from '../../world.ts';
import { type Authority, isGone, statusOf } from '../authority.ts';
import { keptCrl } from '../revocation-configuration.ts';
import { publishLists } from './generation.ts';

/** The life of a CA: its revocation lists are made when they are due. */
export const authorityLife: Life = {
  owns: (arn) => arn.split(':')[2] === 'acm-pca',
  foresee(arn, after, world) {
    const authority = listingAuthority(arn, world);
    const dueAt = authority?.lists.dueAt;
    return dueAt === undefined ? undefined : { at: Math.max(dueAt, after), matters: ['revocationLists'] };
  },
  async live(arn, _, world) {
    const authority = listingAuthority(arn, world);
    if (authority) await publishLists(authority, world);
  },
};

/** A CA that keeps lists: also while it is disabled, no longer when its certificate has ended or it is deleted. */
function listingAuthority(arn: string, { state, clock }: World): Authority | undefined {
  const { account, region } = parseAuthorityArn(arn);
  const authority = state.scope(account, region).authorities.get(arn);
  if (!authority || isGone(authority, clock.now()) || !keptCrl(authority.revocation)) return undefined;
  const status = statusOf(authority, clock.now());
  return status === 'ACTIVE' || status === 'DISABLED' ? authority : undefined;
}
