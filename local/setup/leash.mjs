// Runs one command in a process group of its own and kills that group as soon as its owner is gone, however the owner
// went: the channel to it closes even on SIGKILL. The owner starts this file with an 'ipc' channel; see leashed.mjs.
import { spawn } from 'node:child_process';

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], detached: true });

const groupIsAlive = () => {
  try {
    return process.kill(-child.pid, 0);
  } catch {
    return false;
  }
};
const killGroup = () => {
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group, which is what was wanted.
  }
};
/** Zombies whose new parent never reaps them would be waited for without end, hence the limit. */
const leave = (code, patience = 40) => {
  if (groupIsAlive() && patience > 0) setTimeout(() => leave(code, patience - 1), 25);
  else process.exit(code);
};

const tell = (message) => process.connected && process.send(message, () => {});

child.on('error', (error) => {
  process.stderr.write(`${command}: ${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => {
  killGroup();
  tell({ code, signal });
  leave(code ?? 1);
});
process.on('disconnect', killGroup);
// A terminal's Ctrl-C is the owner's to answer; it reaches this process only when somebody aims at it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, killGroup);
if (child.pid) tell({ pid: child.pid });
