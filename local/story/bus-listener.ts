import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import { randomUUID } from 'node:crypto';
import type { ClientSettings } from '../cloud/accounts.ts';
import { MessageQueue } from './message-queue.ts';

export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>> & { readonly noticeId?: string };
}

/** A program that listens on an account's bus to what RenewGuard tells there. */
export class BusListener {
  readonly #queue: MessageQueue<BusEvent>;

  private constructor(queue: MessageQueue<BusEvent>) {
    this.#queue = queue;
  }

  /** @param source which events it hears: an event pattern's */
  static async listen(
    { cloud }: { readonly cloud: ClientSettings },
    source: readonly unknown[] = ['renewguard'],
  ): Promise<BusListener> {
    const events = new EventBridgeClient(cloud);
    const Name = `listener-${randomUUID()}`;
    const queue = await MessageQueue.create(cloud, Name, (body) => JSON.parse(body) as BusEvent);
    await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source }) }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn: queue.arn }] }));
    return new BusListener(queue);
  }

  /** The events about a CA so far, after a pause in which nothing more came. */
  async about(authorityArn: string): Promise<readonly BusEvent[]> {
    const received = await this.all();
    const id = authorityArn.split('/').at(-1) ?? '';
    return received.filter(({ detail }) => detail.noticeId?.startsWith(`${id}/`));
  }

  /** All of them, after such a pause. */
  all(): Promise<readonly BusEvent[]> {
    return this.#queue.all();
  }

  /** Waits for the first event that fits, received before or to come. @returns undefined when none came in time */
  waitFor(fits: (event: BusEvent) => boolean): Promise<BusEvent | undefined> {
    return this.#queue.waitFor(fits);
  }
}
