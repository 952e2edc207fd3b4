import { AssumeRoleCommand, type STSClient } from '@aws-sdk/client-sts';
import type { AccountId } from '../domain/arn.ts';
import { known, unknown, type Fact, type Unreadable } from '../domain/fact.ts';
import type { AccountDirectory } from '../sweep/ports.ts';
import type { CallPace } from './call-pace.ts';
import { readingClients, tokenClient, type ReadingClients, type TemporaryCredentials } from './clients.ts';
import { readFact } from './errors.ts';

/** How other accounts are entered. */
export interface AccountAccess {
  readonly hubAccount: AccountId;
  /** The only other accounts that are entered, whatever a policy names. */
  readonly memberAccounts: readonly AccountId[];
  readonly region: string;
  readonly partition: string;
  readonly memberRoleName: string;
  /** Empty: none is sent. */
  readonly externalId: string;
}

/** The accounts that sweeps of the organisation have found. */
type Directory = Pick<AccountDirectory, 'members'>;

/** A session is renewed this long before it ends. */
const MARGIN_MILLISECONDS = 5 * 60 * 1000;
const SESSION_NAME = 'renewguard';

interface Session {
  readonly credentials: TemporaryCredentials;
  /** By region. */
  readonly clients: Map<string, ReadingClients>;
}

/** Reads something in an account: a role that can't be assumed, a denial, a throttle or an outage is an unknown fact. */
export interface AccountReader {
  /** @param operation e.g. `acm-pca:ListPermissions` */
  read<T>(
    account: AccountId,
    region: string,
    operation: string,
    ask: (clients: ReadingClients) => Promise<T>,
  ): Promise<Fact<T>>;
}

/** Opens accounts for reading: the own one with the function's role, others through the member role. */
export class Accounts implements AccountReader {
  readonly #access: AccountAccess;
  readonly #tokens: STSClient;
  readonly #now: () => number;
  readonly #pace: CallPace | undefined;
  readonly #directory: Directory | undefined;
  readonly #sessions = new Map<AccountId, Session>();
  /** Sessions that are being opened: reads that come meanwhile wait for the same. */
  readonly #opening = new Map<AccountId, Promise<Fact<Session>>>();
  readonly #own = new Map<string, ReadingClients>();

  /**
   * @param now the system's time in milliseconds: sessions of AWS end by it, not by a clock that can be moved
   * @param more what is absent is left out: calls are made as they come, and the named members are entered only
   */
  constructor(access: AccountAccess, now: () => number, more: { readonly pace?: CallPace; readonly directory?: Directory } = {}) {
    this.#access = access;
    this.#tokens = tokenClient(access.region);
    this.#now = now;
    this.#pace = more.pace;
    this.#directory = more.directory;
    more.pace?.watching(access.hubAccount, access.region)(this.#tokens, 'sts');
  }

  async read<T>(
    account: AccountId,
    region: string,
    operation: string,
    ask: (clients: ReadingClients) => Promise<T>,
  ): Promise<Fact<T>> {
    const clients = await this.#enter(account, region);
    return clients.known ? readFact(operation, account, () => ask(clients.value)) : clients;
  }

  async #enter(account: AccountId, region: string): Promise<Fact<ReadingClients>> {
    const watch = this.#pace?.watching(account, region);
    if (account === this.#access.hubAccount)
      return known(kept(this.#own, region, () => readingClients(region, undefined, watch)));
    const session = await this.#sessionIn(account);
    if (!session.known) return session;
    const { clients, credentials } = session.value;
    return known(kept(clients, region, () => readingClients(region, credentials, watch)));
  }

  async #sessionIn(account: AccountId): Promise<Fact<Session>> {
    if (!(await this.#isMember(account))) return unknown(notAMember(account));
    const session = this.#sessions.get(account);
    if (session !== undefined && session.credentials.expiration.getTime() - MARGIN_MILLISECONDS > this.#now())
      return known(session);
    return kept(this.#opening, account, () => this.#open(account).finally(() => this.#opening.delete(account)));
  }

  /** What the deployment names, and what sweeps of the organisation have found. */
  async #isMember(account: AccountId): Promise<boolean> {
    if (this.#access.memberAccounts.includes(account)) return true;
    const members = (await this.#directory?.members()) ?? [];
    return members.some(({ id, status }) => id === account && status === 'ACTIVE');
  }

  async #open(account: AccountId): Promise<Fact<Session>> {
    const credentials = await readFact('sts:AssumeRole', account, () => this.#assume(account));
    if (!credentials.known) return credentials;
    const session = { credentials: credentials.value, clients: new Map<string, ReadingClients>() };
    this.#sessions.set(account, session);
    return known(session);
  }

  async #assume(account: AccountId): Promise<TemporaryCredentials> {
    const { partition, memberRoleName, externalId } = this.#access;
    const answer = await this.#tokens.send(
      new AssumeRoleCommand({
        RoleArn: `arn:${partition}:iam::${account}:role/${memberRoleName}`,
        RoleSessionName: SESSION_NAME,
        ...(externalId === '' ? {} : { ExternalId: externalId }),
      }),
    );
    const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
    if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
      throw new Error('AssumeRole answered without credentials');
    return {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
      expiration: Expiration,
    };
  }
}

function kept<V>(map: Map<string, V>, key: string, make: () => V): V {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
}

const notAMember = (account: AccountId): Unreadable => ({
  kind: 'not-configured',
  operation: 'sts:AssumeRole',
  account,
  message: `no sweep found ${account} in the organisation: add it to the parameter MemberAccounts, and deploy organization/member.template.yaml there`,
});
