import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { inProject } from './project-root.ts';

export interface Command {
  name: string;
  command: string;
  args: string[];
  env: NodeJS.ProcessEnv;
  logFile: string;
}

export interface Ending {
  code: number | null;
  signal: string | null;
}

/** A process that cannot outlive this one: local/setup/leash.mjs kills its whole group when we are gone. */
export interface LeashedProcess {
  readonly name: string;
  readonly logFile: string;
  readonly exited: Promise<Ending>;
  hasExited(): boolean;
  /** The process's own id, which also is the id of its group. */
  pid(): number | undefined;
  output(): string;
  lastLines(count?: number): string;
  stop(): Promise<void>;
}

type FromLeash = { pid?: number } & Partial<Ending>;

/** Starts a command in a process group of its own, with all its output in `logFile`. */
export function startLeashed({ name, command, args, env, logFile }: Command): LeashedProcess {
  const log = openSync(logFile, 'a');
  const leash = spawn(process.execPath, [inProject('local', 'setup', 'leash.mjs'), command, ...args], {
    env,
    stdio: ['ignore', log, log, 'ipc'],
    detached: true,
  });
  closeSync(log);
  let told: FromLeash = {};
  leash.on('message', (message) => (told = { ...told, ...(message as FromLeash) }));
  const exited = new Promise<Ending>((resolve) => {
    leash.once('error', () => resolve({ code: 127, signal: null }));
    leash.once('exit', (code, signal) => {
      killGroup(told.pid);
      resolve({ code: told.code ?? code, signal: told.signal ?? signal });
    });
  });
  // The process must not keep ours alive: whoever needs it to stay waits for something.
  leash.unref();
  leash.channel?.unref();
  const output = (): string => readFileSync(logFile, 'utf8');
  return {
    name,
    logFile,
    exited,
    hasExited: () => leash.exitCode !== null || leash.signalCode !== null,
    pid: () => told.pid,
    output,
    lastLines: (count = 20) => output().trimEnd().split('\n').slice(-count).join('\n'),
    stop: async () => {
      leash.ref();
      if (leash.connected) leash.disconnect();
      await exited;
    },
  };
}

/** The leash does this itself; here it is for a leash that was killed. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group.
  }
}
