import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseCommandLine } from '../../local/pki-emulator/src/command-line.ts';

const BIN = join(__dirname, '../../local/pki-emulator/bin/pki-emulator.mjs');

interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly lines: string[];
  readonly ended: Promise<number | null>;
}

const children: ChildProcessWithoutNullStreams[] = [];
afterAll(() => children.forEach((child) => child.kill('SIGKILL')));

/** Starts the command in another folder than its own and waits for its settings. */
async function started(...args: string[]): Promise<Running> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: tmpdir() });
  children.push(child);
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  await new Promise<void>((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line);
      if (line.startsWith('export AWS_DEFAULT_REGION')) resolve();
    });
    void ended.then(() => resolve());
  });
  return { child, lines, ended };
}

const refused = (...args: string[]) => spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', cwd: tmpdir() });

test('the first line says where it listens, the rest what points SDKs at it, and SIGTERM ends it cleanly', async () => {
  const { child, lines, ended } = await started(
    '--port',
    '0',
    '--default-account',
    '111122223333',
    '--now',
    '2031-02-03T04:05:06Z',
  );
  const url = /^pki-emulator listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(lines[0] ?? '')?.[1] ?? '';
  expect(lines.slice(1)).toEqual([
    `export AWS_ENDPOINT_URL_ACM=${url}`,
    `export AWS_ENDPOINT_URL_ACM_PCA=${url}`,
    `export AWS_ENDPOINT_URL_ROLESANYWHERE=${url}`,
    `export AWS_ENDPOINT_URL_RESOURCE_GROUPS_TAGGING_API=${url}`,
    `export AWS_ENDPOINT_URL_S3=${url}`,
    `export AWS_ENDPOINT_URL_STS=${url}`,
    `export AWS_ENDPOINT_URL_IAM=${url}`,
    `export AWS_ENDPOINT_URL_ORGANIZATIONS=${url}`,
    'export AWS_ACCESS_KEY_ID=111122223333',
    'export AWS_SECRET_ACCESS_KEY=any',
    'export AWS_REGION=eu-west-1',
    'export AWS_DEFAULT_REGION=eu-west-1',
  ]);
  const clock = (await (await fetch(`${url}/_emulator/clock`)).json()) as { now: string };
  expect(clock.now).toMatch(/^2031-02-03T04:05:/);
  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('with a cloud, what that serves is asked there: IAM and Organizations', async () => {
  const { child, lines, ended } = await started('--port', '0', '--cloud-endpoint', 'http://127.0.0.1:4566');
  child.kill('SIGTERM');
  await ended;
  expect(lines).toEqual(
    expect.arrayContaining([
      'export AWS_ENDPOINT_URL_IAM=http://127.0.0.1:4566',
      'export AWS_ENDPOINT_URL_ORGANIZATIONS=http://127.0.0.1:4566',
    ]),
  );
});

test('it ends when its stdin closes, if asked to', async () => {
  const { child, ended } = await started('--port', '0', '--until-stdin-closes');
  child.stdin.end();
  expect(await ended).toBe(0);
});

test('a busy port is an error of one line that names it', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { status, stderr, stdout } = refused('--port', String(port));
  server.close();
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
  expect(stderr).toBe(`pki-emulator: port ${port} on 127.0.0.1 is already in use; choose another with --port\n`);
});

test('an unknown option ends it with the option named and the usage shown', () => {
  const { status, stderr } = refused('--colour', 'red');
  expect(status).toBe(2);
  expect(stderr).toMatch(/^pki-emulator: .*--colour.*\nusage: pki-emulator /);
});

test.each([
  [['--port', 'x'], '--port'],
  [['--port', '70000'], '--port'],
  [['--settle-ms', '-1'], '--settle-ms'],
  [['--now', 'tomorrow'], '--now'],
  [['--default-account', '12'], '--default-account'],
  [['--cloud-endpoint', 'nowhere'], '--cloud-endpoint'],
  [['--sts-endpoint', 'ftp://127.0.0.1'], '--sts-endpoint'],
  [['--iam-endpoint', ''], '--iam-endpoint'],
  [['--delivery', 'sometimes'], '--delivery'],
  [['--seed', '4294967296'], '--seed'],
  [['--quotas', '5'], '5'],
  [['something'], 'something'],
])('%j is refused, naming it', (args, named) => {
  expect(() => parseCommandLine(args)).toThrow(named);
});

test('what is not given has the value that the README tells, and what is given is taken', () => {
  expect(parseCommandLine([])).toMatchObject({ quotas: false, delivery: { mode: 'every' }, settleMilliseconds: 200 });
  const given = ['--quotas', '--delivery', 'best-effort', '--seed', '7', '--iam-endpoint', 'http://127.0.0.1:1'];
  expect(parseCommandLine([...given, '--sts-endpoint', 'http://127.0.0.1:2'])).toMatchObject({
    quotas: true,
    delivery: { mode: 'best-effort' },
    seed: 7,
    iamEndpoint: 'http://127.0.0.1:1',
    stsEndpoint: 'http://127.0.0.1:2',
  });
});
