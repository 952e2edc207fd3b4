import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { inProject } from '../../local/cloud/project-root.ts';

/** An emulator in a process of its own, as users run it. */
export interface EmulatorProcess {
  readonly url: string;
  /** From the start of the process to the line that it listens, in milliseconds. */
  readonly startedIn: number;
  /** Resident memory in MiB. */
  memory(): Promise<number>;
  stop(): Promise<void>;
}

const BIN = inProject('local', 'pki-emulator', 'bin', 'pki-emulator.mjs');

export async function startProcess(...options: readonly string[]): Promise<EmulatorProcess> {
  const since = performance.now();
  const child = spawn(process.execPath, [BIN, '--port', '0', ...options], { stdio: ['ignore', 'pipe', 'inherit'] });
  const url = await announcedBy(child);
  return {
    url,
    startedIn: performance.now() - since,
    async memory() {
      const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(child.pid)]);
      return Number(stdout) / 1024;
    },
    async stop() {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill();
      await ended;
    },
  };
}

async function announcedBy(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('The emulator has no output.');
  for await (const line of createInterface(child.stdout)) {
    const url = /listening on (\S+)/.exec(line)?.[1];
    if (url !== undefined) return url;
  }
  throw new Error('The emulator ended before it listened.');
}
