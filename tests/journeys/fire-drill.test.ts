import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { BusListener } from '../../local/story/bus-listener.ts';
import { usedCertificate } from './kit/certificates.ts';
import { Person } from './kit/command-line.ts';
import type { Guard } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { ownTime, type OwnTime } from './kit/own-time.ts';
import { makeSecret } from './kit/secrets.ts';
import { WebhookReceiver } from './kit/webhook-receiver.ts';
import { AlertInbox } from '../../local/story/alert-inbox.ts';
import type { DrillResult } from '../../cli/drill/drill.ts';

/* A drill of each kind is followed to its notice; no finding is written. */

const SCHEMA = schemaOf('drill-result.v1');

let time: OwnTime;
let guard: Guard;
let person: Person;
let inbox: AlertInbox;
let bus: BusListener;
let authority: string;
let certificate: string;
let receiver: WebhookReceiver;
let byChat: AlertInbox;
const CHAT = `arn:aws:sns:eu-central-1:${ownAccounts.fireDrill}:drill-chat`;

beforeAll(async () => {
  time = await ownTime(ownAccounts.fireDrill, 4611);
  guard = time.guard;
  person = new Person(guard, `renewguard-of-${ownAccounts.fireDrill}`);
  [inbox, bus] = await Promise.all([subscribe(guard), BusListener.listen(guard)]);
  authority = await grantedAuthority(guard.pki);
  certificate = await usedCertificate(guard.emulatorUrl, guard.pki, authority);
  await routeCertificates();
});
afterAll(async () => {
  await Promise.all([receiver.stop(), time.stop()]);
});

/** Has a chat and a webhook told of certificates, before anything is told: functions keep the routes for a while. */
async function routeCertificates(): Promise<void> {
  receiver = await WebhookReceiver.start();
  await new SNSClient(guard.cloud).send(new CreateTopicCommand({ Name: 'drill-chat' }));
  byChat = await AlertInbox.subscribe(guard.cloud, CHAT, 'drill-chat-inbox');
  const { url, certificateAuthorities } = receiver;
  await makeSecret(guard, 'renewguard/webhook/people', {
    url,
    hmacKey: 'known to both of them',
    certificateAuthorities,
  });
  const folder = mkdtempSync(join(tmpdir(), 'renewguard-drill-'));
  const file = join(folder, 'routes.json');
  const route = { name: 'certificates', kinds: ['certificate'], channels: ['topic', 'webhook:people', `chat:${CHAT}`] };
  writeFileSync(file, JSON.stringify({ routes: [route] }));
  const { code, stderr } = await person.types('alert-routes', 'set', file);
  rmSync(folder, { recursive: true });
  expect([code, stderr]).toEqual([0, '']);
}

async function drilled(...args: readonly string[]): Promise<DrillResult & { readonly stderr: string }> {
  const { code, stdout, stderr } = await person.types('drill', ...args, '--json');
  expect([code, stderr]).toEqual([0, expect.stringContaining('put drill drill-')]);
  expect(errorsIn(SCHEMA, JSON.parse(stdout))).toEqual([]);
  return { ...(JSON.parse(stdout) as DrillResult), stderr };
}

test.each([
  ['permission-removed', 'PermissionMissing', () => authority, []],
  ['certificate-event', 'RenewalBlocked', () => certificate, [`chat:${CHAT}`, 'webhook:people']],
] as const)('a drill of %s is followed to its notice, and opens no finding', async (kind, code, named, queued) => {
  const result = await drilled(kind, named());
  expect(result).toMatchObject({ worked: true, drill: { kind }, arn: named() });
  expect(result.channels.map(({ channel, state }) => [channel, state]).toSorted()).toEqual([
    ['bus', 'sent'],
    ...queued.filter((channel) => channel.startsWith('chat:')).map((channel) => [channel, 'delivered']),
    ['topic', 'sent'],
    ...queued.filter((channel) => channel.startsWith('webhook:')).map((channel) => [channel, 'delivered']),
  ]);
  expect(result.steps.length).toBeGreaterThanOrEqual(3);
  const notice = await inbox.waitFor(({ text }) => text.includes(result.drill.id));
  expect(notice?.subject).toMatch(/^\[RenewGuard\] DRILL /);
  expect(notice?.text).toContain(code);
  const told = (await bus.all()).filter(({ detail }) => detail.noticeId?.includes(result.drill.id));
  expect(told.map((event) => event['detail-type'])).toEqual(['RenewGuard Drill']);
  const status = await person.types('status', '--json');
  expect(JSON.parse(status.stdout)).toMatchObject({ findings: { total: 0 } });
});

test('two drills at once do not mix, and the first CA is found by itself', async () => {
  const both = await Promise.all([drilled('permission-removed'), drilled('permission-removed')]);
  expect(new Set(both.map(({ executionArn }) => executionArn)).size).toBe(2);
  for (const { arn, worked } of both) expect([arn, worked]).toEqual([authority, true]);
});

test('a drill reached the chat and the webhook that the routes name for certificates, marked as one', async () => {
  const marked = expect.stringMatching(/^\[RenewGuard\] DRILL /) as string;
  const [body] = receiver.received.map((request) => JSON.parse(request.body) as object);
  expect(body).toMatchObject({ subject: marked, text: expect.stringContaining('fire drill drill-') as string });
  const told = await byChat.waitFor(({ text }) => text.includes('fire drill drill-'));
  expect((JSON.parse(told?.text ?? '{}') as { content: { title: string } }).content.title).toContain('DRILL');
});
