import type { AccountId } from '../domain/arn.ts';
import type { ReadableAccounts } from '../gathering/ports.ts';
import type { Directory } from './member-sessions.ts';

/** The accounts that a deployment names, and those that sweeps of the organisation have found since. */
export class KnownAccounts implements ReadableAccounts {
  readonly #named: readonly AccountId[];
  readonly #directory: Directory;

  /** @param named the own account among them */
  constructor(named: readonly AccountId[], directory: Directory) {
    this.#named = named;
    this.#directory = directory;
  }

  /** Each once, the named ones first. A suspended one is left out: nobody can enter it. */
  async accounts(): Promise<readonly AccountId[]> {
    const found = (await this.#directory.members()).filter(({ status }) => status === 'ACTIVE');
    return [...new Set([...this.#named, ...found.map(({ id }) => id)])];
  }
}
