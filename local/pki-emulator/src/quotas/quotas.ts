import { ServiceError } from '../errors.ts';
import { publishedQuotas, quotaOf } from './quota.ts';
import { TokenBucket } from './token-bucket.ts';

/** A call as quotas see it. */
export interface Counted {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
}

/** The calls of one account and region that were refused. */
export interface Throttled extends Counted {
  readonly count: number;
}

/** REST clients are told with 429 (Too Many Requests), JSON clients with 400 as any client error. */
const STATUS: Readonly<Record<string, number>> = { rolesanywhere: 429 };

/** The tagging API's model has a name of its own for it. */
const CODE: Readonly<Record<string, string>> = { tagging: 'ThrottledException' };

/**
 * Each account's requests per second in each region. They are counted in real time, whatever the emulator's clock does:
 * a client that has to wait a second waits a real one, and no move of the clock gives it calls it did not wait for.
 */
export class Quotas {
  enabled: boolean;
  readonly #milliseconds: () => number;
  readonly #rates = publishedQuotas();
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #throttled = new Map<string, Throttled>();

  /** @param milliseconds real time that only runs forward, as performance.now tells it */
  constructor(enabled: boolean, milliseconds: () => number = () => performance.now()) {
    this.enabled = enabled;
    this.#milliseconds = milliseconds;
  }

  /** The answer to a call that is one too many; undefined for any other, which is counted. */
  refusal(call: Counted): ServiceError | undefined {
    const quota = this.enabled ? quotaOf(call.service, call.operation) : undefined;
    if (!quota) return undefined;
    const perSecond = this.#rates.get(quota.name) ?? quota.perSecond;
    const now = this.#milliseconds();
    const key = `${call.account}/${call.region}/${quota.name}`;
    const bucket = this.#buckets.get(key) ?? new TokenBucket(perSecond, now);
    this.#buckets.set(key, bucket);
    if (bucket.take(perSecond, now)) return undefined;
    this.#count(call);
    const code = CODE[call.service] ?? 'ThrottlingException';
    return new ServiceError(code, 'Rate exceeded', STATUS[call.service] ?? 400);
  }

  adjust(name: string, perSecond: number): void {
    this.#rates.set(name, perSecond);
  }

  state() {
    return {
      enabled: this.enabled,
      rates: Object.fromEntries(this.#rates),
      throttled: [...this.#throttled.values()],
    };
  }

  /** Full buckets, the published rates, nothing throttled. */
  reset(enabled: boolean): void {
    this.enabled = enabled;
    this.#buckets.clear();
    this.#throttled.clear();
    for (const [name, perSecond] of publishedQuotas()) this.#rates.set(name, perSecond);
  }

  #count({ service, operation, account, region }: Counted): void {
    const key = `${account}/${region}/${service}:${operation}`;
    const count = (this.#throttled.get(key)?.count ?? 0) + 1;
    this.#throttled.set(key, { service, operation, account, region, count });
  }
}
