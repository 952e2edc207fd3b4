import { setTimeout as delay } from 'node:timers/promises';

/** Asks again until there is an answer. @param what for the error: "the alert came" */
export async function until<T>(what: string, probe: () => Promise<T | undefined>, seconds = 30): Promise<T> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const found = await probe();
    if (found !== undefined) return found;
    if (performance.now() > deadline) throw new Error(`Waited ${seconds} s in vain until ${what}.`);
    await delay(30);
  }
}
