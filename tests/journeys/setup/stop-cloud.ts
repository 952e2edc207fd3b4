import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { deployedCloudVariable } from '../deployed-cloud.ts';

/** Stops what start-cloud.ts started; were this never called, the leashes would. */
export default async function stop(): Promise<void> {
  await globalThis.renewguardCloud?.stop();
  const file = process.env[deployedCloudVariable];
  if (file) rmSync(dirname(file), { recursive: true });
}
