import { createHmac, createPublicKey } from 'node:crypto';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { certificateNotice } from '../../core/domain/findings/certificate-notice.ts';
import { sendToWebhook } from '../../core/webhooks/https-webhook.ts';
import { readWebhookSettings, type WebhookSettings } from '../../core/webhooks/webhook-settings.ts';
import { subjectAlternativeName } from '../../local/pki-emulator/src/x509/extension.ts';
import { nameOf } from '../../local/pki-emulator/src/x509/names.ts';
import { aCertificateFinding } from '../builders/findings.ts';
import { keyPem, newKey, PrivateAuthority, templateArn, templateNamed } from '../builders/private-authority.ts';

const NOW = new Date();
const KEY = 'a key of at least sixteen characters';
const NOTICE = certificateNotice({ finding: aCertificateFinding(), notice: 'opened' });

interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let identity: ServerOptions & { readonly ca: string };
const received: Received[] = [];
const servers: Server[] = [];

beforeAll(async () => {
  const authority = await PrivateAuthority.make(NOW);
  const key = newKey('ECDSA');
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const extensions = [subjectAlternativeName([{ kind: 'ip', value: '127.0.0.1' }])];
  const certified = { subject: nameOf({ CommonName: 'receiver' }), spki, extensions };
  const times = { now: NOW, notBefore: new Date(NOW.getTime() - 1000), notAfter: new Date(NOW.getTime() + 86_400_000) };
  const template = templateNamed(templateArn('EndEntityCertificate'))!;
  const { certificate, chain } = await authority.certify(certified, template, times);
  identity = { key: keyPem(key), cert: `${certificate}\n${chain}`, ca: chain };
});
afterEach(() => {
  received.length = 0;
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

type Answer = (request: IncomingMessage, response: ServerResponse) => void;

const answering =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (_, response) =>
    response.writeHead(status, headers).end('whatever');

/** A receiver on a loopback port. @returns its settings */
async function receiver(answer: Answer, different: object = {}): Promise<WebhookSettings> {
  const server = createServer(identity, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      answer(request, response);
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook/token-in-the-path`;
  const settings = { url, hmacKey: KEY, certificateAuthorities: identity.ca, ...different };
  return readWebhookSettings(JSON.stringify(settings), 'renewguard/webhook/test');
}

const send = (settings: WebhookSettings, patience = 2000) => sendToWebhook(settings, NOTICE, NOW.getTime(), patience);

test('a notice arrives whole, once, signed over its time and body', async () => {
  await send(await receiver(answering(200)));
  expect(received).toHaveLength(1);
  const [{ path, headers, body }] = received as [Received];
  expect(path).toBe('/hook/token-in-the-path');
  expect(JSON.parse(body)).toMatchObject({ noticeId: NOTICE.id, text: NOTICE.text, detail: NOTICE.detail });
  const timestamp = String(Math.floor(NOW.getTime() / 1000));
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-renewguard-notice-id': NOTICE.id,
    'x-renewguard-timestamp': timestamp,
    'x-renewguard-signature': `v1=${createHmac('sha256', KEY).update(`${timestamp}.${body}`).digest('hex')}`,
  });
});

test('without a key nothing is signed', async () => {
  const { hmacKey: _, ...unsigned } = await receiver(answering(204));
  await send(unsigned);
  expect(received[0]?.headers['x-renewguard-signature']).toBeUndefined();
});

test.each([
  [500, 'ChannelBusy'],
  [503, 'ChannelBusy'],
  [429, 'ChannelBusy'],
  [408, 'ChannelBusy'],
  [400, 'ChannelRefused'],
  [401, 'ChannelRefused'],
  [404, 'ChannelRefused'],
  [302, 'ChannelRefused'],
])('an answer of %i is a %s', async (status, name) => {
  const settings = await receiver(answering(status, { location: 'https://127.0.0.1:1/elsewhere' }));
  await expect(send(settings)).rejects.toMatchObject({ name, message: `it answered ${status}` });
  expect(received).toHaveLength(1);
});

test('a receiver that hangs is given up, and so is one whose answer never ends', async () => {
  const hanging = await receiver(() => undefined);
  await expect(send(hanging, 300)).rejects.toMatchObject({ name: 'ChannelBusy', message: 'no answer within 300 ms' });
  const endless = await receiver((_, response) => {
    const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.on('close', () => clearInterval(more));
  });
  await send(endless);
});

test('a certificate of another CA is not trusted', async () => {
  const { certificateAuthorities: _, ...settings } = await receiver(answering(200));
  await expect(send(settings)).rejects.toMatchObject({ name: 'ChannelBusy', message: /no connection \(.+\)/ });
  expect(received).toEqual([]);
});

test('where nobody listens, the channel is busy; and no error says where it was sent to', async () => {
  const url = 'https://127.0.0.1:9/hook/token-in-the-path';
  const settings = readWebhookSettings(JSON.stringify({ url }), 'renewguard/webhook/test');
  const failure = await send(settings).catch((error: unknown) => error as Error);
  expect(failure).toMatchObject({ name: 'ChannelBusy', message: 'no connection (ECONNREFUSED)' });
  expect(JSON.stringify([failure, String(failure), (failure as Error).stack])).not.toMatch(
    /token-in-the-path|127\.0\.0\.1/,
  );
});
