import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { isFree } from '../../local/cloud/ports.ts';
import { inProject, projectRoot } from '../../local/cloud/project-root.ts';
import { becomes } from './processes.ts';

interface Started {
  process: ChildProcess;
  output(): string;
  ended: Promise<number | null>;
}

function start(...options: string[]): Started {
  const environment = { ...process.env, npm_lifecycle_event: undefined };
  const child = spawn(process.execPath, [inProject('local', 'bin', 'start.mjs'), ...options], { env: environment });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  return { process: child, output: () => output, ended };
}

const portsIn = (output: string): number[] =>
  [...output.matchAll(/^ {2}(?:MiniStack|PKI emulator) +http:\/\/127\.0\.0\.1:(\d+)$/gm)].map(([, port]) => Number(port));

test('--help says what it takes, at once', async () => {
  const { ended, output } = start('--help');
  expect(await ended).toBe(0);
  expect(output()).toMatch(/^npm start \[-- options\]\n[^]+--once {3}end after the story/);
});

test('an unknown option is named', async () => {
  const { ended, output } = start('--twice');
  expect(await ended).toBe(1);
  expect(output()).toBe('Unknown option \'--twice\'. "npm start -- --help" lists what it takes.\n');
});

test('npm start stays up with three commands that work as printed, and Ctrl-C stops everything', async () => {
  const started = start();
  expect(await becomes(() => started.output().includes('Ctrl-C stops everything.'), 100_000)).toBe(true);
  const [environment = '', ...commands] = started
    .output()
    .split('\n')
    .filter((line) => /^ {2}(export|curl|\.venv\/bin\/aws) /.test(line));
  expect(commands).toHaveLength(3);
  for (const command of commands) {
    const { stdout } = await promisify(execFile)('bash', ['-ec', `${environment}\n${command}`], { cwd: projectRoot() });
    expect(stdout).not.toBe('');
  }
  const ports = portsIn(started.output());
  expect(ports).toHaveLength(2);
  started.process.kill('SIGINT');
  expect(await started.ended).toBe(130);
  expect(await Promise.all(ports.map(isFree))).toEqual([true, true]);
});

test('npm start says which part died, and ends', async () => {
  const started = start();
  await becomes(() => started.output().includes('Ctrl-C stops everything.'), 100_000);
  const [ministack = 0, emulator = 0] = portsIn(started.output());
  const { stdout } = await promisify(execFile)('ps', ['-A', '-o', 'pid=,command=']);
  const victim = stdout.split('\n').find((line) => line.includes('pki-emulator.mjs --port ' + String(emulator)) && !line.includes('leash.mjs'));
  process.kill(Number.parseInt(victim ?? '', 10), 'SIGKILL');
  expect(await started.ended).toBe(1);
  expect(started.output()).toContain('The PKI emulator was ended by SIGKILL. Its last lines:');
  expect(await Promise.all([ministack, emulator].map(isFree))).toEqual([true, true]);
});
