import { startEmulator } from '../../../local/cloud/emulator.ts';
import { choosePort } from '../../../local/cloud/ports.ts';
import { createRunFolder } from '../../../local/cloud/run-folder.ts';
import { deployedCloud } from '../deployed-cloud.ts';

export interface OwnEmulator {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * A PKI emulator beside the one that the journeys share, on the same cloud: its clock can be moved, and ages nobody else's
 * certificates.
 */
export async function startOwnEmulator(preferredPort: number): Promise<OwnEmulator> {
  const folder = createRunFolder(new Date());
  const port = await choosePort(preferredPort, () => undefined);
  const { emulator, url } = await startEmulator(port, deployedCloud().endpoint, folder);
  const stop = async (): Promise<void> => {
    await emulator.stop();
    folder.dropData();
  };
  return { url, stop };
}
