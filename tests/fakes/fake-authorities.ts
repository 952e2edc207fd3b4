import type { AccountId, AuthorityArn } from '../../core/domain/arn.ts';
import type { AuthorityDescription, Grant } from '../../core/domain/authorities/authority.ts';
import { known, type Fact } from '../../core/domain/fact.ts';
import type { AuthorityDescriber, AuthorityLister, AuthorityReader } from '../../core/gathering/ports.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { aDescription, aGrant } from '../builders/authority-facts.ts';

interface StandingAuthority {
  description: Fact<AuthorityDescription | undefined>;
  grants: Fact<readonly Grant[]>;
  policy: Fact<string | undefined>;
}

/** AWS Private CA: authorities as they stand now; any fact can be set to what AWS would not tell. */
export class FakeAuthorities implements AuthorityReader, AuthorityLister, AuthorityDescriber {
  readonly standing = new Map<string, StandingAuthority>();
  readonly sharedTo = new Map<AccountId, Fact<readonly string[]>>();
  owned: Fact<readonly string[]> | undefined;
  /** In place of the list of an account's CAs with their descriptions, where it is refused. */
  listing: Fact<never> | undefined;
  /** How often a CA was described. */
  reads = 0;
  /** What was asked, by operation and ARN or account. */
  readonly asked: string[] = [];

  constructor() {
    this.add();
  }

  /** A CA with ACM's permission, shared with nobody. */
  add(arn: string = AUTHORITY_ARN): StandingAuthority {
    const authority = { description: known(aDescription()), grants: known([aGrant()]), policy: known(undefined) };
    this.standing.set(arn, authority);
    return authority;
  }

  /** The CA of the tests. */
  get one(): StandingAuthority {
    return this.#find(AUTHORITY_ARN) ?? this.add();
  }

  async describe({ arn }: AuthorityArn): Promise<Fact<AuthorityDescription | undefined>> {
    this.reads += 1;
    this.asked.push(`describe ${arn}`);
    await oneTurn();
    return this.#find(arn)?.description ?? known(undefined);
  }

  async grants({ arn }: AuthorityArn): Promise<Fact<readonly Grant[]>> {
    this.asked.push(`grants ${arn}`);
    await oneTurn();
    return this.#find(arn)?.grants ?? known([]);
  }

  async policy({ arn }: AuthorityArn): Promise<Fact<string | undefined>> {
    this.asked.push(`policy ${arn}`);
    await oneTurn();
    return this.#find(arn)?.policy ?? known(undefined);
  }

  async ownedBy(account: AccountId): Promise<Fact<readonly string[]>> {
    await oneTurn();
    return this.owned ?? known([...this.standing.keys()].filter((arn) => arn.split(':')[4] === account));
  }

  async sharedWith(account: AccountId): Promise<Fact<readonly string[]>> {
    await oneTurn();
    return this.sharedTo.get(account) ?? known([]);
  }

  async authoritiesIn(account: AccountId): Promise<Fact<ReadonlyMap<string, AuthorityDescription>>> {
    this.asked.push(`list ${account}`);
    await oneTurn();
    const described = [...this.standing].flatMap(([arn, { description }]): [string, AuthorityDescription][] =>
      arn.split(':')[4] === account && description.known && description.value !== undefined
        ? [[arn, description.value]]
        : [],
    );
    return this.listing ?? known(new Map(described));
  }

  #find(arn: string): StandingAuthority | undefined {
    return this.standing.get(arn);
  }
}

/** Lets others run, as a call over the network does. */
const oneTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
