import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { readFileSync } from 'node:fs';
import { inProject } from '../../local/cloud/project-root.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { grantToAcm, revokeFromAcm } from '../../local/story/authority.ts';
import { requestPrivateCertificate } from '../../local/story/certificate.ts';
import { ALL_ACTIONS, guardedAuthority } from './kit/authorities.ts';
import { BusListener } from '../../local/story/bus-listener.ts';
import { endedAbout, executionsAbout, pausesOf, readsOf, releasesOf, run } from './kit/executions.ts';
import { findingsOf } from './kit/findings.ts';
import { type Guard, hubGuard } from './kit/guard.ts';
import { noticeOf, subjectsAbout, subscribe } from './kit/notices.ts';
import { permissionCall, putRecords, recordOf } from './kit/records.ts';
import { until } from './kit/until.ts';

let guard: Guard;
let inbox: AlertInbox;
let bus: BusListener;

beforeAll(async () => {
  guard = hubGuard();
  [inbox, bus] = await Promise.all([subscribe(guard), BusListener.listen(guard)]);
});

const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

const findingEvent = () => {
  const schema = JSON.parse(readFileSync(inProject('docs', 'schemas', 'finding-event.v1.json'), 'utf8')) as object;
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  return ajv.compile(schema);
};

test('a permission that is removed is told once, resolved once and told anew, however often its records come', async () => {
  const arn = await guardedAuthority(guard);
  await requestPrivateCertificate(guard.pki, arn, 'api.example.com', 'EC_prime256v1');
  const before = (await executionsAbout(guard, arn)).length;

  const removal = recordOf(guard, permissionCall('DeletePermission', arn));
  await revokeFromAcm(guard.pki, arn);
  const [byHand] = await Promise.all([
    Promise.all(times(10, () => run(guard, { certificateAuthorityArn: arn }))),
    putRecords(
      guard,
      times(10, () => removal),
    ),
  ]);
  const all = await endedAbout(guard, arn, before + 21);
  expect([...all, ...byHand].map(({ status }) => status)).toEqual(times(all.length + 10, () => 'SUCCEEDED'));

  const alert = await noticeOf(inbox, arn, 'PermissionMissing', 1);
  expect(alert.text).toContain(`aws acm-pca create-permission --certificate-authority-arn ${arn}`);
  expect(alert.text).toContain('api.example.com');
  expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH PermissionMissing']);
  expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${guard.account} OPEN v1`]);

  await grantToAcm(guard.pki, arn, ALL_ACTIONS);
  await noticeOf(inbox, arn, 'PermissionMissing', 2);
  await putRecords(
    guard,
    times(3, () => recordOf(guard, permissionCall('CreatePermission', arn))),
  );
  await endedAbout(guard, arn, before + 25);
  expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${guard.account} RESOLVED v2`]);

  await revokeFromAcm(guard.pki, arn);
  await noticeOf(inbox, arn, 'PermissionMissing', 3);
  await endedAbout(guard, arn, before + 26);
  expect(await findingsOf(guard, arn)).toEqual([`PermissionMissing ${guard.account} OPEN v3`]);
  expect(await subjectsAbout(inbox, arn)).toEqual([
    'HIGH PermissionMissing',
    'RESOLVED PermissionMissing',
    'HIGH PermissionMissing',
  ]);

  const told = await bus.about(arn);
  expect(told.map((event) => event['detail-type'])).toEqual([
    'RenewGuard Finding Opened',
    'RenewGuard Finding Resolved',
    'RenewGuard Finding Opened',
  ]);
  const fits = findingEvent();
  expect(told.map(({ detail }) => fits(detail) || fits.errors)).toEqual([true, true, true]);
});

test('while a CA is being verified, ten more records leave it to the one verification, which runs once more', async () => {
  const arn = await guardedAuthority(guard);
  const before = (await executionsAbout(guard, arn)).length;
  const removal = recordOf(guard, permissionCall('DeletePermission', arn));
  const creation = recordOf(guard, permissionCall('CreatePermission', arn));

  // The permission still stands, so the first one waits to see the removal.
  await putRecords(guard, [removal]);
  const holder = await until('the first one reads', async () => {
    const newest = (await executionsAbout(guard, arn)).find(({ status }) => status === 'RUNNING');
    return newest && (await readsOf(guard, newest.arn)).length > 0 ? newest.arn : undefined;
  });
  await putRecords(guard, [...times(5, () => creation), removal, ...times(4, () => creation)]);
  const later = (await endedAbout(guard, arn, before + 11)).filter((execution) =>
    execution.input.includes('Permission'),
  );

  const others = later.filter((execution) => execution.arn !== holder).slice(0, 10);
  for (const { arn: other } of others) expect(await readsOf(guard, other)).toMatchObject([{ next: 'leave' }]);
  expect(await releasesOf(guard, holder)).toMatchObject([{ again: true, removals: ['permission'] }, { again: false }]);
  // The removal that came meanwhile is looked for as carefully as the first.
  expect(pausesOf(await readsOf(guard, holder))).toEqual([5, 30, 120, 5, 30, 120]);
  expect(await subjectsAbout(inbox, arn)).toEqual([]);
});
