import { spawnSync } from 'node:child_process';

const hangUp = 129;
const shells = /^(.*\/)?-?(sh|bash|dash|zsh)$/;

/** The process above another one, and its name. */
function above(pid) {
  const { stdout = '' } = spawnSync('ps', ['-o', 'ppid=,comm=', '-p', String(pid)], { encoding: 'utf8' });
  const [, parent, name = ''] = /^\s*(\d+)\s+(.*)$/m.exec(stdout ?? '') ?? [];
  return { parent: Number(parent), name: name.trim() };
}

function isAlive(pid) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Under npm, a kill of npm reaches nobody else: this process ends too then, and what it leashed ends with it. npm may be
 * the parent, or the one above it: it starts scripts through a shell, which may or may not make way for the script.
 */
export function endWithNpm() {
  if (!process.env['npm_lifecycle_event']) return;
  const parent = process.ppid;
  const { parent: grandparent, name } = above(parent);
  const npm = shells.test(name) ? grandparent : parent;
  if (!(npm > 1)) return;
  setInterval(() => (process.ppid !== parent || !isAlive(npm)) && process.exit(hangUp), 500).unref();
}
