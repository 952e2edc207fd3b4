import type { Principal } from './principal.ts';

/** What STS told of access keys that are no account. */
export class Callers {
  readonly #asked = new Map<string, Principal | undefined>();

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
    this.#asked.clear();
  }
}
