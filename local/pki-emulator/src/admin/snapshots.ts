import { z } from 'zod';
import { readSnapshot, writeSnapshot } from '../snapshot/files.ts';
import { restore, snapshotOf } from '../snapshot/snapshot.ts';
import { AdminRefusal, route } from './route.ts';

const input = z.strictObject({ file: z.string().min(1) });

/** Writes everything the emulator holds, and its time, into a file. */
export const takeSnapshot = route({
  method: 'POST',
  path: '/snapshot',
  input,
  ungated: true,
  async answer({ file }, world) {
    const text = await world.time.alone(() => snapshotOf(world));
    const path = await aboutFile(() => writeSnapshot(file, text));
    return { file: path, bytes: Buffer.byteLength(text), now: world.clock.now().toISOString() };
  },
});

/** Puts what a file holds in place of everything, as after a reset: faults and the call log are empty. */
export const restoreSnapshot = route({
  method: 'POST',
  path: '/restore',
  input,
  ungated: true,
  async answer({ file }, world) {
    const text = await aboutFile(() => readSnapshot(file));
    await aboutFile(() => world.time.alone(() => restore(text, world)));
    world.faults.clear();
    world.calls.clear();
    world.callers.clear();
    world.publisher.clear();
    return { now: world.clock.now().toISOString() };
  },
});

/** Whatever is wrong with a file is the file's, not the emulator's. @throws AdminRefusal */
async function aboutFile<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new AdminRefusal('file', `file: ${error instanceof Error ? error.message : String(error)}`);
  }
}
