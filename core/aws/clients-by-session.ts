import type { TemporaryCredentials } from './clients.ts';

/** Clients of the function's own role and of each session: made once for a region, and gone with their session. */
export class ClientsBySession<Clients> {
  readonly #own = new Map<string, Clients>();
  readonly #ofSessions = new WeakMap<TemporaryCredentials, Map<string, Clients>>();

  /** @param credentials undefined: the function's own */
  clientsIn(region: string, credentials: TemporaryCredentials | undefined, make: () => Clients): Clients {
    const clients = credentials === undefined ? this.#own : this.#of(credentials);
    const known = clients.get(region) ?? make();
    clients.set(region, known);
    return known;
  }

  #of(credentials: TemporaryCredentials): Map<string, Clients> {
    const clients = this.#ofSessions.get(credentials) ?? new Map<string, Clients>();
    this.#ofSessions.set(credentials, clients);
    return clients;
  }
}
