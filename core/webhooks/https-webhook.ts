import { createHmac } from 'node:crypto';
import { request, type RequestOptions } from 'node:https';
import { ChannelBusy, ChannelRefused } from '../alerting/channel-errors.ts';
import { webhookBody } from '../domain/alerts/webhook-body.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';
import type { WebhookSettings } from './webhook-settings.ts';

/** From the resolution of the name to the last byte of the answer. */
const PATIENCE_MILLISECONDS = 5000;
/** Nobody reads an answer; a server that sends without end is not listened to. */
const LONGEST_ANSWER_BYTES = 64 * 1024;

/** What lets the receiver tell that a request is RenewGuard's, and new. */
export const WEBHOOK_HEADERS = {
  id: 'x-renewguard-notice-id',
  timestamp: 'x-renewguard-timestamp',
  signature: 'x-renewguard-signature',
} as const;

/**
 * The signature of a request: `v1=` and HMAC-SHA256 of `<timestamp>.<body>`, hex. The timestamp is signed, so that an old request
 * can't be sent again as a new one.
 * @param timestamp seconds since 1970
 */
export const signatureOf = (key: string, timestamp: number, body: string): string =>
  `v1=${createHmac('sha256', key).update(`${timestamp}.${body}`).digest('hex')}`;

/**
 * Sends a notice to a webhook by HTTPS. Redirects are not followed: what is signed is for one receiver.
 * @param now the system's time in milliseconds: the receiver compares it with its own
 * @param patience in milliseconds
 * @throws ChannelBusy where it does not answer, or answers 408, 425, 429 or 5xx; ChannelRefused where it answers anything else
 * but 2xx. Neither says where it was sent to.
 */
export async function sendToWebhook(
  settings: WebhookSettings,
  notice: OutgoingNotice,
  now: number,
  patience = PATIENCE_MILLISECONDS,
): Promise<void> {
  const body = webhookBody(settings.format, notice, settings.routingKey?.reveal());
  const timestamp = Math.floor(now / 1000);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    'user-agent': 'RenewGuard',
    [WEBHOOK_HEADERS.id]: Buffer.from(notice.id)
      .toString('latin1')
      .replace(/[^\x20-\x7e]/g, '?'),
    [WEBHOOK_HEADERS.timestamp]: String(timestamp),
    ...(settings.hmacKey && { [WEBHOOK_HEADERS.signature]: signatureOf(settings.hmacKey.reveal(), timestamp, body) }),
  };
  const { certificateAuthorities: ca } = settings;
  const status = await posted(settings.url.reveal(), { headers, ...(ca !== undefined && { ca }) }, body, patience);
  if (status >= 200 && status < 300) return;
  if (status >= 500 || BUSY.includes(status)) throw new ChannelBusy(`it answered ${status}`);
  throw new ChannelRefused(`it answered ${status}`);
}

const BUSY: readonly number[] = [408, 425, 429];

/** @returns the status of the answer */
function posted(url: string, options: RequestOptions, body: string, patience: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (why: string): void => {
      clearTimeout(deadline);
      call.destroy();
      reject(new ChannelBusy(why));
    };
    // A connection that is kept would outlive the function's freeze, and fail the next time.
    const call = request(url, { ...options, method: 'POST', agent: false }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > LONGEST_ANSWER_BYTES) answer.destroy();
      });
      answer.on('close', () => {
        clearTimeout(deadline);
        resolve(answer.statusCode ?? 0);
      });
    });
    const deadline = setTimeout(() => fail(`no answer within ${patience} ms`), patience);
    call.on('error', (error: NodeJS.ErrnoException) => fail(`no connection (${error.code ?? 'unknown'})`));
    call.end(body);
  });
}
