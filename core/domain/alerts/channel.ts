import { InvalidInput } from '../invalid-input.ts';

/** What notices go to: the default topic, the bus, Security Hub, another topic, one that a chat application reads, a webhook. */
export type ChannelKind = 'topic' | 'bus' | 'security-hub' | 'sns' | 'chat' | 'webhook';

/** `topic`, `bus`, `security-hub`, `sns:<topic ARN>`, `chat:<topic ARN>`, `webhook:<name>`. */
export type Channel = 'topic' | 'bus' | 'security-hub' | `${'sns' | 'chat' | 'webhook'}:${string}`;

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,256}$/;
const WEBHOOK_NAME = /^[A-Za-z0-9_-]{1,64}$/;

const EXPECTED =
  'a channel: topic, sns:<topic ARN>, chat:<topic ARN>, or webhook:<name>, whose secret is renewguard/webhook/<name>';

/** @throws InvalidInput naming the field and the channels there are */
export function parseChannel(value: unknown, field: string): Channel {
  if (value === 'topic') return value;
  if (typeof value === 'string' && isNamed(value)) return value;
  throw new InvalidInput(field, EXPECTED, value);
}

export const kindOf = (channel: Channel): ChannelKind => channel.split(':')[0] as ChannelKind;

/** What comes after the kind: the ARN of a topic, the name of a webhook. */
export const targetOf = (channel: Channel): string => channel.slice(channel.indexOf(':') + 1);

function isNamed(value: string): value is Channel {
  const target = targetOf(value as Channel);
  if (value === `webhook:${target}`) return WEBHOOK_NAME.test(target);
  return (value === `sns:${target}` || value === `chat:${target}`) && TOPIC_ARN.test(target);
}
