import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { exportFromAcm, requestPrivateCertificate } from '../../local/story/certificate.ts';
import { useCertificate } from '../../local/story/emulator-admin.ts';
import { issuedBy } from './kit/audit.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { importedCertificate, inspect, type IssuedDirectly, issueDirectly, LOAD_BALANCER } from './kit/certificates.ts';
import { deliverEvents } from './kit/deliveries.ts';
import { certificateFindingOf } from './kit/findings.ts';
import { invoke } from './kit/functions.ts';
import type { Guard } from './kit/guard.ts';
import { subjectsAbout, subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { type OwnTime, ownTime } from './kit/own-time.ts';
import {
  acmCertificate,
  issuanceFor,
  reissued,
  renewInAcm,
  replacedBy,
  serialOf,
  setRoute,
  toldOf,
} from './kit/reissue.ts';
import { isSecret, makeSecret, secretOf } from './kit/secrets.ts';
import { TlsHost } from './kit/tls-host.ts';

let time: OwnTime;
let guard: Guard;
let inbox: AlertInbox;
let authority: string;

beforeAll(async () => {
  time = await ownTime(ownAccounts.inTime, 4589);
  guard = time.guard;
  [inbox, authority] = await Promise.all([subscribe(guard), grantedAuthority(guard.pki)]);
});

afterAll(() => time.stop());

const serialInAcm = async (arn: string): Promise<string> => serialOf((await acmCertificate(guard, arn)).toString());

/** Time only moves on: each test begins where the one before ended. */
test('an imported certificate in use is replaced 45 days before its end, under its ARN, and nobody is alarmed', async () => {
  const arn = await importedCertificate(guard.pki, authority, 50);
  await useCertificate(guard.emulatorUrl, arn, [LOAD_BALANCER]);
  const old = await serialInAcm(arn);
  await time.live(4);
  expect(await serialInAcm(arn)).toBe(old);
  await time.live(2);
  const issuance = await replacedBy(guard, arn);
  expect(await serialInAcm(arn)).toBe(issuance.issued?.serial);
  const { text } = await toldOf(inbox, issuance, 'replaced');
  for (const each of [old, issuance.issued?.serial ?? '', arn]) expect(text).toContain(each);
  expect(await inspect(guard, arn)).toMatchObject({ verdict: 'unmanaged', reason: 'Unmanaged', notices: 0 });
  expect(await certificateFindingOf(guard, arn)).toBeUndefined();
  expect(await subjectsAbout(inbox, arn)).toEqual([]);
});

describe('an exported certificate that ACM renews', () => {
  async function exported(name: string): Promise<string> {
    const arn = await requestPrivateCertificate(guard.pki, authority, name, 'EC_prime256v1');
    await exportFromAcm(guard.pki, arn);
    await setRoute(guard, arn, { secret: `journey/${name}` });
    return arn;
  }

  async function expectPublished(arn: string, name: string): Promise<void> {
    expect(await replacedBy(guard, arn)).toMatchObject({ strategy: 'export', generation: 1 });
    expect(serialOf((await secretOf(guard, `journey/${name}`)).certificate)).toBe(await serialInAcm(arn));
  }

  test('is published 60 days before its end', async () => {
    const arn = await exported('host.example.com');
    const before = await serialInAcm(arn);
    await time.live(334);
    expect(await serialInAcm(arn)).toBe(before);
    await time.live(2);
    expect(await serialInAcm(arn)).not.toBe(before);
    await expectPublished(arn, 'host.example.com');
  });

  test('is published when it is looked at, where the event of the renewal was lost', async () => {
    const arn = await exported('unheard.example.com');
    await time.rest();
    const before = await serialInAcm(arn);
    await deliverEvents(guard, 'none');
    await renewInAcm(guard, arn);
    await time.live(1);
    await deliverEvents(guard, 'every');
    expect(await serialInAcm(arn)).not.toBe(before);
    expect(await isSecret(guard, 'journey/unheard.example.com')).toBe(false);
    expect(await inspect(guard, arn)).toMatchObject({ plan: { strategy: 'export', underWay: true } });
    await expectPublished(arn, 'unheard.example.com');
  });
});

describe('an old certificate', () => {
  let old: IssuedDirectly;
  let host: TlsHost;

  beforeAll(async () => {
    const secret = 'journey/grace';
    old = await issueDirectly(guard.pki, authority, 30, { subject: ['CN=grace.example.com'] });
    const { pem: certificate, chain: certificateChain, key: privateKey } = old;
    const held = { certificate, certificateChain, privateKey };
    await makeSecret(guard, secret, held, { 'renewguard:certificate': 'adopted' });
    host = await TlsHost.serving(old.pem, old.key);
    host.follow(guard, secret);
    const deliver = { secret, endpoint: host.endpoint, revokeAfterDays: 2 };
    await reissued(guard, { certificateArn: old.arn, strategy: 'secret', deliver });
  });

  afterAll(() => host.stop());

  /** What the schedule does each hour, so many days later. */
  async function revokedAfter(days: number): Promise<boolean> {
    await time.live(days);
    await invoke(guard, 'ResumeReissues');
    await time.rest();
    return (await issuanceFor(guard, old.arn)).revokedAt !== undefined;
  }

  test('is not revoked before its days of grace are over, nor while it is served again', async () => {
    expect(await revokedAfter(1)).toBe(false);
    await host.serve(old.pem, old.key);
    expect(await revokedAfter(1.1)).toBe(false);
  });

  test('is revoked when nobody serves it any more', async () => {
    host.follow(guard, 'journey/grace');
    expect(await revokedAfter(1.1)).toBe(true);
    const revoked = (await issuedBy(guard, authority)).filter(({ revokedAt }) => revokedAt !== undefined);
    expect(revoked.map(({ serial }) => serial.replaceAll(':', '').toLowerCase())).toEqual([serialOf(old.pem)]);
  });
});
