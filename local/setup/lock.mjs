import { randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { uptime } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const isMissing = (error) => error.code === 'ENOENT';

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** What the lock's file says, and whether its owner is gone: dead, or from before the machine's last start. */
function inspect(file) {
  try {
    const text = readFileSync(file, 'utf8');
    const pid = Number.parseInt(text, 10);
    const rebooted = statSync(file).mtimeMs < Date.now() - uptime() * 1000;
    return { text, pid, abandoned: rebooted || !isAlive(pid) };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/** Creates the file with its content in one atomic act, so that nobody ever reads a lock without an owner. */
function claim(file, text) {
  const draft = `${file}.${randomUUID()}`;
  writeFileSync(draft, text);
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft);
  }
}

/** Takes an abandoned lock away. If somebody renewed it in between, it is put back. */
function evict(file, text) {
  const taken = `${file}.${randomUUID()}`;
  try {
    renameSync(file, taken);
    if (readFileSync(taken, 'utf8') !== text) linkSync(taken, file);
  } catch (error) {
    if (!isMissing(error) && error.code !== 'EEXIST') throw error;
  }
  rmSync(taken, { force: true });
}

/** Runs `work` while no other process on this checkout runs under the same lock; `waiting` hears whom it waits for. */
export async function withLock(file, work, waiting = () => {}) {
  mkdirSync(dirname(file), { recursive: true });
  const mine = `${process.pid} ${randomUUID()}\n`;
  let told = false;
  while (!claim(file, mine)) {
    const owner = inspect(file);
    if (owner?.abandoned) evict(file, owner.text);
    else if (owner) {
      if (!told) waiting(owner.pid);
      told = true;
      await delay(200);
    }
  }
  try {
    return await work();
  } finally {
    if (inspect(file)?.text === mine) rmSync(file, { force: true });
  }
}
