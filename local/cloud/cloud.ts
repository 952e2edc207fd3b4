import { startEmulator } from './emulator.ts';
import type { Ending, LeashedProcess } from './leashed-process.ts';
import { startMiniStack } from './ministack.ts';
import { choosePort } from './ports.ts';
import { createRunFolder, type RunFolder } from './run-folder.ts';
import { ServiceFailure } from './service-failure.ts';

const preferredPorts = { ministack: 4566, emulator: 4577 };

export interface CloudOptions {
  region: string;
  /** Factor on what Step Functions waits; 1 is real time. */
  waitScale?: number;
  /** How many processes each function may have; a few where this is not given. */
  functionsAtOnce?: number;
  /** The script that is started as the PKI emulator; tests put a stand-in there. */
  emulatorScript?: string;
  log: (line: string) => void;
}

/** A running local cloud. */
export interface Cloud {
  readonly endpoint: string;
  readonly emulatorUrl: string;
  readonly region: string;
  readonly services: readonly LeashedProcess[];
  /** Resolves when a part of the cloud ends although nobody stopped it. */
  readonly failure: Promise<ServiceFailure>;
  stop(): Promise<void>;
}

const describe = ({ code, signal }: Ending): string =>
  signal ? `was ended by ${signal}` : `ended with exit code ${String(code)}`;

/** Tries the preferred port, and once more with another one if a stranger took it while the service was starting. */
async function onSomePort<T>(
  preferred: number,
  log: (line: string) => void,
  start: (port: number) => Promise<T>,
): Promise<T> {
  const port = await choosePort(preferred, log);
  try {
    return await start(port);
  } catch (error) {
    const second = await choosePort(port, log);
    if (second === port) throw error;
    return start(second);
  }
}

function superviseUntilStopped(services: readonly LeashedProcess[], folder: RunFolder) {
  let stopping: Promise<void> | undefined;
  const failure = new Promise<ServiceFailure>((resolve) => {
    for (const service of services) {
      void service.exited.then((ending) => {
        if (!stopping) resolve(new ServiceFailure(service, describe(ending)));
      });
    }
  });
  const stop = async (): Promise<void> => {
    await Promise.all(services.map((service) => service.stop()));
    folder.dropData();
  };
  return { failure, stop: () => (stopping ??= stop()) };
}

/** Starts MiniStack and the PKI emulator on free ports of the loopback interface. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const { region, waitScale = 1, functionsAtOnce, emulatorScript, log } = options;
  const folder = createRunFolder(new Date());
  const { ministack, endpoint } = await onSomePort(preferredPorts.ministack, log, async (port) => ({
    ministack: await startMiniStack({ port, region, waitScale, functionsAtOnce }, folder),
    endpoint: `http://127.0.0.1:${port}`,
  }));
  try {
    const { emulator, url } = await onSomePort(preferredPorts.emulator, log, (port) =>
      startEmulator(port, endpoint, folder, emulatorScript),
    );
    const services = [ministack, emulator];
    return { endpoint, emulatorUrl: url, region, services, ...superviseUntilStopped(services, folder) };
  } catch (error) {
    await ministack.stop();
    folder.dropData();
    throw error;
  }
}
