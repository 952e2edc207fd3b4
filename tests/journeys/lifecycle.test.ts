import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { grantToAcm, revokeFromAcm } from '../../local/story/authority.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { ALL_ACTIONS, grantedAuthority, guardedAuthority } from './kit/authorities.ts';
import { BusListener } from '../../local/story/bus-listener.ts';
import { Person } from './kit/command-line.ts';
import { deliverEvents } from './kit/deliveries.ts';
import { endedAbout, executionsAbout, type Execution, holdOf, run } from './kit/executions.ts';
import { countCalls } from './kit/faults.ts';
import { findingsOf } from './kit/findings.ts';
import { invoke } from './kit/functions.ts';
import type { Guard } from './kit/guard.ts';
import { noticeOf, subjectsAbout, subjectsIn, subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { type OwnTime, ownTime } from './kit/own-time.ts';
import { permissionCall, putAtOnce, recordOf } from './kit/records.ts';

/* A finding is opened once and resolved once, whatever storm of records tells of it. It is opened, reminded of, muted, open again and resolved; people hear what they should, programs all of it. */

const HOUR = 60 * 60;
const DAY = 24 * HOUR;

let time: OwnTime;
let guard: Guard;
let person: Person;
let inbox: AlertInbox;
let bus: BusListener;

beforeAll(async () => {
  time = await ownTime(ownAccounts.lifecycle, 4613);
  guard = time.guard;
  person = new Person(guard, `renewguard-of-${ownAccounts.lifecycle}`);
  [inbox, bus] = await Promise.all([subscribe(guard), BusListener.listen(guard)]);
});
afterAll(() => time.stop());

/** What is due is written, and sent some minutes later. */
async function remind(): Promise<void> {
  await invoke(guard, 'RemindFindings');
  await time.skip(5 * 60);
  await invoke(guard, 'DeliverAlerts');
}

describe('in a storm of records, with AWS’s quotas counted', () => {
  const SECONDS = 100;
  const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);
  const created = (arn: string): object => recordOf(guard, permissionCall('CreatePermission', arn));
  const deleted = (arn: string): object => recordOf(guard, permissionCall('DeletePermission', arn));

  afterEach(() => countCalls(guard.emulatorUrl, false));

  /** A record a hundred times: half of them are the same event again. */
  function hundredfold(record: () => object): readonly object[] {
    const same = record();
    return [...times(50, () => same), ...times(50, record)];
  }

  /** That no execution verified a CA while another one did, and that none failed. */
  async function expectOneAtATime(executions: readonly Execution[]): Promise<void> {
    expect(executions.filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
    const holds = (await Promise.all(executions.map(({ arn }) => holdOf(guard, arn)))).flatMap((hold) => hold ?? []);
    const inOrder = holds.toSorted((one, other) => one.from - other.from);
    expect(inOrder.length).toBeGreaterThan(0);
    inOrder.slice(1).forEach(({ from }, index) => expect(from).toBeGreaterThanOrEqual(inOrder[index]?.to ?? Infinity));
  }

  test('a removal is told once and its end is told once, though each record comes a hundred times and in reverse order', async () => {
    const arn = await guardedAuthority(guard);
    await requestPrivateCertificate(guard.pki, arn, 'storm.example.com', 'EC_prime256v1');
    const before = (await executionsAbout(guard, arn)).length;
    await revokeFromAcm(guard.pki, arn);
    await countCalls(guard.emulatorUrl, true);
    await putAtOnce(
      guard,
      hundredfold(() => deleted(arn)),
    );
    await expectOneAtATime(await endedAbout(guard, arn, before + 101, SECONDS));
    expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${guard.account} OPEN v1`]);

    await grantToAcm(guard.pki, arn, ALL_ACTIONS);
    await putAtOnce(
      guard,
      hundredfold(() => created(arn)),
    );
    await putAtOnce(
      guard,
      hundredfold(() => deleted(arn)),
    );
    await expectOneAtATime(await endedAbout(guard, arn, before + 302, SECONDS));
    expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${guard.account} RESOLVED v2`]);
    expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH PermissionMissing', 'RESOLVED PermissionMissing']);
    expect((await bus.about(arn)).map((event) => event['detail-type'])).toEqual([
      'RenewGuard Finding Opened',
      'RenewGuard Finding Resolved',
    ]);
  });

  test('the permissions of thirty CAs go at once, each told of once, though the end is recorded before the beginning', async () => {
    await deliverEvents(guard, 'none');
    const arns = await Promise.all(times(30, () => grantedAuthority(guard.pki)));
    await Promise.all(arns.map((arn) => revokeFromAcm(guard.pki, arn)));
    await deliverEvents(guard, 'every');
    await countCalls(guard.emulatorUrl, true);
    await putAtOnce(guard, [...arns.map(created), ...arns.map(deleted)]);
    for (const arn of arns) await expectOneAtATime(await endedAbout(guard, arn, 2, SECONDS));
    for (const arn of arns)
      expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${guard.account} OPEN v1`]);
    const told = await inbox.all();
    for (const arn of arns) expect(subjectsIn(told, arn)).toEqual(['LOW PermissionMissing']);
  });
});

test('opened, reminded of once over two thresholds, muted, open again, and resolved', async () => {
  const arn = await grantedAuthority(guard.pki);
  await requestPrivateCertificate(guard.pki, arn, 'www.example.com', 'EC_prime256v1');
  await revokeFromAcm(guard.pki, arn);
  await run(guard, { certificateAuthorityArn: arn });
  await noticeOf(inbox, arn, 'PermissionMissing', 1);

  // A private certificate of ACM lasts 395 days: 45 and 30 days before its end have passed by then.
  await time.skip(375 * DAY);
  await remind();
  const reminder = await noticeOf(inbox, arn, 'PermissionMissing', 2);
  expect(reminder.subject).toMatch(/^\[RenewGuard\] REMINDER (19|20) days: PermissionMissing/);
  expect(reminder.text).toContain('aws acm-pca create-permission');
  await remind();
  expect(await subjectsAbout(inbox, arn)).toHaveLength(2);

  const mute = ['mute', arn, '--code', 'PermissionMissing', '--reason', 'it is retired'];
  const until = new Date((await time.now()).getTime() + 30 * DAY * 1000).toISOString().slice(0, 10);
  expect(await person.types(...mute, '--until', until)).toMatchObject({ code: 0, stderr: '' });
  const listed = await person.types('findings', '--muted');
  expect(listed.stdout).toMatch(
    new RegExp(`PermissionMissing .*muted until ${until} by arn:aws:iam::.*: it is retired`),
  );
  await time.skip(6 * DAY);
  await remind();
  expect(await subjectsAbout(inbox, arn)).toHaveLength(2);

  expect(await person.types('unmute', arn, '--code', 'PermissionMissing')).toMatchObject({ code: 0, stderr: '' });
  await remind();
  const again = await noticeOf(inbox, arn, 'PermissionMissing', 4);
  expect(again.subject).toMatch(/^\[RenewGuard\] OPEN AGAIN PermissionMissing/);

  expect(await invoke(guard, 'WriteDigests')).toEqual({ digests: 1, written: 1 });
  expect(await invoke(guard, 'WriteDigests')).toEqual({ digests: 1, written: 0 });
  await time.skip(5 * 60);
  await invoke(guard, 'DeliverAlerts');
  const digest = await inbox.waitFor(({ id }) => id.startsWith('digest/others/'));
  expect(digest?.subject).toMatch(/^\[RenewGuard\] DIGEST: .*\d (critical|high).* open$/);
  expect(digest?.text).toContain(`PermissionMissing  ${arn}`);

  await grantToAcm(guard.pki, arn, ALL_ACTIONS);
  await run(guard, { certificateAuthorityArn: arn });
  await noticeOf(inbox, arn, 'PermissionMissing', 5);
  expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${guard.account} RESOLVED v5`]);
  expect((await bus.about(arn)).map((event) => event['detail-type'])).toEqual([
    'RenewGuard Finding Opened',
    'RenewGuard Finding Reminded',
    'RenewGuard Finding Reminded',
    'RenewGuard Finding Reminded',
    'RenewGuard Finding Resolved',
  ]);
});
