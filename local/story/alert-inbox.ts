import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { SetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import type { ClientSettings } from '../cloud/accounts.ts';
import { MessageQueue } from './message-queue.ts';

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
  readonly #queue: MessageQueue<ReceivedNotice>;

  private constructor(queue: MessageQueue<ReceivedNotice>) {
    this.#queue = queue;
  }

  static async subscribe(settings: ClientSettings, topicArn: string, name: string): Promise<AlertInbox> {
    const queue = await MessageQueue.create(settings, name, readNotice);
    const Policy = JSON.stringify(topicMaySend(topicArn, queue.arn));
    await queue.sqs.send(new SetQueueAttributesCommand({ QueueUrl: queue.url, Attributes: { Policy } }));
    const subscribe = new SubscribeCommand({ TopicArn: topicArn, Protocol: 'sqs', Endpoint: queue.arn });
    await new SNSClient(settings).send(subscribe);
    return new AlertInbox(queue);
  }

  /** Waits for the first notice that fits, received before or to come. @returns undefined when none came in time */
  waitFor(fits: (notice: ReceivedNotice) => boolean, milliseconds?: number): Promise<ReceivedNotice | undefined> {
    return this.#queue.waitFor(fits, milliseconds);
  }

  /** All that came, after a pause in which nothing more did. */
  all(): Promise<readonly ReceivedNotice[]> {
    return this.#queue.all();
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
