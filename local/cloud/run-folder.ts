import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inProject } from './project-root.ts';

const keptLogs = 5;
const dataPrefix = 'renewguard-run-';

/** Where one run of the local cloud keeps its logs, which stay, and its data, which go when it ends. */
export interface RunFolder {
  logFile(name: string): string;
  /** Outside the checkout: else functions would find its node_modules, and its package.json would make their scripts ESM. */
  readonly data: string;
  dropData(): void;
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const drop = (path: string): void => rmSync(path, { recursive: true, force: true });

/** Removes what runs left behind that could not clean up themselves. Both names carry the owner's process id. */
function sweep(logs: string): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(dataPrefix) ? Number.parseInt(name.slice(dataPrefix.length), 10) : NaN;
    if (owner && !isAlive(owner)) drop(join(tmpdir(), name));
  }
  const ended = readdirSync(logs).filter((run) => !isAlive(Number(run.split('-')[1])));
  for (const run of ended.sort().slice(0, -keptLogs)) drop(join(logs, run));
}

/** A folder outside the checkout; should this process not remove it, the next run does. */
export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), `${dataPrefix}${process.pid}-`));

/** Creates the folders of a new run. */
export function createRunFolder(now: Date): RunFolder {
  const allLogs = inProject('.local', 'runs');
  mkdirSync(allLogs, { recursive: true });
  sweep(allLogs);
  const logs = join(allLogs, `${now.toISOString().replace(/\D/g, '')}-${process.pid}`);
  mkdirSync(logs, { recursive: true });
  const data = temporaryFolder();
  return { logFile: (name) => join(logs, `${name}.log`), data, dropData: () => drop(data) };
}
