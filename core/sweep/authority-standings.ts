import { parseAuthorityArn, type AccountId } from '../domain/arn.ts';
import type { AuthorityFacts, ConsumerFacts } from '../domain/authorities/authority.ts';
import { unknown, type Fact } from '../domain/fact.ts';
import type { AuthorityReading } from '../domain/inventory/authority-record.ts';
import { gatherConsumer } from '../gathering/authority-standing.ts';
import type { ScanPorts } from './scan-ports.ts';

export type AuthorityStandingsPorts = Pick<ScanPorts, 'shared' | 'authorityReadings' | 'consumers' | 'clock'>;

/** What one scan read of a CA, for all. */
export interface SharedReading extends AuthorityReading {
  /** When it began to read, ISO 8601. */
  readonly readAt: string;
}

/** How CAs stand for ACM of accounts, read once a sweep, whoever asks. */
export class AuthorityStandings {
  readonly #ports: AuthorityStandingsPorts;
  readonly #sweepId: string;
  readonly #readings = new Map<string, Promise<SharedReading>>();
  readonly #consumers = new Map<AccountId, Promise<ConsumerFacts>>();

  constructor(ports: AuthorityStandingsPorts, sweepId: string) {
    this.#ports = ports;
    this.#sweepId = sweepId;
  }

  reading(arn: string): Promise<SharedReading> {
    const { shared, authorityReadings, clock } = this.#ports;
    const read = async (): Promise<SharedReading> => {
      const readAt = (await clock.now()).toISOString();
      return { ...(await authorityReadings.readAuthority(arn)), readAt };
    };
    return kept(this.#readings, arn, () => shared.once(this.#sweepId, `authority#${arn}`, read));
  }

  consumer(account: AccountId): Promise<ConsumerFacts> {
    const { shared, consumers } = this.#ports;
    return kept(this.#consumers, account, () =>
      shared.once(this.#sweepId, `consumer#${account}`, () => gatherConsumer(consumers, account)),
    );
  }

  /** What decides whether ACM of the account may renew from the CA, and nothing more. */
  async standing(arn: string, account: AccountId): Promise<AuthorityFacts> {
    const authority = parseAuthorityArn(arn);
    const { description, grants, policy } = await this.reading(arn);
    const common = { authority, description, candidates: [] };
    if (account === authority.account)
      return { ...common, grants, policy: undecisive('acm-pca:GetPolicy', account), consumers: [] };
    const consumers = [await this.consumer(account)];
    return { ...common, grants: undecisive('acm-pca:ListPermissions', account), policy, consumers };
  }
}

const undecisive = (operation: string, account: AccountId): Fact<never> =>
  unknown({ kind: 'not-configured', operation, account, message: 'not asked: it decides nothing here' });

function kept<V>(map: Map<string, Promise<V>>, key: string, read: () => Promise<V>): Promise<V> {
  const value = map.get(key) ?? read();
  map.set(key, value);
  return value;
}
