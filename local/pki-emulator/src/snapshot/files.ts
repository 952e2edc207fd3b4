import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { FORMAT, UnusableSnapshot } from './snapshot.ts';

const OWNER_ONLY = 0o600;

/**
 * Writes a snapshot, whole or not at all, readable by its owner only. A file that is no snapshot is not overwritten.
 *
 * @returns the absolute path
 * @throws UnusableSnapshot when there is another file, or the system's error
 */
export async function writeSnapshot(file: string, text: string): Promise<string> {
  const path = resolve(file);
  if ((await exists(path)) && !(await isSnapshot(path))) {
    throw new UnusableSnapshot(`${path} is there and is no snapshot; choose another file`);
  }
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(draft, text, { mode: OWNER_ONLY });
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
  return path;
}

/** @throws UnusableSnapshot for what is no file (a pipe would never end), or the system's error when it cannot be read */
export async function readSnapshot(file: string): Promise<string> {
  const path = resolve(file);
  if (!(await stat(path)).isFile()) throw new UnusableSnapshot(`${path} is no file`);
  return readFile(path, 'utf8');
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function isSnapshot(path: string): Promise<boolean> {
  if (!(await stat(path)).isFile()) return false;
  const beginning = `{"format":"${FORMAT}"`;
  const handle = await open(path);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(beginning.length), 0, beginning.length, 0);
    return buffer.toString('utf8', 0, bytesRead) === beginning;
  } finally {
    await handle.close();
  }
}
