import type { Channel } from '../domain/alerts/channel.ts';
import { ChannelBusy, ChannelRefused } from './channel-errors.ts';
import { sendBatches } from './drain-batches.ts';
import type { QueuedNotice, Queues, Senders } from './ports.ts';
import { putOff } from './put-off.ts';

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
  /** Why each that was tried was not taken. */
  readonly whys: readonly string[];
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
  if (!(await queues.takeChannel(channel, sender, milliseconds(), deadline))) return { sent: 0, waiting: 0, whys: [] };
  try {
    let drained = await sendAll(ports, channel, by, deadline);
    // What was queued meanwhile was left to this sender by whoever was started for it.
    for (let more = drained; more.sent > 0 && more.whys.length === 0;) {
      more = await sendAll(ports, channel, by, deadline);
      drained = { ...more, sent: drained.sent + more.sent };
    }
    return drained;
  } finally {
    await queues.releaseChannel(channel, sender);
  }
}

async function sendAll(ports: DrainPorts, channel: Channel, by: string, deadline: number): Promise<Drained> {
  const { queues, senders, milliseconds } = ports;
  const waiting = await queues.waitingFor(channel);
  const hasTime = (): boolean => milliseconds() < deadline;
  const sender = senders.inBatches(channel);
  const { sent, whys } =
    sender === undefined
      ? await sendEach(ports, waiting, by, hasTime)
      : await sendBatches({ queues, sender, by, hasTime }, waiting);
  return { sent, waiting: waiting.length - sent, whys };
}

async function sendEach(
  ports: DrainPorts,
  waiting: readonly QueuedNotice[],
  by: string,
  hasTime: () => boolean,
): Promise<Omit<Drained, 'waiting'>> {
  const whys: string[] = [];
  let sent = 0;
  for (const queued of waiting) {
    if (!hasTime()) break;
    const isDue = queued.dueAt <= by;
    const failure = isDue ? await sendOne(ports, queued, by) : undefined;
    if (isDue && failure === undefined) sent += 1;
    if (failure !== undefined) whys.push(failure.message);
    if (failure instanceof ChannelBusy || (!isDue && queued.holds === true)) break;
  }
  return { sent, whys };
}

/** @returns why the channel did not take it */
async function sendOne({ queues, senders }: DrainPorts, queued: QueuedNotice, by: string): Promise<Error | undefined> {
  try {
    await senders.send(queued.channel, queued.notice);
  } catch (error) {
    if (!(error instanceof ChannelBusy) && !(error instanceof ChannelRefused)) throw error;
    await putOff(queues, queued, error, by);
    return error;
  }
  await queues.taken(queued);
  return undefined;
}
