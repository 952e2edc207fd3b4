import pMap from 'p-map';
import type { AccountId } from '../domain/arn.ts';
import { parseAuthorityArn } from '../domain/arn.ts';
import type { Fact } from '../domain/fact.ts';
import type { Trigger } from '../domain/authorities/trigger.ts';
import { AccountUnreadable } from './account-unreadable.ts';
import type { AuthorityLister, AuthorityMemory, AuthorityReader } from './ports.ts';

export interface TriggeredAuthoritiesPorts {
  readonly authorities: AuthorityLister & Pick<AuthorityReader, 'policy'>;
  readonly memory: AuthorityMemory;
}

/** GetPolicy's quota is five a second (service-facts 1.7). */
const POLICIES_AT_ONCE = 3;

/**
 * The ARNs of the CAs that a trigger asks to verify. Records of RAM and IAM name none reliably: those mean every CA that the
 * account shares, or that is shared with it.
 * @throws AccountUnreadable where the account's CAs can't be listed
 */
export async function triggeredAuthorities(
  ports: TriggeredAuthoritiesPorts,
  trigger: Trigger,
): Promise<readonly string[]> {
  switch (trigger.scope) {
    case 'none':
      return [];
    case 'authority':
      return [trigger.authority.arn];
    case 'shared-with':
      return listed(await ports.authorities.sharedWith(trigger.account));
    case 'shared-by':
      return sharedBy(ports, trigger.account);
  }
}

async function sharedBy(
  { authorities, memory }: TriggeredAuthoritiesPorts,
  account: AccountId,
): Promise<readonly string[]> {
  const isShared = async (arn: string): Promise<boolean> => {
    // A share that was just removed has left no policy, but maybe a memory; a policy that can't be read may be one.
    const policy = await authorities.policy(parseAuthorityArn(arn));
    return !policy.known || policy.value !== undefined || ((await memory.consumersOf(arn)) ?? []).length > 0;
  };
  const owned = listed(await authorities.ownedBy(account));
  const shared = await pMap(owned, isShared, { concurrency: POLICIES_AT_ONCE });
  return owned.filter((_, index) => shared[index]);
}

function listed(fact: Fact<readonly string[]>): readonly string[] {
  if (!fact.known) throw new AccountUnreadable(fact.why);
  return fact.value;
}
