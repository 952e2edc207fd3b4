import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallLog } from './admin/call-log.ts';
import { Faults } from './admin/fault-list.ts';
import { Clock } from './clock.ts';
import { cloudAt } from './cloud/cloud.ts';
import { Publisher } from './events/publisher.ts';
import { foresee, live } from './lives.ts';
import { Agenda } from './schedule/agenda.ts';
import { Timekeeper } from './schedule/timekeeper.ts';
import { State } from './state/state.ts';
import { serverFor } from './wire/http.ts';
import type { World } from './world.ts';

export interface EmulatorOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** Where the rest of AWS is (STS, IAM, EventBridge); without it nothing is asked or published. */
  readonly cloudEndpoint?: string | undefined;
  /** The account of access keys that are no account themselves and that the cloud does not know. */
  readonly defaultAccount?: string | undefined;
  /** How long asynchronous work takes at least, on the emulator's clock. */
  readonly settleMilliseconds?: number | undefined;
  /** When the emulator's time begins. */
  readonly now?: Date | undefined;
}

export interface Emulator {
  readonly url: string;
  readonly port: number;
  stop(): Promise<void>;
}

/** Starts an emulator of acm and acm-pca. Rejects with the system's error when the port is taken. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const world = worldOf(options);
  const server = serverFor(world);
  const host = options.host ?? '127.0.0.1';
  await listen(server, options.port ?? 0, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    async stop() {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
      world.time.stop();
      await world.publisher.stop();
    },
  };
}

function worldOf(options: EmulatorOptions): World {
  const clock = new Clock(options.now);
  const cloud = options.cloudEndpoint === undefined ? undefined : cloudAt(options.cloudEndpoint);
  const publisher = new Publisher(cloud, clock);
  const agenda = new Agenda((arn, after) => foresee(arn, after, world), clock.now().getTime());
  const time = new Timekeeper(clock, agenda, (arn, matters) => live(arn, matters, world));
  publisher.onPublish = ({ detailType }) => time.note({ kind: 'event', detailType });
  const world: World = {
    clock,
    agenda,
    time,
    settleMilliseconds: options.settleMilliseconds ?? 200,
    defaultAccount: options.defaultAccount ?? '123456789012',
    cloud,
    publisher,
    faults: new Faults(),
    calls: new CallLog(),
    state: new State(),
  };
  return world;
}

const listen = (server: Server, port: number, host: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
