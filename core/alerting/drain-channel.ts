import type { Channel } from '../domain/alerts/channel.ts';
import { later } from '../domain/reissue/progress.ts';
import { ChannelBusy, ChannelRefused } from './channel-errors.ts';
import type { QueuedNotice, Queues, Senders } from './ports.ts';

/** After so many seconds for the first time, twice as long each time, it is tried again; every hour in the end. */
const FIRST_WAIT_SECONDS = 5 * 60;
const LONGEST_WAIT_SECONDS = 60 * 60;

export interface DrainPorts {
  readonly queues: Pick<Queues, 'waitingFor' | 'takeChannel' | 'releaseChannel' | 'taken' | 'putOff'>;
  readonly senders: Senders;
  /** The system's time in milliseconds: whatever clock can be moved. */
  readonly milliseconds: () => number;
}

/** How a queue was emptied. */
export interface Drained {
  readonly sent: number;
  readonly waiting: number;
  /** Why the first that waits was not taken; absent: all were, or it is not due yet. */
  readonly why?: string;
}

/**
 * Sends what waits for a channel, in its order, as its only sender. What the channel can't take now waits with all that comes
 * after it; what it won't take waits alone.
 * @param by what is due by then is sent, ISO 8601
 * @param deadline the system's time in milliseconds after which nothing more is begun
 */
export async function drainChannel(
  ports: DrainPorts,
  channel: Channel,
  sender: string,
  by: string,
  deadline: number,
): Promise<Drained> {
  const { queues, milliseconds } = ports;
  if (!(await queues.takeChannel(channel, sender, milliseconds(), deadline))) return { sent: 0, waiting: 0 };
  try {
    let drained = await sendAll(ports, channel, by, deadline);
    // What was queued meanwhile was left to this sender by whoever was started for it.
    for (let more = drained; more.sent > 0 && more.why === undefined;) {
      more = await sendAll(ports, channel, by, deadline);
      drained = { ...more, sent: drained.sent + more.sent };
    }
    return drained;
  } finally {
    await queues.releaseChannel(channel, sender);
  }
}

async function sendAll(ports: DrainPorts, channel: Channel, by: string, deadline: number): Promise<Drained> {
  const waiting = await ports.queues.waitingFor(channel);
  let sent = 0;
  let why: string | undefined;
  for (const queued of waiting) {
    if (ports.milliseconds() >= deadline) break;
    const isDue = queued.dueAt <= by;
    const failure = isDue ? await sendOne(ports, queued, by) : undefined;
    if (isDue && failure === undefined) sent += 1;
    why ??= failure?.message;
    if (failure instanceof ChannelBusy || (!isDue && queued.holds === true)) break;
  }
  return { sent, waiting: waiting.length - sent, ...(why !== undefined && { why }) };
}

/** @returns why the channel did not take it */
async function sendOne({ queues, senders }: DrainPorts, queued: QueuedNotice, by: string): Promise<Error | undefined> {
  try {
    await senders.send(queued.channel, queued.notice);
  } catch (error) {
    if (!(error instanceof ChannelBusy) && !(error instanceof ChannelRefused)) throw error;
    const wait = Math.min(FIRST_WAIT_SECONDS * 2 ** queued.refusals, LONGEST_WAIT_SECONDS);
    await queues.putOff(queued, later(by, wait), error instanceof ChannelBusy);
    return error;
  }
  await queues.taken(queued);
  return undefined;
}
