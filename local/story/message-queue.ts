import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ClientSettings } from '../cloud/accounts.ts';

/** A queue that somebody reads: what came so far is kept in order. */
export class MessageQueue<Message> {
  readonly sqs: SQSClient;
  readonly url: string;
  readonly arn: string;
  readonly #read: (body: string, at: number) => Message;
  readonly #received: Message[] = [];

  private constructor(sqs: SQSClient, url: string, arn: string, read: (body: string, at: number) => Message) {
    this.sqs = sqs;
    this.url = url;
    this.arn = arn;
    this.#read = read;
  }

  /** @param read what a message's body says; `at`: performance.now() of its receipt */
  static async create<Message>(
    settings: ClientSettings,
    name: string,
    read: (body: string, at: number) => Message,
  ): Promise<MessageQueue<Message>> {
    const sqs = new SQSClient(settings);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    return new MessageQueue(sqs, QueueUrl, Attributes?.QueueArn ?? '', read);
  }

  /** Waits for the first that fits, received before or to come. @returns undefined when none came in time */
  async waitFor(fits: (message: Message) => boolean, milliseconds = 30_000): Promise<Message | undefined> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const found = this.#received.find(fits);
      if (found !== undefined || performance.now() > deadline) return found;
      await this.#receive();
    }
  }

  /** All that came, after a pause in which nothing more did. */
  async all(): Promise<readonly Message[]> {
    while (await this.#receive());
    return this.#received;
  }

  async #receive(): Promise<boolean> {
    const QueueUrl = this.url;
    const receive = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await this.sqs.send(receive);
    const at = performance.now();
    this.#received.push(...Messages.map(({ Body }) => this.#read(Body ?? '{}', at)));
    if (Messages.length === 0) return false;
    const Entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return true;
  }
}
