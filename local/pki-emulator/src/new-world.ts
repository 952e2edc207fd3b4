import { randomInt } from 'node:crypto';
import { CallLog } from './admin/call-log.ts';
import { Callers } from './authorisation/callers.ts';
import { Clock } from './clock.ts';
import { cloudAt } from './cloud/cloud.ts';
import { bucketsAt } from './cloud/s3.ts';
import { iamAt } from './cloud/iam.ts';
import { stsAt } from './cloud/sts.ts';
import type { Delivery } from './events/delivery.ts';
import { Publisher } from './events/publisher.ts';
import { Faults } from './faults/faults.ts';
import { foresee, live } from './lives.ts';
import { type ObjectStore, OWN_S3, ownBuckets } from './neighbours/s3/object-store.ts';
import { Quotas } from './quotas/quotas.ts';
import { Agenda } from './schedule/agenda.ts';
import { Timekeeper } from './schedule/timekeeper.ts';
import { State } from './state/state.ts';
import type { TlsFiles } from './tls/identity.ts';
import type { Settings, World } from './world.ts';

export interface EmulatorOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number | undefined;
  readonly host?: string | undefined;
  /** Where to listen for TLS as well; 0 takes a free port, undefined is none. */
  readonly tlsPort?: number | undefined;
  /** What to show there; a certificate of a CA made for this run unless given. */
  readonly tlsFiles?: TlsFiles | undefined;
  /** Where the rest of AWS is (STS, IAM's service-linked role, EventBridge); without it nothing is asked or published. */
  readonly cloudEndpoint?: string | undefined;
  /** Who tells whose a temporary key is; the cloud endpoint unless given. */
  readonly stsEndpoint?: string | undefined;
  /** Who judges what roles may do; not the cloud endpoint unless given. */
  readonly iamEndpoint?: string | undefined;
  /** Where CRLs and audit reports are written: an S3, or `own`, the emulator's own buckets (the cloud's unless said). */
  readonly s3Endpoint?: string | undefined;
  /** The account of access keys that are no account themselves and that the cloud does not know. */
  readonly defaultAccount?: string | undefined;
  /** How long asynchronous work takes at least, on the emulator's clock. */
  readonly settleMilliseconds?: number | undefined;
  /** When the emulator's time begins. */
  readonly now?: Date | undefined;
  /** A file of a snapshot to begin with, its time too. */
  readonly restoreFrom?: string | undefined;
  /** Whether calls beyond the services' quotas are throttled. */
  readonly quotas?: boolean | undefined;
  /** Real time in milliseconds that only runs forward, by which quotas are counted. */
  readonly milliseconds?: (() => number) | undefined;
  /** How events reach the bus; every one unless chosen otherwise. */
  readonly delivery?: Delivery | undefined;
  /** What draws begin with: of faults without a seed of their own, and of best-effort delivery. */
  readonly seed?: number | undefined;
}

/** What an emulator with these options begins with: nothing but the time. */
export function worldOf(options: EmulatorOptions): World {
  const { cloudEndpoint, stsEndpoint = cloudEndpoint, iamEndpoint } = options;
  const settings = settingsOf(options);
  const clock = new Clock(options.now);
  const cloud = cloudEndpoint === undefined ? undefined : cloudAt(cloudEndpoint);
  const publisher = new Publisher(cloud, clock);
  publisher.deliver(settings.delivery, settings.seed);
  const agenda = new Agenda((arn, after) => foresee(arn, after, world), clock.now().getTime());
  const time = new Timekeeper(clock, agenda, (arn, matters) => live(arn, matters, world));
  publisher.onPublish = ({ detailType }) => time.note({ kind: 'event', detailType });
  const world: World = {
    clock,
    agenda,
    time,
    settings,
    settleMilliseconds: settings.settleMilliseconds,
    defaultAccount: options.defaultAccount ?? '123456789012',
    cloud,
    sts: stsEndpoint === undefined ? undefined : stsAt(stsEndpoint),
    iam: iamEndpoint === undefined ? undefined : iamAt(iamEndpoint),
    buckets: bucketsFor(options, clock, () => world.state),
    callers: new Callers(),
    quotas: new Quotas(settings.quotas, options.milliseconds),
    publisher,
    faults: new Faults(settings.seed),
    calls: new CallLog(),
    state: new State(),
  };
  return world;
}

const settingsOf = (options: EmulatorOptions): Settings => ({
  host: options.host ?? '127.0.0.1',
  seed: options.seed ?? randomInt(2 ** 32),
  settleMilliseconds: options.settleMilliseconds ?? 200,
  quotas: options.quotas ?? false,
  delivery: options.delivery ?? { mode: 'every' },
});

function bucketsFor(options: EmulatorOptions, clock: Clock, state: () => State): ObjectStore {
  const endpoint = options.s3Endpoint ?? options.cloudEndpoint;
  return endpoint === undefined || endpoint === OWN_S3
    ? ownBuckets(clock, state)
    : bucketsAt(endpoint, () => state().accounts());
}
