import { ACMClient, PutAccountConfigurationCommand } from '@aws-sdk/client-acm';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { grantToAcm, revokeFromAcm } from '../../local/story/authority.ts';
import { describeByAcm, exportFromAcm, requestPrivateCertificate } from '../../local/story/certificate.ts';
import { atRest, type Happening, liveUntil, type MovableWorld } from '../../local/story/moved-time.ts';
import { ALL_ACTIONS, grantedAuthority } from './kit/authorities.ts';
import { importedCertificate, inspect, issueDirectly, usedCertificate } from './kit/certificates.ts';
import { executionsAbout } from './kit/executions.ts';
import { certificateFindingOf } from './kit/findings.ts';
import { type Guard, ofCertificates } from './kit/guard.ts';
import { subjectsAbout, subscribe } from './kit/notices.ts';
import { type OwnEmulator, startOwnEmulator } from './kit/own-emulator.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { guardInAccount } from './kit/own-guard.ts';

/** Its own account, RenewGuard and emulator: while time moves here, it stands still for the other journeys. */
const ACCOUNT = ownAccounts.certificateLives;
const DAY = 24 * 60 * 60 * 1000;
let emulator: OwnEmulator;
let guard: Guard;
let inbox: AlertInbox;
let world: MovableWorld;
/** When the certificates from ACM end: all were requested within seconds. */
let end: number;
/** In use: of a CA that lets ACM renew, of one that will, and of one that never will. */
let well: string;
let mended: string;
let lost: string;
let exported: string;
let imported: string;
let direct: string;
let mendable: string;

beforeAll(async () => {
  emulator = await startOwnEmulator(4588);
  const { url } = emulator;
  guard = ofCertificates(await guardInAccount(ACCOUNT, { ACM: url, ACM_PCA: url, emulatorUrl: url }));
  inbox = await subscribe(guard);
  const [granting = '', ...refusing] = await Promise.all([1, 2, 3].map(() => grantedAuthority(guard.pki)));
  const [restored = '', forgotten = ''] = refusing;
  mendable = restored;
  well = await usedCertificate(url, guard.pki, granting, 'well.example.com');
  mended = await usedCertificate(url, guard.pki, restored, 'mended.example.com');
  lost = await usedCertificate(url, guard.pki, forgotten, 'lost.example.com');
  exported = await requestPrivateCertificate(guard.pki, granting, 'exported.example.com', 'EC_prime256v1');
  await exportFromAcm(guard.pki, exported);
  imported = await importedCertificate(guard.pki, granting, 395);
  direct = (await issueDirectly(guard.pki, granting, 395)).arn;
  end = (await describeByAcm(guard.pki, well)).NotAfter?.getTime() ?? 0;
  world = { emulatorUrl: url, settings: guard.cloud, machines: [guard.certificateMachine] };
  // ACM's events of the issuances come first: then nothing stands in the way of any renewal yet.
  await atRest(world);
  for (const arn of refusing) await revokeFromAcm(guard.pki, arn);
});

afterAll(() => emulator.stop());

const untilDay = (day: number, hours = 1): Promise<readonly Happening[]> =>
  liveUntil(world, new Date(end - day * DAY + hours * 3_600_000).toISOString());

const told = (arn: string): Promise<readonly string[]> => subjectsAbout(inbox, arn);

/** Time only moves on: each test goes on where the one before ended. */
test('until day 60 nobody is told anything of certificates that have months to live', async () => {
  await untilDay(61);
  for (const arn of [well, mended, lost, exported, imported, direct]) expect(await told(arn)).toEqual([]);
});

test('at day 60 what may be renewed is, and of what was exported somebody has to export it again', async () => {
  await untilDay(60);
  const [renewed, stuck] = [await describeByAcm(guard.pki, well), await describeByAcm(guard.pki, mended)];
  expect(renewed.RenewalSummary).toMatchObject({ RenewalStatus: 'SUCCESS' });
  expect(stuck.RenewalSummary).toMatchObject({
    RenewalStatus: 'PENDING_AUTO_RENEWAL',
    RenewalStatusReason: 'PCA_ACCESS_DENIED',
  });
  expect(await told(well)).toEqual([]);
  expect(await told(exported)).toEqual(['HIGH ReexportNeeded']);
  // ACM itself says nothing of what is stuck before day 45 (service-facts 2.5); asked by hand, RenewGuard does.
  expect(await told(mended)).toEqual([]);

  await exportFromAcm(guard.pki, exported);
  expect(await inspect(guard, exported)).toMatchObject({ verdict: 'renewable', notices: 1 });
  expect(await told(exported)).toEqual(['HIGH ReexportNeeded', 'RESOLVED ReexportNeeded']);
});

test('at day 45 ACM says which renewal is stuck; people have heard of its cause by then, with the command that mends it', async () => {
  const happened = await untilDay(45);
  const types = happened.filter(({ certificateArn }) => certificateArn === mended).map(({ detailType }) => detailType);
  expect(types).toEqual(
    expect.arrayContaining(['ACM Certificate Renewal Action Required', 'ACM Certificate Approaching Expiration']),
  );
  expect(await certificateFindingOf(guard, mended)).toBe('RenewalStuck OPEN v1');
  expect(await told(mended)).toEqual([]);
  const notice = await inbox.waitFor(({ id }) => id.startsWith(`${mendable.split('/').at(-1)}/`));
  expect(notice?.text).toContain(`First outage:          ${new Date(end).toISOString().slice(0, 10)}`);
  expect(notice?.text).toContain(`aws acm-pca create-permission --certificate-authority-arn ${mendable}`);
});

test('every day ACM says it again, and nobody hears it twice', async () => {
  await untilDay(40);
  const ofMended = await executionsAbout(guard, mended);
  expect(ofMended.length).toBeGreaterThanOrEqual(6);
  expect(await told(mended)).toEqual([]);
  expect(await certificateFindingOf(guard, mended)).toBe('RenewalStuck OPEN v1');
  // Nobody renews what was imported; its end is told as early.
  expect(await told(imported)).toEqual(['MEDIUM ImportedExpiring']);
});

test('once the permission is restored the next attempt succeeds, and it is told to be over', async () => {
  await grantToAcm(guard.pki, mendable, ALL_ACTIONS);
  await untilDay(40, 3);
  expect((await describeByAcm(guard.pki, mended)).RenewalSummary).toMatchObject({ RenewalStatus: 'SUCCESS' });
  expect(await told(mended)).toEqual([]);
  expect(await certificateFindingOf(guard, mended)).toBe('RenewalStuck RESOLVED v2');
  expect(await inspect(guard, mended)).toMatchObject({ verdict: 'renewable', notices: 0 });
});

test('what nobody mends ends, and that is told as the outage it is', async () => {
  // The days between were told of above: from here on ACM is to speak of the last three only.
  const ExpiryEvents = { DaysBeforeExpiry: 3 };
  await new ACMClient(guard.pki).send(new PutAccountConfigurationCommand({ ExpiryEvents, IdempotencyToken: 'x' }));
  await untilDay(0);
  expect((await describeByAcm(guard.pki, lost)).Status).toBe('EXPIRED');
  expect(await told(lost)).toEqual(['CRITICAL ExpiredInUse']);
  expect(await certificateFindingOf(guard, lost)).toBe('ExpiredInUse OPEN v2');
  for (const arn of [well, direct]) expect(await told(arn)).toEqual([]);
});
