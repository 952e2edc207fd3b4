import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const leash = fileURLToPath(new URL('./leash.mjs', import.meta.url));

/**
 * Starts a command that cannot outlive this process, and resolves with how it ended.
 * Both output streams go to `output`: 'inherit' or an open file.
 */
export function runLeashed(command, args, { cwd, env = process.env, output = 'inherit' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [leash, command, ...args], {
      cwd,
      env,
      stdio: ['ignore', output, output, 'ipc'],
      detached: true,
    });
    let ending = {};
    child.on('message', (message) => (ending = { ...ending, ...message }));
    child.on('error', reject);
    child.on('exit', (code, signal) => resolve({ code: ending.code ?? code ?? 1, signal: ending.signal ?? signal }));
  });
}
