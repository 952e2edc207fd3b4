import type { QueuedNotice } from '../../core/alerting/ports.ts';
import type { Channel } from '../../core/domain/alerts/channel.ts';

export interface WaitingPorts {
  readonly queues: {
    waitingChannels(): Promise<readonly Channel[]>;
    waitingFor(channel: Channel): Promise<readonly QueuedNotice[]>;
    unsentSince(by: string): Promise<readonly string[]>;
  };
  /** ISO 8601. */
  readonly now: string;
}

/** Alerts that wait for a channel with a queue. Times are ISO 8601. */
export interface WaitingForChannel {
  readonly channel: Channel;
  readonly count: number;
  /** When the first of them was written. */
  readonly since: string;
  /** How often the channel did not take the one that it refused most often. */
  readonly refusals: number;
  /** When the next is tried. */
  readonly nextTry: string;
  /** Why the channel did not take one the last time. */
  readonly why?: string;
}

/** Alerts that people should have by now. */
export interface WaitingAlerts {
  readonly channels: readonly WaitingForChannel[];
  /** Those that whoever wrote them could not send to the topic, the bus or a queue. */
  readonly unsent?: { readonly count: number; readonly since: string };
}

/** Works out which alerts wait, for whom and why. */
export async function waitingAlerts({ queues, now }: WaitingPorts): Promise<WaitingAlerts> {
  const channels: WaitingForChannel[] = [];
  for (const channel of (await queues.waitingChannels()).toSorted()) {
    const waiting = await queues.waitingFor(channel);
    if (waiting.length > 0) channels.push(waitingFor(channel, waiting));
  }
  const unsent = await queues.unsentSince(now);
  if (unsent.length === 0) return { channels };
  return { channels, unsent: { count: unsent.length, since: earliest(unsent) } };
}

function waitingFor(channel: Channel, waiting: readonly QueuedNotice[]): WaitingForChannel {
  const why = waiting.find((each) => each.why !== undefined)?.why;
  return {
    channel,
    count: waiting.length,
    since: earliest(waiting.map(({ notice }) => notice.at)),
    refusals: Math.max(...waiting.map(({ refusals }) => refusals)),
    nextTry: earliest(waiting.map(({ dueAt }) => dueAt)),
    ...(why !== undefined && { why }),
  };
}

/** ISO 8601 sorts by time. */
const earliest = (moments: readonly string[]): string => moments.toSorted()[0] ?? '';

/** How many alerts somebody has to look after: what was only just queued is sent by itself. */
export const stuckAlerts = ({ channels, unsent }: WaitingAlerts): number =>
  channels.filter(({ refusals }) => refusals > 0).reduce((sum, { count }) => sum + count, unsent?.count ?? 0);
