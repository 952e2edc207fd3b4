import { CreateTopicCommand, SNSClient } from '@aws-sdk/client-sns';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AlertInbox } from '../../local/story/alert-inbox.ts';
import { grantToAcm, revokeFromAcm } from '../../local/story/authority.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import type { StatusReport } from '../../cli/status/status.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { SecurityHubStandIn, type KeptFinding } from '../fakes/security-hub-stand-in.ts';
import { ALL_ACTIONS, grantedAuthority } from './kit/authorities.ts';
import { BusListener } from '../../local/story/bus-listener.ts';
import { Person } from './kit/command-line.ts';
import { HOSTILE, inspect, issueDirectly } from './kit/certificates.ts';
import { executionsAbout, run } from './kit/executions.ts';
import { invoke } from './kit/functions.ts';
import type { Guard } from './kit/guard.ts';
import { subjectsIn, subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { type OwnTime, ownTime } from './kit/own-time.ts';
import { permissionCall, putRecords, recordOf } from './kit/records.ts';
import { makeSecret } from './kit/secrets.ts';
import { until } from './kit/until.ts';
import { WebhookReceiver } from './kit/webhook-receiver.ts';

/* People are told where the routing table says: by another topic, a chat application, and a webhook that is signed. */

const KEY = 'a key that the receiver knows as well';
const folder = mkdtempSync(join(tmpdir(), 'renewguard-routes-'));

let time: OwnTime;
let guard: Guard;
let person: Person;
let receiver: WebhookReceiver;
let [byDefault, byOther, byChat]: AlertInbox[] = [];
let bus: BusListener;
let securityHub: SecurityHubStandIn;

async function topicOf(name: string): Promise<readonly [string, AlertInbox]> {
  const { TopicArn = '' } = await new SNSClient(guard.cloud).send(new CreateTopicCommand({ Name: name }));
  return [TopicArn, await AlertInbox.subscribe(guard.cloud, TopicArn, `${name}-inbox`)];
}

beforeAll(async () => {
  securityHub = await SecurityHubStandIn.start();
  const parameters = { AcceptDrillEvents: 'false', SecurityHub: 'on' };
  time = await ownTime(ownAccounts.alertRoutes, 4597, parameters, { SECURITYHUB: securityHub.url });
  guard = time.guard;
  person = new Person(guard, `renewguard-of-${ownAccounts.alertRoutes}`);
  receiver = await WebhookReceiver.start();
  [byDefault, bus] = await Promise.all([subscribe(guard), BusListener.listen(guard)]);
  const [[other, otherInbox], [chat, chatInbox]] = await Promise.all([
    topicOf('journey-other'),
    topicOf('journey-chat'),
  ]);
  [byOther, byChat] = [otherInbox, chatInbox];
  const { url, certificateAuthorities } = receiver;
  await makeSecret(guard, 'renewguard/webhook/people', { url, hmacKey: KEY, certificateAuthorities });
  const routes = [
    { name: 'people', severities: ['critical', 'high'], channels: ['webhook:people', `sns:${other}`] },
    { name: 'chat', kinds: ['authority', 'certificate'], channels: [`chat:${chat}`] },
  ];
  writeFileSync(join(folder, 'routes.json'), JSON.stringify({ routes }));
  const { code, stderr } = await person.types('alert-routes', 'set', join(folder, 'routes.json'));
  expect([code, stderr]).toEqual([0, '']);
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await Promise.all([receiver.stop(), securityHub.stop(), time.stop()]);
});

/** A CA with a certificate in use, and what becomes of its permission. */
async function authorityWithCertificate(): Promise<string> {
  const arn = await grantedAuthority(guard.pki);
  await requestPrivateCertificate(guard.pki, arn, 'www.example.com', 'EC_prime256v1');
  return arn;
}

const verified = async (arn: string): Promise<void> => {
  const { status } = await run(guard, { certificateAuthorityArn: arn });
  expect(status).toBe('SUCCEEDED');
};

const told = (arn: string) =>
  receiver.received
    .filter(({ body }) => body.includes(arn))
    .map(({ body }) => (JSON.parse(body) as { subject: string }).subject);

test('an alert reaches those whom the routes name, signed, and nobody else', async () => {
  const arn = await authorityWithCertificate();
  await revokeFromAcm(guard.pki, arn);
  await verified(arn);
  const { headers, body } = await until('the webhook is called', () =>
    Promise.resolve(receiver.received.find((request) => request.body.includes(arn))),
  );
  const timestamp = String(headers['x-renewguard-timestamp']);
  expect(headers['x-renewguard-signature']).toBe(
    `v1=${createHmac('sha256', KEY).update(`${timestamp}.${body}`).digest('hex')}`,
  );
  expect(JSON.parse(body)).toMatchObject({ about: { arn, code: 'PermissionMissing', severity: 'high' } });
  expect(await byOther!.waitFor(({ text }) => text.includes(arn))).toBeDefined();
  const chat = await byChat!.waitFor(({ text }) => text.includes(arn));
  expect(JSON.parse(chat!.text)).toMatchObject({
    version: '1.0',
    source: 'custom',
    metadata: { relatedResources: [arn] },
  });
  expect((await bus.about(arn)).map((event) => event['detail-type'])).toEqual(['RenewGuard Finding Opened']);
  expect(subjectsIn(await byDefault!.all(), arn)).toEqual([]);
});

const inSecurityHub = (arn: string): KeptFinding | undefined =>
  [...securityHub.findings.values()].find(({ Id }) => Id.includes(arn));

test('while Security Hub is not switched on, what it should be told waits, and nobody else does; then it is told', async () => {
  securityHub.failing = { name: 'InvalidAccessException', status: 401 };
  const arn = await authorityWithCertificate();
  await revokeFromAcm(guard.pki, arn);
  await verified(arn);
  expect(await byOther!.waitFor(({ text }) => text.includes(arn))).toBeDefined();
  await until('Security Hub is asked', () =>
    Promise.resolve(securityHub.calls.some(({ input }) => JSON.stringify(input).includes(arn)) || undefined),
  );
  expect(inSecurityHub(arn)).toBeUndefined();
  securityHub.failing = undefined;
  await time.skip(6 * 60);
  const becomes = (workflow: string) =>
    until(`its workflow is ${workflow}`, async () => {
      await invoke(guard, 'DeliverAlerts', { sender: 'a journey' });
      return inSecurityHub(arn)?.workflow === workflow ? inSecurityHub(arn) : undefined;
    });
  const { account } = guard;
  expect(await becomes('NEW')).toMatchObject({
    Id: `renewguard/${arn}/PermissionMissing/${account}`,
    AwsAccountId: account,
    RecordState: 'ACTIVE',
    Compliance: { Status: 'FAILED' },
    Resources: [{ Id: arn }],
  });
  await grantToAcm(guard.pki, arn, ALL_ACTIONS);
  await verified(arn);
  expect(await becomes('RESOLVED')).toMatchObject({ RecordState: 'ARCHIVED', Compliance: { Status: 'PASSED' } });
});

test('a webhook that hangs holds up nobody, and is told everything in its order once it answers', async () => {
  receiver.status = undefined;
  const arn = await authorityWithCertificate();
  await revokeFromAcm(guard.pki, arn);
  await verified(arn);
  expect(await byOther!.waitFor(({ text }) => text.includes(arn))).toBeDefined();
  await grantToAcm(guard.pki, arn, ALL_ACTIONS);
  await verified(arn);
  expect(await byOther!.waitFor(({ text }) => text.includes(arn) && text.includes('Resolved'))).toBeDefined();
  expect(await invoke(guard, 'DeliverAlerts', { sender: 'a journey' })).toMatchObject({ sent: 0 });
  // Another sender may be at it still, which waits for the webhook's answer.
  const status = await until('status tells why it waits', async () => {
    const { stdout } = await person.types('status', '--json');
    const report = JSON.parse(stdout) as StatusReport;
    return report.waiting.channels.some(({ why }) => why !== undefined) ? report : undefined;
  });
  expect(errorsIn(schemaOf('status.v1'), status)).toEqual([]);
  expect(status.waiting.channels).toMatchObject([{ channel: 'webhook:people' }]);
  receiver.status = 200;
  await time.skip(6 * 60);
  await until('the webhook is told', async () => {
    await invoke(guard, 'DeliverAlerts', { sender: 'a journey' });
    return told(arn).length >= 2 ? true : undefined;
  });
  expect(told(arn)).toEqual([
    expect.stringContaining('HIGH PermissionMissing') as string,
    expect.stringContaining('RESOLVED PermissionMissing') as string,
  ]);
});

test('who would be told is told beforehand, and a wrong table changes nothing', async () => {
  const who = await person.types('alert-routes', 'who', '--severity', 'high', '--kind', 'authority');
  expect(who.stdout).toContain('Routes that fit: people, chat');
  writeFileSync(join(folder, 'wrong.json'), '{"routes": [{"name": "a", "channels": ["mail:x"]}]}');
  const wrong = await person.types('alert-routes', 'set', join(folder, 'wrong.json'));
  expect(wrong.code).toBe(3);
  expect(wrong.stderr).toContain('routes.0.channels.0: expected a channel');
  const shown = await person.types('alert-routes', 'show', '--json');
  expect((JSON.parse(shown.stdout) as { routes: object[] }).routes).toHaveLength(2);
});

describe('of a certificate whose subject would forge alerts', () => {
  const UNPRINTABLE = /[^\P{C}\n]/u;
  let arn: string;

  beforeAll(async () => {
    receiver.status = 200;
    ({ arn } = await issueDirectly(guard.pki, await grantedAuthority(guard.pki), 5, HOSTILE));
    await inspect(guard, arn);
  });

  /** Whole, and with no line that the subject began. */
  function expectWhole(text: string): void {
    expect(text).not.toMatch(UNPRINTABLE);
    expect(text.match(/^Severity:/gm)).toHaveLength(1);
    expect(text).toMatch(/^Severity: +(critical|high)$/m);
    expect(text).toMatch(/^Name: +=1\S*1.*channel.*script\S*$/m);
    expect(text).toMatch(/^Notice \S+$/m);
  }

  test('a topic is told whole, in lines that RenewGuard began', async () => {
    const notice = await byOther!.waitFor(({ text }) => text.includes(arn));
    expectWhole(notice?.text ?? '');
    expect(notice?.subject).toMatch(/^[\x20-\x7e]{1,100}$/);
  });

  test('a webhook is told the same, and the bus what the certificate has, as JSON', async () => {
    const { body } = await until('the webhook is told', () =>
      Promise.resolve(receiver.received.find((request) => request.body.includes(arn))),
    );
    const told = JSON.parse(body) as { text: string; detail: { finding: { domainName: string } } };
    expectWhole(told.text);
    expect(body).not.toMatch(/[\x00-\x1f]/);
    const [event] = await bus.about(arn);
    expect((event?.detail as unknown as typeof told.detail).finding.domainName).toBe(told.detail.finding.domainName);
  });

  test('a chat shows it in one block, with nothing that mentions, links or ends it', async () => {
    const notice = await byChat!.waitFor(({ text }) => text.includes(arn));
    const { title, description } = (JSON.parse(notice?.text ?? '{}') as { content: Record<string, string> }).content;
    expect(title).not.toMatch(/[<>&*_~`|[\]\\]/);
    expect(description?.split('```')).toEqual(['', expect.stringContaining('Severity:') as string, '']);
    expectWhole(description?.split('```')[1] ?? '');
  });

  test('the command line shows it in one line, as text and as JSON', async () => {
    const { stdout } = await person.types('findings');
    expect(stdout).toContain('UnmanagedExpiring');
    // Colours are RenewGuard’s own, and there are none where nobody sits at a terminal.
    expect(stdout).not.toMatch(UNPRINTABLE);
    expect(stdout).not.toMatch(/^Severity:/m);
    const json = await person.types('findings', '--json');
    expect(json.stdout).not.toMatch(/[^\P{Cc}\n]/u);
    expect(json.stdout).toContain(arn);
  });
});

test('where AcceptDrillEvents is false, nobody can drill, and no event of a drill starts anything', async () => {
  const arn = await grantedAuthority(guard.pki);
  const refused = await person.types('drill', 'permission-removed', arn);
  expect([refused.code, refused.stdout]).toEqual([3, '']);
  expect(refused.stderr).toContain('--parameter-overrides AcceptDrillEvents=true');
  const drills = await BusListener.listen(guard, ['renewguard.drill']);
  await putRecords(guard, [
    { ...recordOf(guard, permissionCall('DeletePermission', arn)), drill: { id: 'drill-1234' } },
  ]);
  const heard = await until('the bus carried it', async () => {
    const all = await drills.all();
    return all.some(({ detail }) => JSON.stringify(detail).includes('drill-1234')) ? true : undefined;
  });
  expect(heard).toBe(true);
  await verified(arn); // a rule would have started its machine before
  expect((await executionsAbout(guard, arn)).map(({ input }) => input)).toEqual([
    JSON.stringify({ certificateAuthorityArn: arn }),
  ]);
});
