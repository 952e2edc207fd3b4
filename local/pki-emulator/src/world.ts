import type { CallLog } from './admin/call-log.ts';
import type { Callers } from './authorisation/callers.ts';
import type { Clock } from './clock.ts';
import type { Cloud } from './cloud/cloud.ts';
import type { Iam } from './cloud/iam.ts';
import type { Sts } from './cloud/sts.ts';
import type { Delivery } from './events/delivery.ts';
import type { Publisher } from './events/publisher.ts';
import type { Faults } from './faults/faults.ts';
import type { ObjectStore } from './neighbours/s3/object-store.ts';
import type { Quotas } from './quotas/quotas.ts';
import type { Agenda } from './schedule/agenda.ts';
import type { Timekeeper } from './schedule/timekeeper.ts';
import type { State } from './state/state.ts';

/** What was chosen at the start and can be changed later, but for the address. */
export interface Settings {
  readonly host: string;
  readonly seed: number;
  readonly settleMilliseconds: number;
  readonly quotas: boolean;
  readonly delivery: Delivery;
}

/** What the emulator is made of; operations get it with every call. */
export interface World {
  readonly clock: Clock;
  /** What is due when in the lives of certificates: whoever changes one plans it anew. */
  readonly agenda: Agenda;
  readonly time: Timekeeper;
  /** How long asynchronous work takes at least; the admin API sets it. */
  settleMilliseconds: number;
  readonly defaultAccount: string;
  readonly cloud: Cloud | undefined;
  /** Who tells whose a key is that is no account. */
  readonly sts: Sts | undefined;
  /** Who judges what roles may do; without it every caller may do what its account may. */
  readonly iam: Iam | undefined;
  /** Where CRLs and audit reports are written: the emulator's own buckets, or those of an S3 elsewhere. */
  readonly buckets: ObjectStore;
  readonly callers: Callers;
  readonly quotas: Quotas;
  /** What the emulator was started with: a reset returns to it, the admin API asks where it listens. */
  readonly settings: Settings;
  readonly publisher: Publisher;
  readonly faults: Faults;
  readonly calls: CallLog;
  /** Replaced as a whole by a reset. */
  state: State;
}
