import { GetSecretValueCommand, paginateListSecrets, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { setTimeout as delay } from 'node:timers/promises';
import type { Guard } from './guard.ts';

/** Reads every version of every secret of an account while it is there, the temporary ones among them. */
export class SecretWatch {
  /** The private keys, PEM, by the secret and version that hold them. */
  readonly keys = new Map<string, string>();
  readonly #client: SecretsManagerClient;
  readonly #seen = new Set<string>();
  readonly #watching: Promise<void>;
  #isOver = false;

  constructor({ cloud }: Guard) {
    this.#client = new SecretsManagerClient(cloud);
    this.#watching = this.#watch();
  }

  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#watching;
  }

  async #watch(): Promise<void> {
    for (; !this.#isOver; await delay(100)) await this.#look();
    await this.#look();
  }

  async #look(): Promise<void> {
    for await (const { SecretList = [] } of paginateListSecrets({ client: this.#client }, {}))
      for (const { ARN = '', SecretVersionsToStages = {} } of SecretList)
        for (const version of Object.keys(SecretVersionsToStages)) await this.#read(ARN, version);
  }

  async #read(SecretId: string, VersionId: string): Promise<void> {
    const name = `${SecretId} ${VersionId}`;
    if (this.#seen.has(name)) return;
    const get = new GetSecretValueCommand({ SecretId, VersionId });
    const { SecretString } = await this.#client.send(get).catch(() => ({ SecretString: undefined })); // gone by now
    if (SecretString === undefined) return;
    this.#seen.add(name);
    const pem = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]+-----END [A-Z ]*PRIVATE KEY-----/.exec(
      SecretString.replaceAll('\\n', '\n'),
    )?.[0];
    if (pem !== undefined) this.keys.set(name, pem);
  }
}
