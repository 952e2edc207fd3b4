import type { AccountId } from '../domain/arn.ts';
import { unknown, type Fact } from '../domain/fact.ts';
import type { AccountReader } from './accounts.ts';
import { patientClients, type ReadingClients } from './clients.ts';
import { readFact } from './errors.ts';

/**
 * Reads with the credentials of whoever sits at the terminal. Private CA of another account answers them where its policy
 * shares the CA; ACM and IAM are the own account's only.
 */
export class OwnCredentials implements AccountReader {
  readonly #account: AccountId;
  /** By region. */
  readonly #clients = new Map<string, ReadingClients>();

  /** @param account the account that the credentials are of */
  constructor(account: AccountId) {
    this.#account = account;
  }

  async read<T>(
    account: AccountId,
    region: string,
    operation: string,
    ask: (clients: ReadingClients) => Promise<T>,
  ): Promise<Fact<T>> {
    if (account !== this.#account && !operation.startsWith('acm-pca:')) {
      const message = `the credentials are of account ${this.#account}; use a profile of account ${account}`;
      return unknown({ kind: 'not-configured', operation, account, message });
    }
    const clients = this.#clients.get(region) ?? patientClients(region);
    this.#clients.set(region, clients);
    try {
      return await readFact(operation, account, () => ask(clients));
    } catch (error) {
      // An operation that a region doesn't offer, or refuses: what else was asked is worth telling all the same.
      if (!isAnswer(error)) throw error;
      return unknown({ kind: 'unavailable', operation, account, message: `${error.name}: ${error.message}` });
    }
  }
}

/** Whether a service said it, and not a mistake in this program. */
const isAnswer = (error: unknown): error is Error => error instanceof Error && '$fault' in error;
