import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askForSession } from './kit/create-session.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { done, newSetting, workload } from './kit/roles-anywhere.ts';

const folder = mkdtempSync(join(tmpdir(), 'pki-emulator-snapshots-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a snapshot keeps anchors, profiles, roles, subjects, sessions and what is due', async () => {
  const account = freshAccount();
  const [before, after] = [await startBench(), await startBench()];
  const { authority, request } = await newSetting(before, account);
  const robot = workload({ by: authority, days: 50 });
  const granted = (await askForSession(before.url, robot, request)).body.credentialSet?.[0];
  const paths = ['/trustanchors', '/profiles', '/subjects'];
  const shown = (url: string) => Promise.all(paths.map((path) => done(url, account, 'GET', path)));
  const dueAt = async (bench: Bench) => ((await bench.admin('GET', '/clock')).body as { nextDue: string }).nextDue;
  const file = join(folder, 'roles-anywhere');
  expect((await before.admin('POST', '/snapshot', { file })).status).toBe(200);
  expect((await after.admin('POST', '/restore', { file })).status).toBe(200);
  expect(await shown(after.url)).toEqual(await shown(before.url));
  expect(await dueAt(after)).toBe(await dueAt(before));
  const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = granted?.credentials ?? {};
  const credentials = { accessKeyId, secretAccessKey, sessionToken };
  const sts = new STSClient({ endpoint: after.url, region: 'eu-west-1', credentials });
  expect((await sts.send(new GetCallerIdentityCommand({}))).Arn).toBe(granted?.assumedRoleUser.arn);
  sts.destroy();
  expect((await askForSession(after.url, robot, request)).status).toBe(201);
  await Promise.all([before.stop(), after.stop()]);
});
