import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import type { ClientSettings } from '../cloud/accounts.ts';

/** A notice as it reached a subscriber of the topic. */
export interface ReceivedNotice {
  readonly id: string;
  readonly subject: string;
  readonly text: string;
  /** performance.now() of its receipt. */
  readonly at: number;
}

/** The queue that stands for the people in the story. */
export const STORY_INBOX = 'story-inbox';

/** Stands for the people who are alerted: a queue that is subscribed to the topic. */
export class AlertInbox {
  readonly #sqs: SQSClient;
  readonly #queueUrl: string;
  readonly #received: ReceivedNotice[] = [];

  private constructor(sqs: SQSClient, queueUrl: string) {
    this.#sqs = sqs;
    this.#queueUrl = queueUrl;
  }

  static async subscribe(settings: ClientSettings, topicArn: string, name: string): Promise<AlertInbox> {
    const sqs = new SQSClient(settings);
    const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
    const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const queueArn = Attributes?.QueueArn ?? '';
    const Policy = JSON.stringify(topicMaySend(topicArn, queueArn));
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { Policy } }));
    const subscribe = new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queueArn });
    await new SNSClient(settings).send(subscribe);
    return new AlertInbox(sqs, QueueUrl);
  }

  /** Waits for the first notice that fits, received before or to come. @returns undefined when none came in time */
  async waitFor(fits: (notice: ReceivedNotice) => boolean, milliseconds = 30_000): Promise<ReceivedNotice | undefined> {
    const deadline = performance.now() + milliseconds;
    for (;;) {
      const found = this.#received.find(fits);
      if (found !== undefined || performance.now() > deadline) return found;
      await this.#receive();
    }
  }

  /** All that came, after a pause in which nothing more did. */
  async all(): Promise<readonly ReceivedNotice[]> {
    while (await this.#receive());
    return this.#received;
  }

  async #receive(): Promise<boolean> {
    const receive = new ReceiveMessageCommand({
      QueueUrl: this.#queueUrl,
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 1,
    });
    const { Messages = [] } = await this.#sqs.send(receive);
    const at = performance.now();
    this.#received.push(...Messages.map(({ Body }) => readNotice(Body ?? '{}', at)));
    if (Messages.length === 0) return false;
    const Entries = Messages.map(({ MessageId, ReceiptHandle }) => ({ Id: MessageId, ReceiptHandle }));
    await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl: this.#queueUrl, Entries }));
    return true;
  }
}

/** Without it a topic's messages are refused, on AWS as here. */
const topicMaySend = (topicArn: string, queueArn: string): object => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { Service: 'sns.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: queueArn,
      Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
    },
  ],
});

interface Envelope {
  readonly Subject?: string;
  readonly Message?: string;
  readonly MessageAttributes?: Readonly<Record<string, { readonly Value: string }>>;
}

function readNotice(body: string, at: number): ReceivedNotice {
  const { Subject = '', Message = '', MessageAttributes } = JSON.parse(body) as Envelope;
  return { id: MessageAttributes?.noticeId?.Value ?? '', subject: Subject, text: Message, at };
}
