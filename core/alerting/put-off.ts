import { later } from '../domain/reissue/progress.ts';
import { ChannelBusy, type ChannelRefused } from './channel-errors.ts';
import type { QueuedNotice, Queues } from './ports.ts';

/** After so many seconds for the first time, twice as long each time, it is tried again; every hour in the end. */
const FIRST_WAIT_SECONDS = 5 * 60;
const LONGEST_WAIT_SECONDS = 60 * 60;

/** Puts off what a channel did not take: with all that comes after it where the channel was busy. @param by ISO 8601 */
export async function putOff(
  queues: Pick<Queues, 'putOff'>,
  queued: QueuedNotice,
  error: ChannelBusy | ChannelRefused,
  by: string,
): Promise<void> {
  const dueAt = later(by, Math.min(FIRST_WAIT_SECONDS * 2 ** queued.refusals, LONGEST_WAIT_SECONDS));
  await queues.putOff(queued, { dueAt, holds: error instanceof ChannelBusy, why: error.message });
}
