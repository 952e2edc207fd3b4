import { rmSync } from 'node:fs';
import { deployedCloudVariable } from '../deployed-cloud.ts';

/** Stops what start-cloud.ts started; were this never called, the leashes would. */
export default async function stop(): Promise<void> {
  await globalThis.renewguardCloud?.stop();
  rmSync(process.env[deployedCloudVariable] ?? '', { force: true });
}
