import type { CallLog } from './admin/call-log.ts';
import type { Faults } from './admin/fault-list.ts';
import type { Clock } from './clock.ts';
import type { Cloud } from './cloud/cloud.ts';
import type { Publisher } from './events/publisher.ts';
import type { Agenda } from './schedule/agenda.ts';
import type { Timekeeper } from './schedule/timekeeper.ts';
import type { State } from './state/state.ts';

/** What the emulator is made of; operations get it with every call. */
export interface World {
  readonly clock: Clock;
  /** What is due when in the lives of certificates: whoever changes one plans it anew. */
  readonly agenda: Agenda;
  readonly time: Timekeeper;
  readonly settleMilliseconds: number;
  readonly defaultAccount: string;
  readonly cloud: Cloud | undefined;
  readonly publisher: Publisher;
  readonly faults: Faults;
  readonly calls: CallLog;
  /** Replaced as a whole by a reset. */
  state: State;
}
