import type { STSClient } from '@aws-sdk/client-sts';
import type { AccountId } from '../domain/arn.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { CallPace } from './call-pace.ts';
import { readingClients, tokenClient, type ReadingClients } from './clients.ts';
import { ClientsBySession } from './clients-by-session.ts';
import { readFact } from './errors.ts';
import { MemberSessions, type Directory } from './member-sessions.ts';

/** How other accounts are entered to be read. */
export interface AccountAccess {
  readonly hubAccount: AccountId;
  /** The only other accounts that are entered, beside those that sweeps found, whatever a policy names. */
  readonly memberAccounts: readonly AccountId[];
  readonly region: string;
  readonly partition: string;
  readonly memberRoleName: string;
  /** Empty: none is sent. */
  readonly externalId: string;
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

/** What may be absent: calls are made as they come; the named members are entered only. */
export interface MoreOfAccounts {
  readonly pace?: CallPace;
  readonly directory?: Directory;
}

/** Opens accounts for reading: the own one with the function's role, others through the member role. */
export class Accounts implements AccountReader {
  readonly #hubAccount: AccountId;
  readonly #sessions: MemberSessions;
  readonly #pace: CallPace | undefined;
  readonly #clients = new ClientsBySession<ReadingClients>();

  /**
   * @param actions all that is read in other accounts: their sessions may do nothing else
   * @param now the system's time in milliseconds: sessions of AWS end by it, not by a clock that can be moved
   */
  constructor(access: AccountAccess, actions: readonly string[], now: () => number, more: MoreOfAccounts = {}) {
    const { hubAccount, region, memberRoleName: roleName } = access;
    const tokens: STSClient = tokenClient(region);
    this.#hubAccount = hubAccount;
    this.#pace = more.pace;
    this.#sessions = new MemberSessions({ ...access, roleName, actions }, tokens, now, more.directory);
    more.pace?.watching(hubAccount, region)(tokens, 'sts');
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
    const session = account === this.#hubAccount ? known(undefined) : await this.#sessions.sessionIn(account);
    if (!session.known) return session;
    const open = (): ReadingClients => readingClients(region, session.value, watch);
    return known(this.#clients.clientsIn(region, session.value, open));
  }
}
