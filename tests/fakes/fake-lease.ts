import type { Arrived, Released } from '../../core/aws/verification-lease.ts';

interface Held {
  holder: string;
  until: number;
  arrived?: Arrived | undefined;
  /** What the next run is for: kept until that run begins. */
  taken?: Arrived | undefined;
}

/** An abandoned CA: what arrived is kept. */
const NOBODY = '';

const LEASE_MILLISECONDS = 15 * 60 * 1000;

/** One verification of a CA in flight, in this process. tests/journeys/verification-lease.test.ts shows that the real one does the same. */
export class FakeLease {
  readonly #held = new Map<string, Held>();

  claim(authorityArn: string, holder: string, arrived: Arrived, now: Date): Promise<boolean> {
    const held = this.#held.get(authorityArn);
    const until = now.getTime() + LEASE_MILLISECONDS;
    if (held?.holder === holder) Object.assign(held, { until, taken: undefined });
    else if (held === undefined || held.holder === NOBODY || held.until < now.getTime())
      this.#held.set(authorityArn, { ...held, holder, until });
    else {
      held.arrived = together(held.arrived, arrived);
      return Promise.resolve(false);
    }
    return Promise.resolve(true);
  }

  renew(authorityArn: string, holder: string, now: Date): Promise<boolean> {
    const held = this.#held.get(authorityArn);
    if (held?.holder !== holder) return Promise.resolve(false);
    held.until = now.getTime() + LEASE_MILLISECONDS;
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

  heldBy(holder: string): Promise<readonly string[]> {
    const held = [...this.#held].filter(([, each]) => each.holder === holder);
    return Promise.resolve(held.map(([authorityArn]) => authorityArn));
  }

  abandon(authorityArn: string, holder: string): Promise<boolean> {
    const held = this.#held.get(authorityArn);
    if (held?.holder === holder) held.holder = NOBODY;
    return Promise.resolve(held?.holder === NOBODY && (held.arrived ?? held.taken) !== undefined);
  }

  forgetHeld(): Promise<void> {
    return Promise.resolve();
  }

  holderOf(authorityArn: string): string | undefined {
    const holder = this.#held.get(authorityArn)?.holder;
    return holder === NOBODY ? undefined : holder;
  }
}

/** The first one's name, and what all of them took away. */
const together = (before: Arrived | undefined, { eventName, removals }: Arrived): Arrived => ({
  eventName: before?.eventName ?? eventName,
  removals: [...new Set([...(before?.removals ?? []), ...removals])].toSorted(),
});
