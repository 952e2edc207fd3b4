import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SNSClient } from '@aws-sdk/client-sns';
import { ChannelBusy, ChannelRefused } from '../alerting/channel-errors.ts';
import type { BatchSender, Senders } from '../alerting/ports.ts';
import { kindOf, targetOf, type Channel } from '../domain/alerts/channel.ts';
import { chatNotification } from '../domain/alerts/chat-notification.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import { sendToWebhook } from '../webhooks/https-webhook.ts';
import { readWebhookSettings } from '../webhooks/webhook-settings.ts';
import { AwsRefused, AwsUnavailable, inOwnAccount, unlessNotThere } from './errors.ts';
import { publishForChat, publishNotice } from './notice-topics.ts';

/** Secrets of webhooks are called so; the function may read no others. */
export const WEBHOOK_SECRET_PREFIX = 'renewguard/webhook/';

export interface SenderClients {
  readonly topic: SNSClient;
  readonly secrets: SecretsManagerClient;
  readonly securityHub: BatchSender;
  /** The system's time in milliseconds. */
  readonly now: () => number;
}

/** Sends to the channels that the table has queues for. */
export class ChannelSenders implements Senders {
  readonly #clients: SenderClients;

  constructor(clients: SenderClients) {
    this.#clients = clients;
  }

  inBatches(channel: Channel): BatchSender | undefined {
    return channel === 'security-hub' ? this.#clients.securityHub : undefined;
  }

  async send(channel: Channel, notice: OutgoingNotice): Promise<void> {
    try {
      await this.#sendTo(channel, notice);
    } catch (error) {
      if (error instanceof AwsUnavailable) throw new ChannelBusy(error.message, { cause: error });
      if (error instanceof AwsRefused) throw new ChannelRefused(error.message, { cause: error });
      throw error;
    }
  }

  #sendTo(channel: Channel, notice: OutgoingNotice): Promise<void> {
    const { topic } = this.#clients;
    const target = targetOf(channel);
    switch (kindOf(channel)) {
      case 'sns':
        return publishNotice(topic, target, notice);
      case 'chat':
        return publishForChat(topic, target, chatNotification(notice), notice);
      case 'webhook':
        return sendToNamed(this.#clients, target, notice);
      default:
        throw new ChannelRefused(`${channel} has no queue`);
    }
  }
}

async function sendToNamed({ secrets, now }: SenderClients, name: string, notice: OutgoingNotice): Promise<void> {
  const secret = WEBHOOK_SECRET_PREFIX + name;
  const get = new GetSecretValueCommand({ SecretId: secret });
  const value = await inOwnAccount('secretsmanager:GetSecretValue', () => unlessNotThere(() => secrets.send(get)));
  // Until somebody makes or mends it, nothing can be sent there: all of it waits, in its order.
  if (value?.SecretString === undefined)
    throw new ChannelBusy(`there is no secret ${secret}: make it, with "url" in it`);
  await sendToWebhook(settingsIn(value.SecretString, secret), notice, now());
}

function settingsIn(text: string, secret: string) {
  try {
    return readWebhookSettings(text, secret);
  } catch (error) {
    throw new ChannelBusy(error instanceof Error ? error.message : 'the secret can’t be read', { cause: error });
  }
}
