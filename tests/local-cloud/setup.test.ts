import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createFakeCheckout, type FakeCheckout } from './fake-checkout.ts';
import { becomes } from './processes.ts';

let checkout: FakeCheckout;
beforeEach(() => (checkout = createFakeCheckout()));
afterEach(() => checkout.remove());

const npm = ['npm ci'];
const python = ['python3 -m venv', 'python -m pip', 'python -m pip'];

/** What was called since the last question, without the options. */
const calls = (): string[] =>
  checkout
    .calls()
    .map((call) =>
      call
        .split(' ')
        .slice(0, call.startsWith('npm') ? 2 : 3)
        .join(' '),
    )
    .sort();
const sorted = (...expected: string[][]): string[] => expected.flat().sort();

test('a fresh checkout is set up, and the second time everything is up to date', async () => {
  expect(await checkout.setUp()).toMatchObject({ code: 0 });
  expect(calls()).toEqual(sorted(npm, python));
  const { code, output } = await checkout.setUp();
  expect(code).toBe(0);
  expect(calls()).toEqual([]);
  expect(output).toMatch(/✓ npm packages \(up to date.*\n✓ Python tools \(MiniStack, SAM CLI\) \(up to date/);
});

describe('what changed is installed again, and only that', () => {
  beforeEach(async () => {
    await checkout.setUp();
    checkout.calls();
  });

  test.each([
    ['package-lock.json', npm, () => checkout.write('package-lock.json', lock('2.0.0'))],
    ['requirements.txt', python, () => checkout.write('requirements.txt', 'ministack==1.5.34\n')],
    ['node_modules, deleted', npm, () => rmSync(checkout.path('node_modules'), { recursive: true })],
    ['the interpreter of .venv, gone', python, () => rmSync(checkout.path('.venv', 'bin', 'python'))],
  ])('%s', async (_, expected, change) => {
    change();
    expect(await checkout.setUp()).toMatchObject({ code: 0 });
    expect(calls()).toEqual(sorted(expected));
  });

  test('Python, in another version', async () => {
    await checkout.setUp({ FAKE_PYTHON_VERSION: '[3, 12, 1]' });
    expect(calls()).toEqual(sorted(python));
  });

  test("packages that somebody's own npm install put there are not installed again", async () => {
    checkout.write('package-lock.json', lock('2.0.0'));
    writeFileSync(checkout.path('node_modules', '.package-lock.json'), lock('2.0.0'));
    writeFileSync(checkout.path('node_modules', 'zod'), '');
    expect(await checkout.setUp()).toMatchObject({ code: 0 });
    expect(calls()).toEqual([]);
  });
});

const lock = (version: string): string => JSON.stringify({ packages: { 'node_modules/zod': { version } } });

test('an installation killed in the middle ends with its tools and is done again', async () => {
  const first = checkout.begin({ FAKE_SECONDS: '30' });
  await becomes(() => checkout.hasCalled('npm ci') && checkout.hasCalled('pip install'));
  first.process.kill('SIGKILL');
  await first.ended;
  checkout.calls();
  // Its lock is still there, and its owner is not.
  expect(existsSync(checkout.path('.local', 'setup.lock'))).toBe(true);
  expect(await checkout.setUp()).toMatchObject({ code: 0 });
  expect(calls()).toEqual(sorted(npm, python));
});

test('two that start at the same moment install once', async () => {
  const runs = await Promise.all([checkout.setUp({ FAKE_SECONDS: '1' }), checkout.setUp({ FAKE_SECONDS: '1' })]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(calls()).toEqual(sorted(npm, python));
  expect(runs.map(({ output }) => output).join('')).toMatch(/waiting for process \d+, which is setting up/);
});

test('many that start over the lock of a dead owner install once', async () => {
  mkdirSync(checkout.path('.local'));
  checkout.write('.local/setup.lock', '2147483646 nobody\n');
  const runs = await Promise.all(Array.from({ length: 6 }, () => checkout.setUp()));
  expect(runs.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0, 0]);
  expect(calls()).toEqual(sorted(npm, python));
  expect(readdirSync(checkout.path('.local'))).toEqual(['logs']);
});

test('a tool that fails shows the end of its output and where the rest is', async () => {
  const { code, output } = await checkout.setUp({ FAKE_FAILURE: 'yes' });
  expect(code).toBe(1);
  expect(output).toContain('no matching distribution');
  const log = /Full log: (\S+)/.exec(output)?.[1] ?? '';
  expect(readFileSync(checkout.path(log), 'utf8')).toContain('no matching distribution');
  expect(existsSync(checkout.path('.local', 'setup.lock'))).toBe(false);
});

describe('what is missing is named in one line with how to get it', () => {
  test('a Python that is too old', async () => {
    const { code, output } = await checkout.setUp({ FAKE_PYTHON_VERSION: '[3, 8, 2]' });
    expect(code).toBe(1);
    expect(output).toMatch(/^Python 3\.10 or newer is needed, python3 is 3\.8\.2: get it from https:\S+ .*\n$/);
  });

  test('no Python at all', async () => {
    checkout.remove();
    checkout = createFakeCheckout(['npm']);
    const { code, output } = await checkout.setUp();
    expect(code).toBe(1);
    expect(output).toMatch(/^Python 3\.10 or newer is needed, none was found: get it from .*\n$/);
  });

  test("Debian's Python without venv", async () => {
    const { code, output } = await checkout.setUp({ FAKE_PYTHON_VENV: 'false' });
    expect(code).toBe(1);
    expect(output).toMatch(/^Python 3\.11\.7 has no venv module: get it with "apt install python3\.11-venv" .*\n$/);
  });

  test('a Python that can is preferred to one that cannot', async () => {
    checkout.remove();
    checkout = createFakeCheckout(['npm', 'python3', 'python3.12']);
    const broken = '#!/bin/sh\nexit 1\n';
    writeFileSync(checkout.path('bin', 'python3'), broken);
    expect(await checkout.setUp()).toMatchObject({ code: 0 });
    expect(calls()).toEqual(sorted(npm, ['python3.12 -m venv'], python.slice(1)));
  });
});
