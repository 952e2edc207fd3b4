import type { AccountId } from '../domain/arn.ts';
import type { Fact } from '../domain/fact.ts';
import type { SecretDescription } from '../reissue/ports.ts';
import { ownSecretsClient } from './clients.ts';
import { readFact } from './errors.ts';
import { SecretVault } from './vault.ts';

/** Looks, from a terminal, at secrets that certificates would be delivered to; never at what is in them. */
export class OwnSecrets {
  readonly #account: AccountId;
  readonly #vault: SecretVault;

  constructor(account: AccountId, region: string) {
    this.#account = account;
    // It makes none here, so no key is named.
    this.#vault = new SecretVault(ownSecretsClient(region), '');
  }

  /** @returns undefined where there is no such secret */
  secretNamed(secret: string): Promise<Fact<SecretDescription | undefined>> {
    return readFact('secretsmanager:DescribeSecret', this.#account, async () => {
      try {
        return await this.#vault.describeSecret(secret);
      } catch (error) {
        throw (error instanceof Error ? error.cause : undefined) ?? error; // as the service said it
      }
    });
  }
}
