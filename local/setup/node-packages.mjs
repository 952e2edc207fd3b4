import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { runTool } from './run-tool.mjs';

const lockFile = join(root, 'package-lock.json');
const modules = join(root, 'node_modules');
// Inside node_modules, so that who deletes the packages deletes the claim that they are there.
const stamp = join(modules, '.renewguard-installed');
const npmRecord = join(modules, '.package-lock.json');

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'));
const lockHash = () => createHash('sha256').update(readFileSync(lockFile)).digest('hex');

/** True where npm's own record of what it installed matches the lock, as after somebody's `npm install`. */
function npmRecordMatches() {
  if (!existsSync(npmRecord)) return false;
  const installed = readJson(npmRecord).packages;
  return Object.entries(readJson(lockFile).packages).every(
    ([path, wanted]) =>
      !path.startsWith('node_modules/') ||
      wanted.optional ||
      (installed[path]?.version === wanted.version && existsSync(join(root, path))),
  );
}

const isStamped = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();

/** Runs `npm ci` unless the packages are those of the lock already; an install cut short leaves neither sign of that. */
export async function installNodePackages() {
  if (isStamped()) return 'up to date';
  const current = npmRecordMatches();
  if (!current) {
    const npm = process.env['npm_execpath'];
    const [command, ...args] = npm?.endsWith('.js') ? [process.execPath, npm] : ['npm'];
    await runTool('npm-ci', command, [...args, 'ci', '--no-audit', '--no-fund', '--loglevel', 'warn']);
  }
  writeFileSync(stamp, lockHash());
  return current ? 'up to date' : 'installed';
}
