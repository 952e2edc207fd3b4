import { turnIn } from '../../core/domain/reissue/budget.ts';

/** An issuance that wants a certificate of a CA. Times are ISO 8601. */
export interface Claim {
  readonly authorityArn: string;
  readonly intent: string;
  /** The end of the certificate that is replaced. */
  readonly notAfter: string;
  readonly now: string;
}

const TWO_HOURS = 2 * 60 * 60 * 1000;
const A_DAY_IN_SECONDS = 24 * 60 * 60;

interface Waiting {
  readonly authorityArn: string;
  readonly key: string;
  /** When it was told to come again, in milliseconds. */
  readonly comesAt: number;
}

/** The CAs' hourly budgets, who waits for them, and what was issued in a month, as the table keeps them. */
export class FakeBudget {
  readonly #used = new Map<string, number>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #issued = new Map<string, Map<string, number>>();

  /** Takes one of the hour's. @returns what is waited for; undefined: it is taken */
  take(claim: Claim, limit: number): { readonly wait: number; readonly isFirstWait: boolean } | undefined {
    const hour = `${claim.authorityArn} ${claim.now.slice(0, 13)}`;
    const used = this.#used.get(hour) ?? 0;
    const turn = turnIn(used, this.#ahead(claim), limit, claim.now);
    if ('wait' in turn) return { wait: turn.wait, isFirstWait: this.#wait(claim, turn.wait) };
    this.#used.set(hour, used + 1);
    return this.leave(claim);
  }

  /** Waits no longer. */
  leave({ authorityArn, intent }: Claim): undefined {
    this.#waiting.delete(`${authorityArn} ${intent}`);
  }

  /** One more of the month's. */
  count({ authorityArn, now }: Claim): void {
    const month = this.#issued.get(now.slice(0, 7)) ?? new Map<string, number>();
    this.#issued.set(now.slice(0, 7), month.set(authorityArn, (month.get(authorityArn) ?? 0) + 1));
  }

  issuedIn(month: string): ReadonlyMap<string, number> {
    return new Map(this.#issued.get(month));
  }

  #ahead({ authorityArn, notAfter, intent, now }: Claim): number {
    const own = orderOf(notAfter, intent);
    const waiting = [...this.#waiting.values()].filter((each) => each.authorityArn === authorityArn);
    return waiting.filter(({ key, comesAt }) => key < own && comesAt + TWO_HOURS > Date.parse(now)).length;
  }

  #wait({ authorityArn, intent, notAfter, now }: Claim, wait: number): boolean {
    const before = this.#waiting.get(`${authorityArn} ${intent}`);
    const comesAt = Date.parse(now) + wait * 1000;
    this.#waiting.set(`${authorityArn} ${intent}`, { authorityArn, key: orderOf(notAfter, intent), comesAt });
    return before === undefined || seconds(before.comesAt) + A_DAY_IN_SECONDS <= seconds(Date.parse(now));
  }
}

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

const orderOf = (notAfter: string, intent: string): string => `${new Date(notAfter).toISOString()}#${intent}`;
