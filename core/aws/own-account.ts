import type { AccountId } from '../domain/arn.ts';
import { AccountNotActedOn } from '../domain/reissue/refusals.ts';
import { actingClients, type ActingClients } from './clients.ts';

/** Where RenewGuard acts: in its own account, with the function's role, in the region of what it acts on. */
export class OwnAccount {
  readonly #account: AccountId;
  readonly #open: (region: string) => ActingClients;
  readonly #clients = new Map<string, ActingClients>();

  /** @param open makes the clients of a region */
  constructor(account: AccountId, open: (region: string) => ActingClients = actingClients) {
    this.#account = account;
    this.#open = open;
  }

  /**
   * @param arn of what is acted on
   * @throws AccountNotActedOn where it is another account's
   */
  clientsFor(arn: string): ActingClients {
    const [, , , region = '', account = ''] = arn.split(':');
    if (account !== this.#account) throw new AccountNotActedOn(ofAnother(arn, account, this.#account));
    const clients = this.#clients.get(region) ?? this.#open(region);
    this.#clients.set(region, clients);
    return clients;
  }
}

const ofAnother = (arn: string, account: AccountId, own: AccountId): string =>
  `${arn} is of account ${account}, and RenewGuard has rights to act in account ${own} only: replace it there by hand, or deploy RenewGuard in ${account}`;
