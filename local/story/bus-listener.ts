import { EventBridgeClient, PutRuleCommand, PutTargetsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { randomUUID } from 'node:crypto';
import type { ClientSettings } from '../cloud/accounts.ts';

export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>> & { readonly noticeId?: string };
}

/** A program that listens on an account's bus to what RenewGuard tells there. */
export class BusListener {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;
  readonly #received: BusEvent[] = [];

  private constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  /** @param source which events it hears: an event pattern's */
  static async listen(
    { cloud }: { readonly cloud: ClientSettings },
    source: readonly unknown[] = ['renewguard'],
  ): Promise<BusListener> {
    const sqs = new SQSClient(cloud);
    const events = new EventBridgeClient(cloud);
    const Name = `listener-${randomUUID()}`;
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: Name }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify({ source }) }));
    await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'queue', Arn: Attributes?.QueueArn }] }));
    return new BusListener(sqs, QueueUrl);
  }

  /** The events about a CA so far, after a pause in which nothing more came. */
  async about(authorityArn: string): Promise<readonly BusEvent[]> {
    const received = await this.all();
    const id = authorityArn.split('/').at(-1) ?? '';
    return received.filter(({ detail }) => detail.noticeId?.startsWith(`${id}/`));
  }

  /** All of them, after such a pause. */
  async all(): Promise<readonly BusEvent[]> {
    while (await this.#receive());
    return this.#received;
  }

  /** Waits for the first event that fits, received before or to come. @returns undefined when none came in time */
  async waitFor(fits: (event: BusEvent) => boolean, milliseconds = 30_000): Promise<BusEvent | undefined> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const found = this.#received.find(fits);
      if (found !== undefined || performance.now() > deadline) return found;
      await this.#receive();
    }
  }

  async #receive(): Promise<boolean> {
    const QueueUrl = this.#queueUrl;
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await this.#sqs.send(receive);
    if (Messages.length === 0) return false;
    this.#received.push(...Messages.map(({ Body }) => JSON.parse(Body ?? '{}') as BusEvent));
    const Entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return true;
  }
}
