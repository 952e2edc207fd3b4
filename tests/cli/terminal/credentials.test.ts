import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Bench, freshAccount, startBench } from '../../emulator/kit/emulator.ts';
import { managed } from '../../emulator/kit/renewals.ts';
import { freshHome, renewguard, towards } from '../kit/terminal.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

/** A home with one profile, of which even the region is taken. */
function homeWithProfile(name: string, account: string): string {
  const home = freshHome();
  mkdirSync(join(home, '.aws'));
  writeFileSync(
    join(home, '.aws', 'config'),
    `[profile ${name}]\nregion = eu-west-1\naws_access_key_id = ${account}\naws_secret_access_key = any\n`,
  );
  return home;
}

const keysUsed = async (): Promise<readonly string[]> => [
  ...new Set(((await bench.admin('GET', '/calls')).body as { accessKeyId: string }[]).map((call) => call.accessKeyId)),
];

test.each([
  ['--profile', ['--profile', 'payments'], {}],
  ['AWS_PROFILE', [], { AWS_PROFILE: 'payments' }],
])('with %s every call is made with that profile, even where keys stand in the environment', async (_, args, more) => {
  const { account } = await managed(bench);
  const { AWS_REGION: __, ...variables } = towards(bench, freshAccount(), homeWithProfile('payments', account));
  await bench.admin('DELETE', '/calls');
  const { code, stdout, stderr } = await renewguard(['audit', ...args], { ...variables, ...more });
  expect(stdout).toContain(`Account ${account}, eu-west-1, `);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(await keysUsed()).toEqual([account]);
});

test('one endpoint variable for all services does as well', async () => {
  const { account } = await managed(bench);
  const variables = Object.entries(towards(bench, account)).filter(([name]) => !name.startsWith('AWS_ENDPOINT_URL'));
  const { code } = await renewguard(['audit'], { ...Object.fromEntries(variables), AWS_ENDPOINT_URL: bench.url });
  expect(code).toBe(0);
});

test('3: a profile that is not there is refused, before other credentials could answer for another account', async () => {
  const variables = towards(bench, freshAccount(), homeWithProfile('payments', freshAccount()));
  await bench.admin('DELETE', '/calls');
  const ran = await renewguard(['audit', '--profile', 'paymnets'], variables);
  expect(ran.stderr).toBe(
    'renewguard: --profile paymnets: no such profile in the AWS configuration files; there are payments\n',
  );
  expect(ran).toMatchObject({ code: 3, stdout: '' });
  expect(await keysUsed()).toEqual([]);
});
