import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type EmulatorOptions, worldOf } from './new-world.ts';
import type { World } from './world.ts';
import { readSnapshot } from './snapshot/files.ts';
import { restore } from './snapshot/snapshot.ts';
import { tlsIdentityFor } from './tls/identity.ts';
import { serverFor } from './wire/http.ts';

export type { EmulatorOptions };

export interface Emulator {
  readonly url: string;
  readonly port: number;
  /** Where it speaks TLS, if it does. */
  readonly tlsUrl: string | undefined;
  /** The certificate (PEM) of the CA made for TLS; undefined where certificate and key were given. */
  readonly tlsAuthority: string | undefined;
  stop(): Promise<void>;
}

/** @throws Error naming the file */
async function beginWith(file: string, world: World): Promise<void> {
  try {
    restore(await readSnapshot(file), world);
  } catch (error) {
    throw new Error(`${file} cannot be restored: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/**
 * Starts an emulator of acm, acm-pca and rolesanywhere. Rejects with the system's error when the port is taken, or the
 * snapshot to begin with cannot be restored.
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const host = options.host ?? '127.0.0.1';
  const identity = options.tlsPort === undefined ? undefined : await tlsIdentityFor(host, options.tlsFiles);
  const world = worldOf(options);
  if (options.restoreFrom !== undefined) await beginWith(options.restoreFrom, world);
  const server = serverFor(world);
  const tlsServer = identity && serverFor(world, identity);
  await listen(server, options.port ?? 0, host);
  if (tlsServer) {
    await listen(tlsServer, options.tlsPort ?? 0, host).catch(async (error: Error) => {
      await closed(server);
      throw error;
    });
  }
  return {
    url: `http://${addressOf(server, host)}`,
    port: portOf(server),
    tlsUrl: tlsServer && `https://${addressOf(tlsServer, host)}`,
    tlsAuthority: identity?.authority,
    async stop() {
      await Promise.all([closed(server), tlsServer && closed(tlsServer)]);
      world.time.stop();
      await world.publisher.stop();
    },
  };
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

const addressOf = (server: Server, host: string): string =>
  `${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`;

const closed = (server: Server): Promise<unknown> =>
  new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
