import { SFNClient } from '@aws-sdk/client-sfn';
import { createPrivateKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { tableApprovals } from '../../core/aws/approvals.ts';
import { issuanceLedger } from '../../core/aws/issuances.ts';
import { MachineTaskAnswers } from '../../core/aws/task-answers.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { useCertificate } from '../../local/story/emulator-admin.ts';
import { exportFromAcm, requestPrivateCertificate } from '../../local/story/certificate.ts';
import { executionEnded, startExecution } from '../../local/story/execution.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { BusListener } from '../../local/story/bus-listener.ts';
import { importIntoAcm, type IssuedDirectly, issueDirectly, LOAD_BALANCER } from './kit/certificates.ts';
import { deadLettersIn, executionsIn, functionsIn, logsOf, objectsIn, secretsIn, tableIn } from './kit/everything.ts';
import type { Execution } from './kit/executions.ts';
import { prepared, stepped } from './kit/functions.ts';
import type { Guard } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { type OwnTime, ownTime } from './kit/own-time.ts';
import { keysIn } from './kit/private-keys.ts';
import {
  issuanceFor,
  issuancesFor,
  reissue,
  reissued,
  renewInAcm,
  replacedBy,
  setRoute,
  tableOf,
} from './kit/reissue.ts';
import { SecretWatch } from './kit/secret-watch.ts';
import { isSecret, makeSecret, storeVersion } from './kit/secrets.ts';
import { TlsHost } from './kit/tls-host.ts';
import { until } from './kit/until.ts';

const OURS = { 'renewguard:certificate': 'adopted' };
let time: OwnTime;
let guard: Guard;
let inbox: AlertInbox;
let bus: BusListener;
let authority: string;
let watch: SecretWatch;
/** Every key that there is, by what it is of: PEM. */
const keys = new Map<string, string>();
/** Handed in by mistake, where nobody may look for it but in what was handed in. */
const mistaken = new Map<string, string>();
const refused: Execution[] = [];
/** With which a person's answer reaches the task that waits for it. */
let token: string;
/** Whether the secret that is to be made was there while the person was asked, and afterwards. */
const madeWhen: boolean[] = [];

beforeAll(async () => {
  time = await ownTime(ownAccounts.secrets, 4593);
  guard = time.guard;
  watch = new SecretWatch(guard);
  [inbox, bus, authority] = await Promise.all([
    subscribe(guard),
    BusListener.listen(guard, [{ prefix: '' }]),
    grantedAuthority(guard.pki),
  ]);
  await succeed();
  await ask();
  await fail();
  await time.rest();
  await watch.stop();
  for (const [name, pem] of watch.keys) keys.set(name, pem);
}, 120_000);

afterAll(() => time.stop());

/** A certificate whose key is one of those looked for. */
async function issued(name: string, key = 'ec'): Promise<IssuedDirectly> {
  const wish = { subject: [`CN=${name}.example.com`], names: `DNS:${name}.example.com`, key };
  const made = await issueDirectly(guard.pki, authority, 30, wish);
  keys.set(`${name}’s old key`, made.key);
  return made;
}

const held = ({ pem, chain, key }: IssuedDirectly) => ({ certificate: pem, certificateChain: chain, privateKey: key });

/** A replacement by each strategy. */
async function succeed(): Promise<void> {
  const web = await issued('web', 'rsa');
  await makeSecret(guard, 'journey/web', held(web), OURS);
  await reissued(guard, { certificateArn: web.arn, strategy: 'secret', deliver: { secret: 'journey/web' } });
  const imported = await importIntoAcm(guard.pki, await issued('imported'));
  await reissued(guard, { certificateArn: imported, strategy: 'acm-import' });
  const { arn, csr } = await issued('device');
  await reissued(guard, { certificateArn: arn, strategy: 'same-key', deliver: { csr } });
  const used = await importIntoAcm(guard.pki, await issued('used'));
  await useCertificate(guard.emulatorUrl, used, [LOAD_BALANCER]);
  await reissued(guard, { certificateArn: used, strategy: 'acm-managed' });
  await reissued(guard, { certificateArn: (await issued('nobodys')).arn });
  const exported = await requestPrivateCertificate(guard.pki, authority, 'host.example.com', 'EC_prime256v1');
  await exportFromAcm(guard.pki, exported);
  await setRoute(guard, exported, { secret: 'journey/host' });
  await renewInAcm(guard, exported);
  await replacedBy(guard, exported);
}

async function refuse(input: object): Promise<void> {
  const execution = await reissue(guard, input);
  if (execution.status !== 'FAILED') throw new Error(`${JSON.stringify(Object.keys(input))} did not fail`);
  refused.push(execution);
}

/** What goes wrong where a key is at hand. */
async function fail(): Promise<void> {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  mistaken.set('a key instead of a CSR', key);
  const { arn } = await issued('mistaken');
  await refuse({ certificateArn: arn, strategy: 'same-key', deliver: { csr: key } });
  await refuse({ certificateArn: arn, strategy: 'secret', deliver: { secret: key } });

  const others = await issued('others');
  await makeSecret(guard, 'journey/others', held(others));
  await refuse({ certificateArn: others.arn, strategy: 'secret', deliver: { secret: 'journey/others' } });
  await makeSecret(guard, 'journey/swapped', { ...held(others), certificate: others.key }, OURS);
  await reissue(guard, { certificateArn: others.arn, strategy: 'secret', deliver: { secret: 'journey/swapped' } });

  await failToImport();
  await failToProve();
}

/** A delivery that a person allows: whoever has the token of the task could do so as well. */
async function ask(): Promise<void> {
  const { arn } = await issued('asked');
  const deliver = { secret: 'journey/asked', approval: true };
  const input = { certificateArn: arn, strategy: 'secret', deliver };
  const execution = await startExecution(guard.cloud, guard.reissueMachine, input);
  const approvals = tableApprovals(tableOf(guard));
  const { id, taskToken } = await until('somebody is asked', async () => {
    const asked = (await issuancesFor(guard, arn))[0]?.approval?.id ?? '';
    const waiting = await approvals.waiting(asked);
    return waiting && { id: asked, taskToken: waiting.taskToken };
  });
  token = taskToken;
  madeWhen.push(await isSecret(guard, deliver.secret));
  await approvals.answer(id, 'approved', 'a journey', (await time.now()).toISOString());
  await new MachineTaskAnswers(new SFNClient(guard.cloud)).sendAnswer(token, 'approved');
  await executionEnded(guard.cloud, execution);
  madeWhen.push(await isSecret(guard, deliver.secret));
}

async function failToImport(): Promise<void> {
  const arn = await importIntoAcm(guard.pki, await issued('refused'));
  const { intent } = await prepared(guard, { certificateArn: arn, strategy: 'acm-import' });
  await stepped(guard, 'IssueCertificate', intent);
  await until('it is collected', async () => {
    const { next } = await stepped(guard, 'CollectCertificate', intent);
    return next === 'decide' ? true : undefined;
  });
  const issuance = await issuanceFor(guard, arn);
  const { secretArn = '' } = issuance.collected ?? {};
  const versionId = await storeVersion(guard, secretArn, held(await issued('refused', 'secp384r1')));
  await issuanceLedger(tableOf(guard)).advance({ ...issuance, collected: { secretArn, versionId } });
  await refuse({ intent });
}

async function failToProve(): Promise<void> {
  const unproven = await issued('unproven');
  await makeSecret(guard, 'journey/unproven', held(unproven), OURS);
  const host = await TlsHost.serving(unproven.pem, unproven.key);
  const deliver = { secret: 'journey/unproven', endpoint: host.endpoint, proofMinutes: 1 };
  const input = { certificateArn: unproven.arn, strategy: 'secret', deliver };
  const arn = await startExecution(guard.cloud, guard.reissueMachine, input);
  await replacedBy(guard, unproven.arn, 'delivered');
  await time.skip(61);
  refused.push({ arn, input: '', ...(await executionEnded(guard.cloud, arn)) });
  await host.stop();
}

const leaksIn = (text: string): readonly string[] => keysIn(text, new Map([...keys, ...mistaken]));

test('every key was known while it was there, the temporary ones among them', () => {
  const names = [...watch.keys.keys()];
  for (const place of ['renewguard/temporary/', 'renewguard/imported/', 'journey/host', 'journey/web'])
    expect(names.filter((name) => name.includes(place))).not.toEqual([]);
  // Six fresh keys, and two that waited with their certificates for a first version: one of them fresh as well, one exported.
  expect(names.filter((name) => name.includes('renewguard/temporary/'))).toHaveLength(8);
  expect(refused.map(({ error }) => error)).toEqual([
    'InvalidInput',
    'InvalidInput',
    'SecretNotOurs',
    'DeliveryRefused',
    'DeliveryUnproven',
  ]);
});

test.each([
  'PEM',
  'PEM with escaped line ends',
  'PEM wrapped elsewhere',
  'JSON with a JWK',
  'base64 of PEM',
  'base64 of DER',
])('a key would be found in a text as %s', (form) => {
  for (const [name, pem] of [...keys].slice(0, 3)) {
    const jwk = JSON.stringify(createPrivateKey(pem).export({ format: 'jwk' }));
    const forms: Readonly<Record<string, string>> = {
      PEM: pem,
      'PEM with escaped line ends': JSON.stringify(JSON.stringify({ pem })),
      'PEM wrapped elsewhere': pem.replaceAll('\n', '').replaceAll(/.{50}/g, '$&\r\n'),
      'JSON with a JWK': jwk,
      'base64 of PEM': `x${Buffer.from(pem).toString('base64')}`.slice(1),
      'base64 of DER': createPrivateKey(pem).export({ type: 'pkcs8', format: 'der' }).toString('base64'),
    };
    expect(keysIn(`before ${forms[form]} after`, keys)).toContain(name);
    expect(keysIn(randomBytes(2000).toString('base64'), keys)).toEqual([]);
  }
});

test('no execution was told a private key, nor told one; what was handed in by mistake stands in the input only', async () => {
  const executions = await executionsIn(guard);
  expect([...executions.keys()].filter((arn) => arn.includes('issue-and-deliver')).length).toBeGreaterThan(5);
  for (const told of executions.values()) expect(keysIn(told, keys)).toEqual([]);
  for (const { error, cause, output } of refused) expect(leaksIn(`${error} ${cause} ${output}`)).toEqual([]);
});

test('a secret that does not exist yet is made after a person has approved', () => {
  expect(madeWhen).toEqual([false, true]);
});

test('the functions logged neither a key nor the token of a task', async () => {
  const logs = await logsOf(guard);
  expect(logs).toContain('DeliveryUnproven'); // there are logs
  expect(leaksIn(logs)).toEqual([]);
  expect(logs.includes(token)).toBe(false);
});

test('the table has none', async () => {
  const table = await tableIn(guard);
  expect(table).toContain('BEGIN CERTIFICATE REQUEST');
  expect(leaksIn(table)).toEqual([]);
});

test('nobody was sent either: by the topic, the bus, or the queue of what failed', async () => {
  const notices = JSON.stringify(await inbox.all());
  expect(notices).toContain('DeliveryUnproven');
  expect(leaksIn(notices)).toEqual([]);
  expect(notices.includes(token)).toBe(false);
  expect(leaksIn(await deadLettersIn(guard))).toEqual([]);
  const events = JSON.stringify(await bus.all());
  expect(events).toContain('RenewGuard Certificate Replaced');
  expect(keysIn(events, keys)).toEqual([]);
  expect(events.includes(token)).toBe(false);
});

test('no object of a bucket has one, no configuration of a function, and no description of a secret', async () => {
  const objects = await objectsIn(guard);
  for (const text of [...objects.values(), await functionsIn(guard), await secretsIn(guard)])
    expect(leaksIn(text)).toEqual([]);
});
