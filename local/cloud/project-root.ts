import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout's folder: the nearest one above the working directory whose package is RenewGuard's. */
export function projectRoot(from = process.cwd()): string {
  const description = join(from, 'package.json');
  if (existsSync(description)) {
    const { name } = JSON.parse(readFileSync(description, 'utf8')) as { name?: string };
    if (name === 'renewguard') return from;
  }
  if (dirname(from) === from) throw new Error('Run this from inside the RenewGuard checkout.');
  return projectRoot(dirname(from));
}

/** A path inside the checkout. */
export const inProject = (...parts: string[]): string => join(projectRoot(), ...parts);
