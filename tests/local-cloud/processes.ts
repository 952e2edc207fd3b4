import { execFileSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';

/** The ids of all processes in a group that still run; a zombie has ended. */
export function processesOfGroup(group: number): number[] {
  return execFileSync('ps', ['-A', '-o', 'pid=,pgid=,stat='], { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([, pgid, stat]) => Number(pgid) === group && !stat?.startsWith('Z'))
    .map(([pid]) => Number(pid));
}

/** Asks again and again until the answer is yes, or the time is over. */
export async function becomes(condition: () => boolean | Promise<boolean>, within = 5_000): Promise<boolean> {
  const deadline = performance.now() + within;
  while (performance.now() < deadline) {
    if (await condition()) return true;
    await delay(50);
  }
  return condition();
}
