import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { isFree } from '../../local/cloud/ports.ts';
import { inProject, projectRoot } from '../../local/cloud/project-root.ts';
import { becomes } from './processes.ts';

interface Started {
  process: ChildProcess;
  output: () => string;
  ended: Promise<number | null>;
}

const running: ChildProcess[] = [];
// A test that fails before it stops what it started must not leave it behind.
afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));

const script = [process.execPath, inProject('local', 'bin', 'start.mjs')];

function start([command = '', ...options]: string[] = script): Started {
  const environment = { ...process.env, npm_lifecycle_event: undefined };
  const child = spawn(command, options, { env: environment, cwd: projectRoot() });
  running.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, output: () => output, ended };
}

interface Emulator {
  pid: number;
  /** Its own port and MiniStack's. */
  ports: number[];
}

/** The emulator a start has under it: not the leash that holds it, and none of another run. */
function emulatorUnder({ process: owner }: Started): Emulator | undefined {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,command='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [])
    .map(([, pid, parent, command = '']) => ({ pid: Number(pid), parent: Number(parent), command }));
  const isUnder = (pid: number): boolean => {
    const parent = processes.find((process) => process.pid === pid)?.parent;
    return parent === owner.pid || (parent !== undefined && parent > 1 && isUnder(parent));
  };
  const options = /pki-emulator\.mjs --port (\d+) .*--cloud-endpoint \S+:(\d+)/;
  const found = processes.find(({ pid, command }) => options.test(command) && !/leash/.test(command) && isUnder(pid));
  return found && { pid: found.pid, ports: (options.exec(found.command) ?? []).slice(1).map(Number) };
}

test('--help says what it takes, at once', async () => {
  const { ended, output } = start([...script, '--help']);
  expect(await ended).toBe(0);
  expect(output()).toMatch(/^npm start \[-- options\]\n[^]+--once {3}end after the story/);
});

test('an unknown option is named', async () => {
  const { ended, output } = start([...script, '--twice']);
  expect(await ended).toBe(1);
  expect(output()).toBe('Unknown option \'--twice\'. "npm start -- --help" lists what it takes.\n');
});

test('npm start stays up with five things to try that work as printed, and Ctrl-C stops everything', async () => {
  const started = start();
  expect(await becomes(() => started.output().includes('Ctrl-C stops everything.'), 240_000)).toBe(true);
  const [, printed = ''] = /after this line:\n([^]+)\nCtrl-C stops everything\./.exec(started.output()) ?? [];
  expect(printed.match(/^ {2}# /gm)).toHaveLength(5);
  // The audit finds something, and its exit code says so.
  const { stdout } = await promisify(execFile)('bash', ['-o', 'pipefail', '-c', printed], { cwd: projectRoot() });
  expect(stdout).toContain('acm.amazonaws.com has no permission on the certificate authority.');
  for (const found of ['ReexportNeeded', 'RenewalBlocked']) expect(stdout).toContain(found);
  expect(stdout).toContain('"verdict": "missing"');
  const ports = emulatorUnder(started)?.ports ?? [];
  expect(ports).toHaveLength(2);
  started.process.kill('SIGINT');
  expect(await started.ended).toBe(130);
  expect(await Promise.all(ports.map(isFree))).toEqual([true, true]);
}, 300_000);

test('a part that dies while the others are still working is named, and everything ends', async () => {
  const started = start();
  expect(await becomes(() => started.output().includes('✓ MiniStack and the PKI emulator'), 100_000)).toBe(true);
  const emulator = emulatorUnder(started);
  expect(emulator?.ports).toHaveLength(2);
  process.kill(emulator?.pid ?? 0, 'SIGKILL');
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('The PKI emulator was ended by SIGKILL. Its last lines:');
  expect(await Promise.all(emulator?.ports.map(isFree) ?? [])).toEqual([true, true]);
});

test('npm killed the hard way takes everything along', async () => {
  const started = start(['npm', 'start', '--silent']);
  expect(await becomes(() => started.output().includes('✓ MiniStack and the PKI emulator'), 100_000)).toBe(true);
  const ports = emulatorUnder(started)?.ports ?? [];
  started.process.kill('SIGKILL');
  expect(ports).toHaveLength(2);
  expect(await becomes(async () => (await Promise.all(ports.map(isFree))).every(Boolean))).toBe(true);
});
