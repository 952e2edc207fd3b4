import { closeSync, existsSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { AuditReport } from '../../../cli/audit/report.ts';
import { type Bench, freshAccount, startBench } from '../../emulator/kit/emulator.ts';
import { forbid, managed } from '../../emulator/kit/renewals.ts';
import { renewguard, start, towards } from '../kit/terminal.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());
afterEach(() => bench.admin('DELETE', '/faults'));

const fault = (account: string, more: object) => bench.admin('POST', '/faults', { service: 'acm', account, ...more });

test('0: every certificate will be renewed', async () => {
  const { account } = await managed(bench);
  const { code, stdout, stderr } = await renewguard(['audit'], towards(bench, account));
  expect(stdout).toMatch(/: 1 certificate: 1 renewable, .*\.\nExit code 0: clean, nobody has to act\.\n$/);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('1: a CA’s permission is gone', async () => {
  const { account, pca, root, arn } = await managed(bench);
  await forbid(pca, root);
  const { code, stdout, stderr } = await renewguard(['audit'], towards(bench, account));
  expect(stdout).toContain(`    ${arn}\n    → aws acm-pca create-permission --certificate-authority-arn ${root}`);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
});

test('2: what is denied is named, in the region where it was, and wins over findings elsewhere', async () => {
  const { account, pca, root, arn } = await managed(bench);
  await forbid(pca, root);
  await fault(account, { operation: 'ListCertificates', error: 'AccessDeniedException', region: 'us-east-1' });
  const { code, stdout } = await renewguard(
    ['audit', '--json', '--region', 'us-east-1,eu-west-1'],
    towards(bench, account),
  );
  const { unreadable, findings, complete } = JSON.parse(stdout) as AuditReport;
  expect(unreadable).toEqual([
    {
      operation: 'acm:ListCertificates',
      account,
      region: 'us-east-1',
      kind: 'access-denied',
      message: expect.stringContaining('AccessDeniedException') as string,
      advice: `allow acm:ListCertificates to arn:aws:iam::${account}:root`,
    },
  ]);
  expect(findings).toMatchObject([{ code: 'RenewalBlocked', arn }]);
  expect({ code, complete }).toEqual({ code: 2, complete: false });
});

test.each([
  ['acm', 'DescribeCertificate'],
  ['acm-pca', 'ListPermissions'],
])(
  '2: certificates that %s %s leaves open are listed as undeterminable, never as blocked or fine',
  async (service, operation) => {
    const { account, arn } = await managed(bench);
    await fault(account, { service, operation, error: 'AccessDeniedException' });
    const { code, stdout } = await renewguard(['audit', '--json'], towards(bench, account));
    const { findings, unreadable, counts } = JSON.parse(stdout) as AuditReport;
    expect(findings).toMatchObject([{ code: 'RenewalUndeterminable', arn }]);
    expect(unreadable).toMatchObject([{ operation: `${service}:${operation}`, region: 'eu-west-1', certificates: 1 }]);
    expect(counts).toMatchObject({ undeterminable: 1, renewable: 0, 'not-renewable': 0 });
    expect(code).toBe(2);
  },
);

test('a throttle that passes is waited for: it is neither a finding nor a gap', async () => {
  const { account } = await managed(bench);
  const throttled = { error: 'ThrottlingException', count: 2 };
  await fault(account, { operation: 'ListCertificates', ...throttled });
  await fault(account, { operation: 'DescribeCertificate', ...throttled });
  await fault(account, { service: 'acm-pca', operation: 'ListPermissions', ...throttled });
  const { code, stderr } = await renewguard(['audit'], towards(bench, account));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

describe('2, in one line that says what to do:', () => {
  const withTheSystemsTime = (url: string, account: string): Readonly<Record<string, string>> => ({
    ...towards({ url }, account),
    RENEWGUARD_CLOCK_ENDPOINT: '',
  });
  const {
    AWS_ACCESS_KEY_ID: _,
    AWS_SECRET_ACCESS_KEY: __,
    ...anonymous
  } = withTheSystemsTime('http://127.0.0.1:1', '');
  const line = (words: RegExp) => ({
    code: 2,
    stdout: '',
    stderr: expect.stringMatching(new RegExp(`^renewguard: ${words.source}[^\\n]*\\n$`)) as string,
  });

  test('no credentials', async () => {
    expect(await renewguard(['audit'], anonymous)).toEqual(line(/no usable credentials: .*; sign in again, or choose/));
  });

  test('credentials that have expired', async () => {
    const account = freshAccount();
    await fault(account, { service: 'sts', operation: 'GetCallerIdentity', error: 'ExpiredToken' });
    expect(await renewguard(['audit'], towards(bench, account))).toEqual(
      line(/no usable credentials: ExpiredToken.*; sign in again, or choose/),
    );
  });

  test('nobody answers', async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    expect(await renewguard(['audit'], withTheSystemsTime(url, freshAccount()))).toEqual(
      line(/AWS did not answer: .*ECONNREFUSED.*; check the network/),
    );
  });

  test('the clock that was asked for does not answer', async () => {
    const variables = towards(bench, freshAccount());
    expect(
      await renewguard(['audit'], { ...variables, RENEWGUARD_CLOCK_ENDPOINT: `${bench.url}/_emulator/health` }),
    ).toEqual(line(/Error: ClockEndpoint .* expected/));
    const nowhere = `http://127.0.0.1:${await closedPort()}/`;
    expect(await renewguard(['audit'], { ...variables, RENEWGUARD_CLOCK_ENDPOINT: nowhere })).toEqual(
      line(/Error: ClockEndpoint .* does not answer: .*ECONNREFUSED/),
    );
  });
});

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('3, with nothing on stdout and what to do on stderr:', () => {
  test.each<[string, readonly string[], string]>([
    ['no command', [], 'Usage: renewguard'],
    ['an unknown command', ['adopt'], "unknown command 'adopt'"],
    ['an unknown option', ['audit', '--regoin', 'eu-west-1'], '--region'],
    ['an argument too many', ['audit', 'eu-west-1'], 'too many arguments'],
    ['no region', ['audit'], 'give --region eu-west-1, or set AWS_REGION'],
    ['a region that is none', ['audit', '--region', 'europe'], 'Expected regions such as eu-west-1,us-east-1'],
    ['a list that ends too early', ['audit', '--region', 'eu-west-1,'], 'Expected regions such as'],
    ['a profile without a name', ['audit', '--profile', ''], 'Expected the name of a profile'],
    ['no ARN', ['explain'], "missing required argument 'certificate ARN'"],
    ['an ARN that is none', ['explain', 'www.example.com'], 'certificate ARN: expected arn:'],
    [
      'the ARN of a CA',
      ['explain', 'arn:aws:acm-pca:eu-west-1:111122223333:certificate-authority/11111111-2222-3333-4444-555555555555'],
      'certificate/ and the id of a certificate',
    ],
  ])('%s', async (_, args, words) => {
    const ran = await renewguard(args, {});
    expect(ran.stderr).toContain(words);
    expect(ran.stderr).not.toMatch(/^ +at /m);
    expect(ran).toMatchObject({ code: 3, stdout: '' });
  });

  test('what was typed does not reach the terminal’s controls', async () => {
    const { stderr } = await renewguard(['explain', 'arn\u001b[2J\u202e'], {});
    expect(stderr).not.toMatch(/[\u001b\u202e]/);
  });
});

test.each(['--help', 'audit --help', 'explain --help'])('0: %s names the exit codes', async (args) => {
  const { code, stdout, stderr } = await renewguard(args.split(' '), {});
  expect(stdout).toMatch(/0 {2}clean[\s\S]*1 {2}findings[\s\S]*2 wins over 1[\s\S]*3 {2}wrong usage/);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('0: --version', async () => {
  expect(await renewguard(['--version'], {})).toEqual({ code: 0, stdout: '0.1.0\n', stderr: '' });
});

test('whoever closes the output early gets no stack trace, and the exit code that was due', async () => {
  const { account, pca, root } = await managed(bench);
  await forbid(pca, root);
  const child = start(['audit'], towards(bench, account));
  child.stdout?.destroy();
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(1);
  expect(stderr).toBe('');
});

/** Linux has a device that is always full. */
const onLinux = existsSync('/dev/full') ? test : test.skip;

onLinux('2: the result can’t be written, whatever it was', async () => {
  const full = openSync('/dev/full', 'w');
  const child = start(['--help'], {}, ['ignore', full, 'pipe']);
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(2);
  expect(stderr).toMatch(/^renewguard: the result could not be written: ENOSPC[^\n]*\n$/);
  closeSync(full);
});

test('130: Ctrl-C, while AWS is silent', async () => {
  const silent = createServer();
  const asked = new Promise<void>((resolve) => silent.once('connection', () => resolve()));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const child = start(['audit'], towards({ url }, freshAccount()));
  await asked;
  child.kill('SIGINT');
  expect(await new Promise((resolve) => child.once('close', resolve))).toBe(130);
  silent.close();
});
