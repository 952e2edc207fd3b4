import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { unheardAuthority } from './kit/authorities.ts';
import { executionsAbout, readsOf, verify } from './kit/executions.ts';
import { type Guard, hubGuard } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import { permissionCall, putRecords, recordOf } from './kit/records.ts';
import { until } from './kit/until.ts';

let guard: Guard;
let inbox: AlertInbox;

beforeAll(async () => {
  guard = hubGuard();
  inbox = await subscribe(guard);
});

test('an execution that is stopped while it waits is told once, and the next record is verified at once', async () => {
  const arn = await unheardAuthority(guard, 'eu-west-2');
  await putRecords(guard, [recordOf(guard, permissionCall('DeletePermission', arn))]);
  const [{ arn: execution }] = await until('it waits for 120 seconds', async () => {
    const [started] = await executionsAbout(guard, arn);
    if (started === undefined || (await readsOf(guard, started.arn)).length < 3) return undefined;
    return [started] as const;
  });
  await new SFNClient(guard.cloud).send(new StopExecutionCommand({ executionArn: execution, error: 'Stopped' }));

  const isAboutIt = ({ id }: { id: string }): boolean => id.startsWith(`${execution}/failed`);
  const alert = await inbox.waitFor(isAboutIt);
  expect(alert?.text).toContain(`Authority: ${arn}`);
  expect(alert?.text).toContain('what it should have verified is not verified');
  const [stopped] = await executionsAbout(guard, arn);
  expect(stopped?.status).toBe('ABORTED');

  expect(await verify(guard, arn)).toMatchObject({ certificateAuthorityArn: arn, verdict: 'granted' });
  expect((await inbox.all()).filter(isAboutIt)).toHaveLength(1);
});
