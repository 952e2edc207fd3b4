import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { inOwnAccount } from './errors.ts';

/** Publishes a notice as people read it. @throws AwsUnavailable, AwsRefused */
export async function publishNotice(topic: SNSClient, topicArn: string, notice: OutgoingNotice): Promise<void> {
  const { subject, text } = notice;
  await publish(topic, { TopicArn: topicArn, Subject: subject, Message: text }, notice);
}

/** Publishes a notice as Amazon Q Developer in chat applications reads it. @param message its custom notification, as JSON */
export async function publishForChat(
  topic: SNSClient,
  topicArn: string,
  message: string,
  notice: OutgoingNotice,
): Promise<void> {
  await publish(topic, { TopicArn: topicArn, Message: message }, notice);
}

async function publish(
  topic: SNSClient,
  input: { readonly TopicArn: string; readonly Subject?: string; readonly Message: string },
  { id, detailType, about }: OutgoingNotice,
): Promise<void> {
  const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });
  const MessageAttributes = {
    // The id lets a subscriber drop the repetition that a crash between sending and marking can cause.
    noticeId: attribute(id),
    detailType: attribute(detailType),
    // What subscriptions may filter by.
    ...(about && { severity: attribute(about.severity), code: attribute(about.code) }),
  };
  const command = new PublishCommand({ ...input, MessageAttributes });
  await inOwnAccount('sns:Publish', () => topic.send(command));
}
