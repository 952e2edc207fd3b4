import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Cloud } from '../../local/cloud/cloud.ts';

const LOOK_EVERY_MILLISECONDS = 2000;

/** The most resident memory that a process of each function took, in MiB. */
export type Peaks = ReadonlyMap<string, number>;

/**
 * Looks at the processes that MiniStack runs functions in, and keeps what the system says was the most each took: the whole
 * process with Node.js in it, as Lambda counts it. Where there is no /proc, what it takes at each look.
 */
export class FunctionProcesses {
  readonly #ministack: number | undefined;
  readonly #names = new Map<number, string>();
  readonly #peaks = new Map<string, number>();
  readonly #timer: NodeJS.Timeout;

  constructor({ services }: Cloud) {
    this.#ministack = services.find(({ name }) => name === 'MiniStack')?.pid();
    this.#timer = setInterval(() => this.#look(), LOOK_EVERY_MILLISECONDS).unref();
  }

  /** Ends watching. */
  stop(): Peaks {
    this.#look();
    clearInterval(this.#timer);
    return this.#peaks;
  }

  #look(): void {
    const lines = execFileSync('ps', ['-axo', 'ppid=,pid=,rss='], { encoding: 'utf8' }).split('\n');
    for (const line of lines) {
      const [parent, pid = 0, kilobytes = 0] = line.trim().split(/\s+/).map(Number);
      if (parent !== this.#ministack) continue;
      const name = this.#nameOf(pid);
      if (name === undefined) continue;
      const most = peakOf(pid) ?? kilobytes;
      this.#peaks.set(name, Math.max(this.#peaks.get(name) ?? 0, most / 1024));
    }
  }

  /** @returns undefined for a process that MiniStack has only just begun: it still is MiniStack's own image */
  #nameOf(pid: number): string | undefined {
    const name = this.#names.get(pid) ?? functionOf(pid);
    if (name !== undefined) this.#names.set(pid, name);
    return name;
  }
}

const peakOf = (pid: number): number | undefined => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readOf(pid, 'status')) ?? [];
  return kilobytes === undefined ? undefined : Number(kilobytes);
};

const functionOf = (pid: number): string | undefined => {
  if (!existsSync('/proc/self/environ')) return 'a function';
  const [, name] = /(?:^|\0)AWS_LAMBDA_FUNCTION_NAME=([^\0]+)/.exec(readOf(pid, 'environ')) ?? [];
  return name;
};

/** @returns '' where there is no such file, or the process has ended */
function readOf(pid: number, file: 'status' | 'environ'): string {
  const path = `/proc/${pid}/${file}`;
  try {
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  } catch {
    return '';
  }
}
