import { setTimeout } from 'node:timers/promises';
import type { Bench } from '../kit/emulator.ts';
import { ask } from './asking.ts';
import type { ServiceName } from './botocore.ts';
import type { Json } from './protocol.ts';

/** A call that succeeded, to be broken in all ways afterwards. */
export interface Success {
  readonly service: ServiceName;
  readonly operation: string;
  readonly input: Json;
}

/** Calls operations one after the other, each of which must succeed, and remembers the inputs. */
export class Walk {
  readonly successes: Success[] = [];
  readonly bench: Bench;
  readonly account: string;

  constructor(bench: Bench, account: string) {
    this.bench = bench;
    this.account = account;
  }

  /** @throws Error when the service refuses it, or answers what the model has not */
  async call(service: ServiceName, operation: string, input: Json = {}): Promise<Json> {
    const answer = await this.#settled(service, operation, input);
    if (answer.error !== undefined) throw new Error(`${service} ${operation}: ${answer.error}: ${answer.message}`);
    this.successes.push({ service, operation, input });
    return answer.body;
  }

  /** Asks until it is no longer in progress. */
  async #settled(service: ServiceName, operation: string, input: Json) {
    for (let attempt = 0; ; attempt++) {
      const answer = await ask({ url: this.bench.url, account: this.account }, service, operation, input);
      if (answer.error !== 'RequestInProgressException' || attempt > 1000) return answer;
      await setTimeout(10);
    }
  }
}

export const base64 = (text: string | Buffer): string => Buffer.from(text).toString('base64');
