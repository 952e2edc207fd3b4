import * as z from 'zod/mini';
import { drainChannel, type DrainPorts } from '../../core/alerting/drain-channel.ts';
import type { Queues } from '../../core/alerting/ports.ts';
import type { Channel } from '../../core/domain/alerts/channel.ts';
import type { Clock } from '../../core/runtime/clock.ts';

/** An event, a schedule or a person starts it, each time with another name; what is due, the table tells. */
export const deliverAlertsInput = z.looseObject({ sender: z.optional(z.string('a text')) }, 'an object');

/** How many partitions had notices that nobody had sent, and what became of the queues. */
export interface DeliveredAlerts {
  readonly left: number;
  readonly sent: number;
  readonly waiting: number;
}

export interface DeliverAlertsPorts extends DrainPorts {
  readonly queues: Queues;
  readonly clock: Clock;
  readonly outbox: { flush(partition: string, sender: string): Promise<readonly string[]> };
  readonly count: (metric: string, amount?: number) => void;
  readonly warn: (message: string, facts: object) => void;
}

/** Nothing is begun after it: the function has half a minute left then. */
const WORK_MILLISECONDS = 80_000;

/**
 * Sends what waits for the channels that only this function may send to, each in its order, and none waiting for another; and
 * the notices whose writers died, or could not send them.
 */
export const deliverAlerts =
  (ports: DeliverAlertsPorts) =>
  async ({ sender: given }: z.infer<typeof deliverAlertsInput>): Promise<DeliveredAlerts> => {
    const deadline = ports.milliseconds() + WORK_MILLISECONDS;
    const now = (await ports.clock.now()).toISOString();
    const sender = given ?? `by hand at ${ports.milliseconds()}`;
    const left = await sendLeft(ports, sender, now, deadline);
    const channels = await ports.queues.dueChannels(now);
    const drained = await Promise.all(channels.map((channel) => drainOne(ports, channel, sender, now, deadline)));
    const sum = (of: 'sent' | 'waiting') => drained.reduce((total, each) => total + each[of], 0);
    const outcome = { left, sent: sum('sent'), waiting: sum('waiting') };
    ports.count('AlertsSent', outcome.sent);
    // An alarm is set on it: what nobody takes, nobody reads.
    ports.count('AlertsWaiting', outcome.waiting + left);
    return outcome;
  };

/** @returns how many partitions have something left that could not be sent */
async function sendLeft(ports: DeliverAlertsPorts, sender: string, now: string, deadline: number): Promise<number> {
  let left = 0;
  for (const partition of await ports.queues.dueNotices(now)) {
    if (ports.milliseconds() >= deadline) return left;
    try {
      await ports.outbox.flush(partition, sender);
    } catch (error) {
      left += 1;
      ports.warn('a notice still waits', { partition, why: error instanceof Error ? error.message : String(error) });
    }
  }
  return left;
}

/** What fails for one channel must not keep the others from being sent to. */
async function drainOne(ports: DeliverAlertsPorts, channel: Channel, sender: string, by: string, deadline: number) {
  try {
    const drained = await drainChannel(ports, channel, sender, by, deadline);
    for (const why of drained.whys) ports.warn('a channel did not take a notice', { channel, why });
    return drained;
  } catch (error) {
    ports.warn('a channel failed', { channel, why: error instanceof Error ? error.message : String(error) });
    return { sent: 0, waiting: 1 };
  }
}
