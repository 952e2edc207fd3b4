import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from '../../local/cloud/project-root.ts';

export interface SetupRun {
  code: number | null;
  output: string;
}

/** A checkout with the real setup and with stand-ins for python and npm, which note how they were called. */
export interface FakeCheckout {
  folder: string;
  path(...parts: string[]): string;
  write(file: string, text: string): void;
  begin(environment?: NodeJS.ProcessEnv): { process: ChildProcess; ended: Promise<SetupRun> };
  setUp(environment?: NodeJS.ProcessEnv): Promise<SetupRun>;
  hasCalled(call: string): boolean;
  /** The calls since the last time this was asked, except for questions. */
  calls(): string[];
  remove(): void;
}

const script = `
import { main } from './local/setup/failure.mjs';
import { setUp } from './local/setup/index.mjs';
import { createProgress } from './local/setup/progress.mjs';
await main(async () => { await setUp(createProgress()); return 0; });
`;

const isQuestion = / -c( |$)/;

/** All there is on PATH: the stand-ins, and what they call; not the machine's python and npm. */
function installTools(bin: string, tools: string[]): void {
  fs.mkdirSync(bin);
  for (const tool of tools) {
    fs.copyFileSync(inProject('tests', 'local-cloud', 'fixtures', 'fake-tool.sh'), join(bin, tool));
    fs.chmodSync(join(bin, tool), 0o755);
  }
  for (const tool of ['mkdir', 'cp', 'rm', 'sleep']) {
    fs.symlinkSync(execFileSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).trim(), join(bin, tool));
  }
}

export function createFakeCheckout(tools = ['python3', 'npm']): FakeCheckout {
  const folder = fs.mkdtempSync(join(tmpdir(), 'renewguard-checkout-'));
  const path = (...parts: string[]): string => join(folder, ...parts);
  const write = (file: string, text: string): void => fs.writeFileSync(path(file), text);
  fs.cpSync(inProject('local', 'setup'), path('local', 'setup'), { recursive: true });
  write('package-lock.json', JSON.stringify({ packages: {} }));
  write('requirements.txt', 'ministack==1.5.33\n');
  write('set-up.mjs', script);
  installTools(path('bin'), tools);
  const log = path('calls.log');
  const begin: FakeCheckout['begin'] = (environment = {}) => {
    const child = spawn(process.execPath, ['set-up.mjs'], {
      cwd: folder,
      env: { PATH: path('bin'), FAKE_LOG: log, ...environment },
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (output += data.toString()));
    const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, output }));
    return { process: child, ended };
  };
  return {
    folder,
    path,
    write,
    begin,
    setUp: (environment) => begin(environment).ended,
    hasCalled: (call) => fs.existsSync(log) && fs.readFileSync(log, 'utf8').includes(call),
    calls: () => {
      const lines = fs.existsSync(log) ? fs.readFileSync(log, 'utf8').trimEnd().split('\n') : [];
      fs.rmSync(log, { force: true });
      return lines.filter((line) => !isQuestion.test(line));
    },
    remove: () => fs.rmSync(folder, { recursive: true, force: true }),
  };
}
