import pMap from 'p-map';
import type { AccountId, AuthorityArn } from '../domain/arn.ts';
import type { AuthorityFacts, ConsumerFacts } from '../domain/authorities/authority.ts';
import { AuthorityNotFound } from '../domain/authorities/authority-not-found.ts';
import { accountsNamed } from '../domain/authorities/policy-document.ts';
import { gatherConsumer } from './authority-standing.ts';
import type { AuthorityMemory, AuthorityReader, ConsumerReader, ReadableAccounts } from './ports.ts';

export interface AuthorityFactsPorts {
  readonly authorities: AuthorityReader;
  readonly consumers: ConsumerReader;
  readonly memory: AuthorityMemory;
  /** The CA's own account is among them or not. */
  readonly readable: ReadableAccounts;
}

const ACCOUNTS_AT_ONCE = 8;

/**
 * Reads all that the verdict on a CA needs, live. What can't be read comes back as an unknown fact. Who uses the CA is told
 * by its policy and by memory; of the others that can be read, only their certificates tell.
 * @throws AuthorityNotFound where no such CA exists and none was ever verified: most likely a wrong ARN
 */
export async function gatherAuthorityFacts(
  ports: AuthorityFactsPorts,
  authority: AuthorityArn,
): Promise<AuthorityFacts> {
  const { authorities, memory, readable } = ports;
  const [description, grants, policy, remembered, accounts] = await Promise.all([
    authorities.describe(authority),
    authorities.grants(authority),
    authorities.policy(authority),
    memory.consumersOf(authority.arn),
    readable.accounts(),
  ]);
  if (description.known && description.value === undefined && remembered === undefined) {
    throw new AuthorityNotFound(authority);
  }
  const others = accounts.filter((account) => account !== authority.account);
  const using = new Set([...accountsNamed(policy), ...(remembered ?? [])]);
  using.delete(authority.account);
  const consumers = await gatherConsumers(ports, [...using].toSorted());
  const candidates = others.filter((account) => !using.has(account));
  return { authority, description, grants, policy, consumers, candidates };
}

async function gatherConsumers(
  { consumers }: AuthorityFactsPorts,
  accounts: readonly AccountId[],
): Promise<readonly ConsumerFacts[]> {
  return pMap(accounts, (account) => gatherConsumer(consumers, account), { concurrency: ACCOUNTS_AT_ONCE });
}
