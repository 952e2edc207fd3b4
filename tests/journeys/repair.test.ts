import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { AlertInbox, ReceivedNotice } from '../../local/story/alert-inbox.ts';
import { revokeFromAcm } from '../../local/story/authority.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { ALL_ACTIONS, guardedAuthority } from './kit/authorities.ts';
import { Person } from './kit/command-line.ts';
import { verify } from './kit/executions.ts';
import type { Guard } from './kit/guard.ts';
import { noticeOf, subjectsAbout, subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { guardInAccount } from './kit/own-guard.ts';
import { itemsIn } from './kit/reissue.ts';
import { heldOn, tagAuto } from './kit/repairs.ts';
import { until } from './kit/until.ts';

const ACCOUNT = ownAccounts.repair;
let guard: Guard;
let inbox: AlertInbox;
let erika: Person;

beforeAll(async () => {
  const { emulatorUrl } = deployedCloud();
  guard = await guardInAccount(ACCOUNT, { ACM: emulatorUrl, ACM_PCA: emulatorUrl }, { RepairMode: 'approve' });
  inbox = await subscribe(guard);
  erika = new Person(guard, `renewguard-of-${ACCOUNT}`);
});

const held = (arn: string): Promise<readonly string[]> => heldOn(guard.pki, arn);

const ALL = [...ALL_ACTIONS].toSorted();

/** The question about a CA. @returns its id */
async function question(arn: string): Promise<{ readonly id: string; readonly notice: ReceivedNotice }> {
  const isQuestion = ({ id, text }: ReceivedNotice): boolean => id.startsWith('repair/') && text.includes(arn);
  const notice = await inbox.waitFor(isQuestion);
  if (notice === undefined) throw new Error('Nobody was asked.');
  return { id: /renewguard approve (\S+)/.exec(notice.text)?.[1] ?? '', notice };
}

const repairsOf = async (arn: string) =>
  (await itemsIn(guard)).filter(({ pk, sk }) => pk === `AUTHORITY#${arn}` && String(sk).startsWith('REPAIR#'));

test('a removed permission is asked about, approved by the command, restored, and resolved', async () => {
  const arn = await guardedAuthority(guard);
  await revokeFromAcm(guard.pki, arn);
  const { id, notice } = await question(arn);
  expect(notice.text).toContain('acm.amazonaws.com is given IssueCertificate, GetCertificate, ListPermissions');
  expect(notice.text).toMatch(/Removed by: arn:aws:iam::\d{12}:root at .* \(reported by CloudTrail, not proven\)/);
  expect(await held(arn)).toEqual([]);

  const approved = await erika.types('approve', id);
  expect(approved).toMatchObject({ code: 0, stderr: '' });
  expect(approved.stdout).toContain('It is read once more and repaired now');
  await noticeOf(inbox, arn, 'PermissionMissing', 2);
  expect(await held(arn)).toEqual(ALL);
  expect(await subjectsAbout(inbox, arn)).toEqual(['LOW PermissionMissing', 'RESOLVED PermissionMissing']);

  const again = await erika.types('reject', id);
  expect(again.code).not.toBe(0);
  expect(again.stderr).toContain('was approved already');
  const tokens = (await itemsIn(guard)).flatMap(({ taskToken }) => (typeof taskToken === 'string' ? [taskToken] : []));
  expect(tokens.length).toBeGreaterThan(0);
  const shown = erika.printed + JSON.stringify(await inbox.all());
  for (const token of tokens) expect(shown).not.toContain(token);
});

test('what is rejected is left as it is, and nobody is asked again', async () => {
  const arn = await guardedAuthority(guard);
  await revokeFromAcm(guard.pki, arn);
  const { id } = await question(arn);
  expect((await erika.types('reject', id)).stdout).toContain('Nothing is changed');
  await until('the rejection is written down', async () => {
    const [item] = await repairsOf(arn);
    return (item?.repair as { state?: string } | undefined)?.state === 'rejected' ? true : undefined;
  });
  await verify(guard, arn);
  expect(await held(arn)).toEqual([]);
  const asked = (await inbox.all()).filter(
    ({ id: notice, text }) => notice.startsWith('repair/') && text.includes(arn),
  );
  expect(asked).toHaveLength(1);
});

test('a repair whose execution dies while people are asked is begun again, and takes their answer', async () => {
  const arn = await guardedAuthority(guard);
  await revokeFromAcm(guard.pki, arn);
  const { id } = await question(arn);
  const client = new SFNClient(guard.cloud);
  const stateMachineArn = guard.machine.replace(/guard-authority$/, 'repair-authority');
  const runningAbout = async (): Promise<readonly string[]> => {
    const { executions = [] } = await client.send(
      new ListExecutionsCommand({ stateMachineArn, statusFilter: 'RUNNING' }),
    );
    const named = executions.filter(({ name = '' }) => name.includes(arn.split('/').at(-1) ?? ''));
    return named.map(({ executionArn = '' }) => executionArn);
  };
  const [dying = ''] = await runningAbout();
  await client.send(new StopExecutionCommand({ executionArn: dying }));
  // Its end asks for a verification, which begins the repair again; MiniStack may not tell of it, so a person asks as well.
  const [next = ''] = await until('it is begun again', async () => {
    await verify(guard, arn);
    const running = await runningAbout();
    return running.length > 0 ? running : undefined;
  });
  expect(next).toBe(`${dying}-again-1`);
  await until('the answer reaches it', async () => {
    const { code } = await erika.types('approve', id);
    return code === 0 ? true : undefined;
  });
  await noticeOf(inbox, arn, 'PermissionMissing', 2);
  expect(await held(arn)).toEqual(ALL);
});

test('tagged auto, it is restored at once; removed a third time within a day, it is escalated', async () => {
  const arn = await guardedAuthority(guard);
  await tagAuto(guard.pki, arn);
  for (const version of [2, 4]) {
    await revokeFromAcm(guard.pki, arn);
    await noticeOf(inbox, arn, 'PermissionMissing', version);
    expect(await held(arn)).toEqual(ALL);
  }
  await revokeFromAcm(guard.pki, arn);
  const escalated = await noticeOf(inbox, arn, 'PermissionMissing', 5);
  expect(escalated.subject).toContain('HIGH PermissionMissing');
  expect(escalated.text).toContain('ESCALATED, RenewGuard stops: it was repaired 2 times');
  expect(escalated.text).toContain('(reported by CloudTrail, not proven)');
  expect(await held(arn)).toEqual([]);
});
