import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { executionEnded, startExecution } from '../../local/story/execution.ts';
import { useCertificate } from '../../local/story/emulator-admin.ts';
import { issuedBy, usable } from './kit/audit.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { type IssuedDirectly, importedCertificate, issueDirectly, LOAD_BALANCER } from './kit/certificates.ts';
import { certificateFindingOf } from './kit/findings.ts';
import { invoke, prepared } from './kit/functions.ts';
import type { Guard } from './kit/guard.ts';
import { subjectsAbout, subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { type OwnTime, ownTime } from './kit/own-time.ts';
import {
  acmCertificate,
  issuanceFor,
  issuancesFor,
  reissued,
  replacedBy,
  serialOf,
  setMode,
  toldOf,
} from './kit/reissue.ts';
import { isSecret, makeSecret, secretOf } from './kit/secrets.ts';
import { TlsHost } from './kit/tls-host.ts';

const HOUR = 60 * 60;
let time: OwnTime;
let guard: Guard;
let inbox: AlertInbox;

beforeAll(async () => {
  time = await ownTime(ownAccounts.held, 4591, { IssuancesPerHour: '1' });
  guard = time.guard;
  inbox = await subscribe(guard);
});

const hosts: TlsHost[] = [];

/** A host that serves a certificate until the journeys end. */
async function serving({ pem, key }: IssuedDirectly): Promise<TlsHost> {
  const host = await TlsHost.serving(pem, key);
  hosts.push(host);
  return host;
}

afterAll(async () => {
  await Promise.all(hosts.map((host) => host.stop()));
  await time.stop();
});

/** Of a CA of its own: so each has its own budget. */
async function issued(name = 'app', authority?: string): Promise<IssuedDirectly & { readonly authority: string }> {
  const ca = authority ?? (await grantedAuthority(guard.pki));
  return { ...(await issueDirectly(guard.pki, ca, 30, { subject: [`CN=${name}.example.com`] })), authority: ca };
}

const begin = (input: object): Promise<string> => startExecution(guard.cloud, guard.reissueMachine, input);

describe('the mode', () => {
  test.each(['stop', 'dry-run'] as const)('%s: nothing is replaced, and people are told that it ends', async (mode) => {
    const arn = await importedCertificate(guard.pki, await grantedAuthority(guard.pki), 46);
    await useCertificate(guard.emulatorUrl, arn, [LOAD_BALANCER]);
    await time.rest();
    const before = await acmCertificate(guard, arn);
    await setMode(guard, mode);
    await time.live(1.5);
    expect((await acmCertificate(guard, arn)).serialNumber).toBe(before.serialNumber);
    expect(await issuancesFor(guard, arn)).toEqual([]);
    expect(await certificateFindingOf(guard, arn)).toBe('ImportedExpiring OPEN v1');
    const byHand = await reissued(guard, { certificateArn: arn });
    expect(byHand.because).toContain(`the mode is ${mode}; it would be replaced by acm-import`);

    await setMode(guard, 'act');
    await time.live(1); // ACM says every day that it ends
    await replacedBy(guard, arn);
    expect(await certificateFindingOf(guard, arn)).toBe('ImportedExpiring RESOLVED v2');
    expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH ImportedExpiring', 'RESOLVED ImportedExpiring']);
  });

  test('stop, while a replacement is under way, holds it where it is; acting again, it is resumed', async () => {
    const { arn, authority } = await issued();
    const deliver = { secret: 'journey/held' };
    const { intent } = await prepared(guard, { certificateArn: arn, strategy: 'secret', deliver });
    await setMode(guard, 'stop');
    expect((await reissued(guard, { intent })).because).toContain('issuing a certificate: not done');
    expect(await issuanceFor(guard, arn)).toMatchObject({ state: 'keyed', attempt: 1 });
    expect(usable(await issuedBy(guard, authority), 'CN=app')).toHaveLength(1);

    await setMode(guard, 'act');
    await time.skip(HOUR + 60);
    expect(await invoke(guard, 'ResumeReissues')).toMatchObject({ started: 1 });
    const issuance = await replacedBy(guard, arn);
    expect(serialOf((await secretOf(guard, 'journey/held')).certificate)).toBe(issuance.issued?.serial);
  });
});

test('a second certificate of a CA in an hour waits, is told to wait, and goes on by itself in the next', async () => {
  const first = await issued('first');
  const second = await issued('second', first.authority);
  const input = ({ arn }: IssuedDirectly, secret: string) => ({
    certificateArn: arn,
    strategy: 'secret',
    deliver: { secret },
  });
  const now = await time.now();
  const toNextHour = HOUR - ((now.getTime() / 1000) % HOUR);
  await time.skip(toNextHour + HOUR - 3 * 60); // three minutes before an hour is over
  await reissued(guard, input(first, 'journey/first'));
  const waiting = await begin(input(second, 'journey/second'));
  const issuance = await replacedBy(guard, second.arn, 'keyed');
  expect((await toldOf(inbox, issuance, 'waiting')).text).toContain('the budget of 1 certificates an hour');
  await time.skip(4 * 60);
  expect(await executionEnded(guard.cloud, waiting)).toMatchObject({ status: 'SUCCEEDED' });
  expect(await issuanceFor(guard, second.arn)).toMatchObject({ state: 'finished', attempt: 1 });
  expect(usable(await issuedBy(guard, first.authority), '.example.com')).toHaveLength(4);
});

test('a key that nobody delivered is removed after its deadline, and people are told', async () => {
  const { arn } = await issued();
  const deliver = { secret: 'journey/given-up' };
  await prepared(guard, { certificateArn: arn, strategy: 'secret', deliver });
  const { key } = await issuanceFor(guard, arn);
  const temporary = key?.secretArn ?? '';
  expect(await invoke(guard, 'HuntLeftOvers')).toMatchObject({ removed: 0 });
  await time.skip(14 * 24 * HOUR + 60);
  expect(await invoke(guard, 'HuntLeftOvers')).toMatchObject({ removed: 1 });
  expect(await isSecret(guard, temporary)).toBe(false);
  const told = await inbox.waitFor(({ subject }) => subject.includes('LeftOversRemoved'));
  expect(told?.text).toContain(temporary);

  // What is resumed then makes another key; no certificate of the lost one stays usable.
  await reissued(guard, { certificateArn: arn, strategy: 'secret', deliver });
  expect(await issuanceFor(guard, arn)).toMatchObject({ state: 'finished' });
});

describe('a host that goes on serving the old certificate', () => {
  test('has the secret’s previous version put back; what was issued is delivered again once it is mended', async () => {
    const secret = 'journey/not-served';
    const old = await issued('host');
    const { pem: certificate, chain: certificateChain, key: privateKey } = old;
    await makeSecret(
      guard,
      secret,
      { certificate, certificateChain, privateKey },
      { 'renewguard:certificate': 'adopted' },
    );
    const host = await serving(old);
    const asked = {
      certificateArn: old.arn,
      strategy: 'secret',
      deliver: { secret, endpoint: host.endpoint, proofMinutes: 1 },
    };
    const execution = await begin(asked);
    await replacedBy(guard, old.arn, 'delivered');
    expect((await secretOf(guard, secret)).certificate).not.toBe(old.pem);
    await time.skip(61);
    const ended = await executionEnded(guard.cloud, execution);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'DeliveryUnproven' });
    expect(ended.cause).toContain('the secret’s previous version is the current one again');
    expect((await secretOf(guard, secret)).certificate).toBe(old.pem);
    const rolledBack = await issuanceFor(guard, old.arn);
    expect(rolledBack).toMatchObject({ state: 'collected', deliveries: 1 });
    expect((await toldOf(inbox, rolledBack, 'failed')).text).toContain(
      `${host.endpoint} serves serial ${serialOf(old.pem)}`,
    );

    host.follow(guard, secret);
    await reissued(guard, asked);
    expect(await issuanceFor(guard, old.arn)).toMatchObject({ state: 'finished', deliveries: 2, attempt: 1 });
    expect(usable(await issuedBy(guard, old.authority), 'CN=host')).toHaveLength(2);
  });

  test('has what was imported before imported again, where RenewGuard did so itself', async () => {
    const authority = await grantedAuthority(guard.pki);
    const arn = await importedCertificate(guard.pki, authority, 30);
    await reissued(guard, { certificateArn: arn, strategy: 'acm-import' });
    const before = await acmCertificate(guard, arn);
    await time.skip(HOUR);
    const other = await issued('another');
    const host = await serving(other);
    const execution = await begin({
      certificateArn: arn,
      strategy: 'acm-import',
      again: true,
      deliver: { endpoint: host.endpoint, proofMinutes: 1 },
    });
    const { wayBack } = await replacedBy(guard, arn, 'delivered');
    expect(wayBack).toContain('that RenewGuard imported the last time');
    expect((await acmCertificate(guard, arn)).serialNumber).not.toBe(before.serialNumber);
    await time.skip(61);
    const ended = await executionEnded(guard.cloud, execution);
    expect(ended).toMatchObject({ status: 'FAILED', error: 'DeliveryUnproven' });
    expect((await acmCertificate(guard, arn)).serialNumber).toBe(before.serialNumber);
  });
});
