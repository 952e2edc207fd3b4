import type { Arrived, Released } from '../../core/aws/verification-lease.ts';

interface Held {
  readonly holder: string;
  until: number;
  arrived?: Arrived;
  /** What the next run is for: kept until that run begins. */
  taken?: Arrived;
}

const LEASE_MILLISECONDS = 15 * 60 * 1000;

/** One verification of a CA in flight, in this process. tests/journeys/table-adapters.test.ts shows that the real one does the same. */
export class FakeLease {
  readonly #held = new Map<string, Held>();

  claim(authorityArn: string, holder: string, arrived: Arrived, now: Date): Promise<boolean> {
    const held = this.#held.get(authorityArn);
    const until = now.getTime() + LEASE_MILLISECONDS;
    if (held?.holder === holder) {
      held.until = until;
      delete held.taken;
    } else if (held === undefined || held.until < now.getTime()) this.#held.set(authorityArn, { holder, until });
    else {
      if (arrived.removal !== undefined || held.arrived === undefined) held.arrived = arrived;
      return Promise.resolve(false);
    }
    return Promise.resolve(true);
  }

  release(authorityArn: string, holder: string, now: Date): Promise<Released> {
    const held = this.#held.get(authorityArn);
    if (held?.holder !== holder) return Promise.resolve({ again: false });
    const taken = held.arrived ?? held.taken;
    if (taken === undefined) {
      this.#held.delete(authorityArn);
      return Promise.resolve({ again: false });
    }
    this.#held.set(authorityArn, { holder, until: now.getTime() + LEASE_MILLISECONDS, taken });
    return Promise.resolve({ again: true, ...taken });
  }

  abandon(authorityArn: string, holder: string): Promise<void> {
    if (this.holderOf(authorityArn) === holder) this.#held.delete(authorityArn);
    return Promise.resolve();
  }

  holderOf(authorityArn: string): string | undefined {
    return this.#held.get(authorityArn)?.holder;
  }
}
