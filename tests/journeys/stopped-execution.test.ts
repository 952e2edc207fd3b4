import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { revokeFromAcm } from '../../local/story/authority.ts';
import { unheardAuthority } from './kit/authorities.ts';
import { concludedOf, endedAbout, executionsAbout, readsOf, run } from './kit/executions.ts';
import { type Guard, hubGuard, pkiOf } from './kit/guard.ts';
import { noticeOf, subscribe } from './kit/notices.ts';
import { permissionCall, putRecords, recordOf } from './kit/records.ts';
import { until } from './kit/until.ts';

let guard: Guard;
let inbox: AlertInbox;

beforeAll(async () => {
  guard = hubGuard();
  inbox = await subscribe(guard);
});

/** The record of a removal that nobody can see, and the execution that waits to see it. */
async function waiting(arn: string): Promise<string> {
  await putRecords(guard, [recordOf(guard, permissionCall('DeletePermission', arn))]);
  return until('it waits for 120 seconds', async () => {
    const [started] = await executionsAbout(guard, arn);
    return started && (await readsOf(guard, started.arn)).length === 3 ? started.arn : undefined;
  });
}

const stop = (executionArn: string): Promise<unknown> =>
  new SFNClient(guard.cloud).send(new StopExecutionCommand({ executionArn }));

test('an execution that is stopped while it waits is told once, and the next record is verified at once', async () => {
  const arn = await unheardAuthority(guard, 'eu-west-2');
  const execution = await waiting(arn);
  await stop(execution);

  const isAboutIt = ({ id }: { id: string }): boolean => id.startsWith(`${execution}/failed`);
  const alert = await inbox.waitFor(isAboutIt);
  expect(alert?.text).toContain(`Authority: ${arn}`);
  expect(alert?.text).toContain('what it should have verified is not verified');
  expect((await executionsAbout(guard, arn)).map(({ status }) => status)).toEqual(['ABORTED']);

  const next = await run(guard, { certificateAuthorityArn: arn });
  expect(concludedOf(next)).toMatchObject([{ certificateAuthorityArn: arn, verdict: 'granted' }]);
  expect((await inbox.all()).filter(isAboutIt)).toHaveLength(1);
});

test('what was left to an execution that is then stopped is verified by another', async () => {
  const arn = await unheardAuthority(guard, 'eu-west-3');
  const holder = await waiting(arn);
  const left = await run(guard, { certificateAuthorityArn: arn });
  expect(concludedOf(left)).toMatchObject([{ left: expect.stringContaining('it runs once more') as string }]);
  await revokeFromAcm(pkiOf(guard, guard.account, 'eu-west-3'), arn);
  await stop(holder);

  await noticeOf(inbox, arn, 'PermissionMissing', 1);
  const others = (await endedAbout(guard, arn, 3)).filter(({ arn: each }) => ![holder, left.arn].includes(each));
  expect(others.map(({ status }) => status)).toEqual(['SUCCEEDED']);
  expect(JSON.parse(others[0]?.input ?? '')).toEqual({ certificateAuthorityArn: arn });
});
