import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { revokeFromAcm } from '../../local/story/authority.ts';
import { unheardAuthority } from './kit/authorities.ts';
import { concludedOf, endedAbout, executionsAbout, pausesOf, type Read, readsOf } from './kit/executions.ts';
import { findingsOf } from './kit/findings.ts';
import { type Guard, hubGuard, pkiOf } from './kit/guard.ts';
import { noticeOf, subjectsAbout, subscribe } from './kit/notices.ts';
import { permissionCall, putRecords, recordOf } from './kit/records.ts';
import { until } from './kit/until.ts';

const REGION = 'eu-west-1';
let guard: Guard;
let inbox: AlertInbox;

beforeAll(async () => {
  guard = hubGuard();
  inbox = await subscribe(guard);
});

/** A record of a removal that nobody can see yet, and the execution that it started. */
async function removalRecorded(arn: string): Promise<string> {
  await putRecords(guard, [recordOf(guard, permissionCall('DeletePermission', arn))]);
  return until('the record started an execution', async () => (await executionsAbout(guard, arn))[0]?.arn);
}

/** How long an execution paused between its reads, in the Wait states' seconds. */
const paused = (reads: readonly Read[]): readonly number[] =>
  reads.slice(1).map(({ at }, index) => (at - (reads[index]?.at ?? 0)) / 1000 / guard.waitScale);

test('a removal that no read shows is read again after 5, 30 and 120 seconds and ends as granted, untold', async () => {
  const arn = await unheardAuthority(guard, REGION);
  const execution = await removalRecorded(arn);
  const [ended] = await endedAbout(guard, arn, 1);

  expect(ended && concludedOf(ended)).toMatchObject([{ verdict: 'granted', findings: [], notices: 0 }]);
  const reads = await readsOf(guard, execution);
  expect(reads.map(({ reads, verdict, next }) => [reads, verdict, next])).toEqual([
    [1, 'granted', 'read-again'],
    [2, 'granted', 'read-again'],
    [3, 'granted', 'read-again'],
    [4, 'granted', 'conclude'],
  ]);
  expect(pausesOf(reads)).toEqual([5, 30, 120]);
  paused(reads).forEach((seconds, index) => expect(seconds).toBeGreaterThanOrEqual([5, 30, 120][index] ?? 0));
  expect(await findingsOf(guard, arn)).toEqual([]);
  expect(await subjectsAbout(inbox, arn)).toEqual([]);
});

test('a removal that only a later read shows is told by the execution that waited for it', async () => {
  const arn = await unheardAuthority(guard, REGION);
  const execution = await removalRecorded(arn);
  await until('the first read was made', async () => (await readsOf(guard, execution))[0]);
  await revokeFromAcm(pkiOf(guard, guard.account, REGION), arn);

  await noticeOf(inbox, arn, 'PermissionMissing', 1);
  const [ended, ...others] = await endedAbout(guard, arn, 1);
  expect(others).toEqual([]);
  expect(ended && concludedOf(ended)).toMatchObject([{ verdict: 'missing', notices: 1 }]);
  const reads = await readsOf(guard, execution);
  expect(reads.map(({ verdict }) => verdict)).toEqual([...reads.slice(1).map(() => 'granted'), 'missing']);
  expect(pausesOf(reads)).toEqual([5, 30, 120].slice(0, reads.length - 1));
});
