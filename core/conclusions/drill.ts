import type { Channel } from '../domain/alerts/channel.ts';
import type { Drill } from '../domain/drill/drill.ts';
import { drillNotice, type SeenLive } from '../domain/drill/drill-notice.ts';
import type { OutgoingNotice } from '../domain/findings/outgoing-notice.ts';

/** How a channel took a notice. `queued`: deliver-alerts sends it on. */
export interface ToldChannel {
  readonly channel: Channel;
  readonly state: 'sent' | 'queued' | 'failed';
  /** ISO 8601, by the system's time. */
  readonly at: string;
  /** With `failed`. */
  readonly why?: string;
}

/** Sends a notice that is kept nowhere, each channel by itself. */
export interface DrillOutbox {
  tellEach(notice: OutgoingNotice): Promise<readonly ToldChannel[]>;
}

/** What a drill told, and whom. */
export interface ToldDrill extends Drill {
  readonly noticeId: string;
  readonly subject: string;
  readonly told: readonly ToldChannel[];
}

/**
 * Tells a drill instead of a finding: nothing is written, repaired or replaced. What a channel does not take is an outcome, not an
 * error: trying again would tell the others twice.
 */
export async function tellDrill(
  outbox: DrillOutbox,
  drill: Drill,
  rehearsed: OutgoingNotice,
  live: SeenLive,
): Promise<ToldDrill> {
  const notice = drillNotice(drill, rehearsed, live);
  return { id: drill.id, noticeId: notice.id, subject: notice.subject, told: await outbox.tellEach(notice) };
}
