import {
  paginateListAccounts,
  paginateListAccountsForParent,
  paginateListOrganizationalUnitsForParent,
  paginateListTagsForResource,
  type Account,
  type OrganizationsClient,
} from '@aws-sdk/client-organizations';
import pMap from 'p-map';
import type { AccountId } from '../domain/arn.ts';
import { unknown, type Fact } from '../domain/fact.ts';
import type { MemberAccount, Organization } from '../sweep/ports.ts';
import { readFact } from './errors.ts';
import { complete, nextToken } from './pages.ts';

/** Organizations answers few calls a second (AWS Organizations, quotas: ListTagsForResource 10). */
const TAGS_AT_ONCE = 4;

/** AWS Organizations, asked with the function's own rights: of the management account, or of a delegated administrator. */
export class AccountOrganization implements Organization {
  readonly #client: OrganizationsClient;
  readonly #hubAccount: AccountId;

  constructor(client: OrganizationsClient, hubAccount: AccountId) {
    this.#client = client;
    this.#hubAccount = hubAccount;
  }

  accounts(): Promise<Fact<readonly MemberAccount[]>> {
    const { client } = { client: this.#client };
    return this.#read('organizations:ListAccounts', async () => {
      const found = new Map<AccountId, Account>();
      for await (const page of complete(paginateListAccounts({ client }, {}), nextToken)) keep(found, page.Accounts);
      return this.#withTags(found);
    });
  }

  accountsBelow(units: readonly string[]): Promise<Fact<readonly MemberAccount[]>> {
    return this.#read('organizations:ListAccountsForParent', async () => {
      const found = new Map<AccountId, Account>();
      const parents = [...units];
      const seen = new Set<string>();
      for (let ParentId = parents.shift(); ParentId !== undefined; ParentId = parents.shift()) {
        if (seen.has(ParentId)) continue;
        seen.add(ParentId);
        await this.#listBelow(ParentId, found, parents);
      }
      return this.#withTags(found);
    });
  }

  async #listBelow(ParentId: string, found: Map<AccountId, Account>, parents: string[]): Promise<void> {
    const client = this.#client;
    const accounts = complete(paginateListAccountsForParent({ client }, { ParentId }), nextToken);
    for await (const page of accounts) keep(found, page.Accounts);
    const units = complete(paginateListOrganizationalUnitsForParent({ client }, { ParentId }), nextToken);
    for await (const { OrganizationalUnits = [] } of units)
      parents.push(...OrganizationalUnits.flatMap(({ Id }) => Id ?? []));
  }

  #withTags(found: ReadonlyMap<AccountId, Account>): Promise<readonly MemberAccount[]> {
    const member = async ([id, { Name, Status }]: [AccountId, Account]): Promise<MemberAccount> => ({
      id,
      status: Status === 'SUSPENDED' || Status === 'PENDING_CLOSURE' ? Status : 'ACTIVE',
      tags: await this.#tagsOf(id),
      ...(Name === undefined ? {} : { name: Name }),
    });
    return pMap([...found], member, { concurrency: TAGS_AT_ONCE });
  }

  async #tagsOf(ResourceId: AccountId): Promise<Readonly<Record<string, string>>> {
    const client = this.#client;
    const tags: Record<string, string> = {};
    for await (const { Tags = [] } of complete(paginateListTagsForResource({ client }, { ResourceId }), nextToken))
      for (const { Key, Value } of Tags) if (Key !== undefined) tags[Key] = Value ?? '';
    return tags;
  }

  async #read<T>(operation: string, read: () => Promise<T>): Promise<Fact<T>> {
    try {
      return await readFact(operation, this.#hubAccount, read);
    } catch (error) {
      // There is none, or a unit is not in it: nothing that passes by itself.
      const { name, message } = error as Error;
      return unknown({ kind: 'not-configured', operation, account: this.#hubAccount, message: `${name}: ${message}` });
    }
  }
}

function keep(found: Map<AccountId, Account>, accounts: readonly Account[] = []): void {
  for (const account of accounts) if (account.Id !== undefined) found.set(account.Id, account);
}
