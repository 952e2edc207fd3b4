import pMap from 'p-map';
import type { AccountId, AuthorityArn } from '../domain/arn.ts';
import type { AuthorityFacts, ConsumerFacts } from '../domain/authority.ts';
import { AuthorityNotFound } from '../domain/authority-not-found.ts';
import type { Fact } from '../domain/fact.ts';
import { accountsNamed } from '../domain/policy-document.ts';
import type { AuthorityMemory, AuthorityReader, ConsumerReader } from './ports.ts';

export interface AuthorityFactsPorts {
  readonly authorities: AuthorityReader;
  readonly consumers: ConsumerReader;
  readonly memory: AuthorityMemory;
  /** The accounts that can be read, the CA's own among them or not. */
  readonly readableAccounts: readonly AccountId[];
}

const ACCOUNTS_AT_ONCE = 8;

/**
 * Reads all that the verdict on a CA needs, live. What can't be read comes back as an unknown fact.
 * @throws AuthorityNotFound where no such CA exists and none was ever verified: most likely a wrong ARN
 */
export async function gatherAuthorityFacts(
  ports: AuthorityFactsPorts,
  authority: AuthorityArn,
): Promise<AuthorityFacts> {
  const { authorities, memory } = ports;
  const [description, grants, policy, remembered] = await Promise.all([
    authorities.describe(authority),
    authorities.grants(authority),
    authorities.policy(authority),
    memory.consumersOf(authority.arn),
  ]);
  if (description.known && description.value === undefined && remembered === undefined) {
    throw new AuthorityNotFound(authority);
  }
  const consumers = await gatherConsumers(ports, authority, policy, remembered ?? []);
  return { authority, description, grants, policy, consumers };
}

async function gatherConsumers(
  { consumers, readableAccounts }: AuthorityFactsPorts,
  authority: AuthorityArn,
  policy: Fact<string | undefined>,
  remembered: readonly AccountId[],
): Promise<readonly ConsumerFacts[]> {
  const named = accountsNamed(policy);
  const accounts = new Set([...named, ...remembered, ...readableAccounts]);
  accounts.delete(authority.account);
  const gather = async (account: AccountId): Promise<ConsumerFacts> => ({
    account,
    remembered: remembered.includes(account),
    serviceLinkedRole: await consumers.hasServiceLinkedRole(account),
    organizationId: consumers.organizationOf(account),
  });
  return pMap([...accounts].toSorted(), gather, { concurrency: ACCOUNTS_AT_ONCE });
}
