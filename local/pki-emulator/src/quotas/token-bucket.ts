/**
 * A token bucket that begins full: as many calls at once as a second allows, refilled evenly. AWS publishes the rates
 * of acm, acm-pca and rolesanywhere, and no burst beyond them; so there is none.
 */
export class TokenBucket {
  #tokens: number;
  #filledAt: number;

  /** @param now in milliseconds of a clock that only runs forward */
  constructor(perSecond: number, now: number) {
    this.#tokens = perSecond;
    this.#filledAt = now;
  }

  /** Takes a token if there is one. */
  take(perSecond: number, now: number): boolean {
    const gained = ((now - this.#filledAt) / 1000) * perSecond;
    this.#tokens = Math.min(perSecond, this.#tokens + gained);
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens--;
    return true;
  }
}
