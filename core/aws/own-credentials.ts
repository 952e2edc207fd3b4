import type { AccountId } from '../domain/arn.ts';
import { unknown, type Fact } from '../domain/fact.ts';
import type { AccountReader } from './accounts.ts';
import { terminalClients, type ReadingClients, type TerminalClients } from './clients.ts';
import { readFact } from './errors.ts';

/** Asked for each certificate or CA: these wait for the quota. What is asked once for a region fails as soon as it fails. */
const MANY = new Set(['acm:DescribeCertificate', 'acm-pca:ListPermissions']);

/**
 * Reads with the credentials of whoever sits at the terminal. Private CA of another account answers them where its policy
 * shares the CA; ACM and IAM are the own account's only.
 */
export class OwnCredentials implements AccountReader {
  readonly #account: AccountId | undefined;
  /** By region. */
  readonly #clients = new Map<string, TerminalClients>();

  /** @param account the account that the credentials are of; undefined: nothing else than its own is asked for */
  constructor(account: AccountId | undefined) {
    this.#account = account;
  }

  async read<T>(
    account: AccountId,
    region: string,
    operation: string,
    ask: (clients: ReadingClients) => Promise<T>,
  ): Promise<Fact<T>> {
    if (this.#account !== undefined && account !== this.#account && !operation.startsWith('acm-pca:')) {
      const message = `the credentials are of account ${this.#account}`;
      return unknown({ kind: 'not-configured', operation, account, message });
    }
    const { patient, prompt } = this.#clientsIn(region);
    const clients = MANY.has(operation) ? patient : prompt;
    try {
      return await readFact(operation, account, () => ask(clients));
    } catch (error) {
      // An operation that a region doesn't offer, or refuses: what else was asked is worth telling all the same.
      if (!isAnswer(error)) throw error;
      return unknown({ kind: 'unavailable', operation, account, message: `${error.name}: ${error.message}` });
    }
  }

  #clientsIn(region: string): TerminalClients {
    const clients = this.#clients.get(region) ?? terminalClients(region);
    this.#clients.set(region, clients);
    return clients;
  }
}

/** Whether a service said it, and not a mistake in this program. */
const isAnswer = (error: unknown): error is Error => error instanceof Error && '$fault' in error;
