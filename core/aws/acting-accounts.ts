import type { AccountId } from '../domain/arn.ts';
import type { Unreadable } from '../domain/fact.ts';
import { AccountNotActedOn } from '../domain/reissue/refusals.ts';
import { actingClients, type ActingClients, type TemporaryCredentials } from './clients.ts';
import { ClientsBySession } from './clients-by-session.ts';
import { AwsUnavailable } from './errors.ts';
import type { MemberSessions } from './member-sessions.ts';

/** Where RenewGuard acts: in the account and region of what it acts on. */
export interface ActedAccounts {
  /**
   * @param arn of what is acted on
   * @throws AccountNotActedOn where it is an account's that RenewGuard has no right to act in; AwsUnavailable
   */
  clientsFor(arn: string): Promise<ActingClients>;
}

type Open = (region: string, credentials?: TemporaryCredentials) => ActingClients;

/** Opens accounts to act in: the own one with the function's role, members through their act role, where there is one. */
export class ActingAccounts implements ActedAccounts {
  readonly #account: AccountId;
  readonly #members: Pick<MemberSessions, 'sessionIn'> | undefined;
  readonly #open: Open;
  readonly #clients = new ClientsBySession<ActingClients>();

  /**
   * @param account the own one
   * @param members sessions of the act role; undefined: RenewGuard acts in its own account only
   * @param open makes the clients of a region
   */
  constructor(account: AccountId, members: Pick<MemberSessions, 'sessionIn'> | undefined, open: Open = actingClients) {
    this.#account = account;
    this.#members = members;
    this.#open = open;
  }

  async clientsFor(arn: string): Promise<ActingClients> {
    const [, , , region = '', account = ''] = arn.split(':');
    const credentials = account === this.#account ? undefined : await this.#credentialsIn(account, arn);
    return this.#clients.clientsIn(region, credentials, () => this.#open(region, credentials));
  }

  async #credentialsIn(account: AccountId, arn: string): Promise<TemporaryCredentials> {
    if (this.#members === undefined) throw new AccountNotActedOn(noRole(arn, account, this.#account));
    const session = await this.#members.sessionIn(account);
    if (!session.known) throw notEntered(arn, account, session.why);
    return session.value;
  }
}

/** What passes by itself is tried again; a role that is not there, or that trusts somebody else, is for a person. */
function notEntered(arn: string, account: AccountId, { kind, operation, message }: Unreadable): Error {
  if (kind === 'throttled' || kind === 'unavailable') return new AwsUnavailable(`${arn}: ${operation}: ${message}`);
  return new AccountNotActedOn(
    `${arn} is of account ${account}, whose act role RenewGuard can't take on (${operation}: ${message}): deploy ` +
      'organization/member.template.yaml there with LetAct=true, the same ExternalId, and the role named by MemberActRoleName',
  );
}

const noRole = (arn: string, account: AccountId, own: AccountId): string =>
  `${arn} is of account ${account}, and RenewGuard acts in account ${own} only, for its parameter MemberActRoleName is empty: ` +
  'set it, and deploy organization/member.template.yaml there with LetAct=true; or replace it there by hand';
