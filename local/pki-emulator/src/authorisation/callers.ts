import type { Principal } from './principal.ts';

/** What is known of access keys that are no account: from the admin API, and from asking STS. */
export class Callers {
  readonly #told = new Map<string, Principal>();
  readonly #asked = new Map<string, Principal | undefined>();

  /** Whose a key is by the word of the admin API, which counts more than STS. */
  told(accessKeyId: string): Principal | undefined {
    return this.#told.get(accessKeyId);
  }

  tell(accessKeyId: string, principal: Principal): void {
    this.#told.set(accessKeyId, principal);
  }

  asked(accessKeyId: string): boolean {
    return this.#asked.has(accessKeyId);
  }

  seen(accessKeyId: string): Principal | undefined {
    return this.#asked.get(accessKeyId);
  }

  remember(accessKeyId: string, principal: Principal | undefined): void {
    this.#asked.set(accessKeyId, principal);
  }

  clear(): void {
    this.#told.clear();
    this.#asked.clear();
  }
}
