import type { OutgoingNotice } from '../findings/outgoing-notice.ts';
import { printable } from '../printable.ts';
import type { Drill } from './drill.ts';

/** The version of the event's detail; docs/schemas/drill-event.v1.json describes it. */
export const DRILL_EVENT_VERSION = '1';

/** The detail-type of drills' events on the bus, with source `renewguard`. */
export const DRILL_DETAIL_TYPE = 'RenewGuard Drill';

/** SNS takes no longer subject. */
const LONGEST_SUBJECT = 100;

/** What was read live while a drill ran. */
export interface SeenLive {
  readonly verdict: string;
  readonly reason: string;
  /** Whether nobody has to act. */
  readonly isWell: boolean;
}

/**
 * The notice of a drill: marked as one, addressed as what it rehearses, and saying what that would have told.
 * @param rehearsed the notice that would have been sent in earnest
 */
export function drillNotice({ id: drillId }: Drill, rehearsed: OutgoingNotice, live: SeenLive): OutgoingNotice {
  const id = `drill/${drillId}/${rehearsed.id}`;
  const { at, about, subject, text, detailType } = rehearsed;
  const lines = [...openingLines(drillId, live), '', ...text.split('\n').map((line) => `| ${line}`)];
  return {
    id,
    at,
    subject: subject.replace('[RenewGuard] ', '[RenewGuard] DRILL ').slice(0, LONGEST_SUBJECT),
    text: [...lines, '', `Notice ${id}`].map(printable).join('\n'),
    ...(about !== undefined && { about }),
    detailType: DRILL_DETAIL_TYPE,
    detail: {
      schemaVersion: DRILL_EVENT_VERSION,
      noticeId: id,
      drill: { id: drillId },
      rehearsed: { detailType, ...about },
      seen: { verdict: live.verdict, reason: live.reason },
    },
  };
}

/** A drill never hides what is really wrong, and never takes the place of its alert. */
function openingLines(drillId: string, { verdict, reason, isWell }: SeenLive): readonly string[] {
  const seen = `${verdict} (${reason})`;
  return [
    `This is fire drill ${drillId}. It proves that an alert reaches you: nobody has to act on it.`,
    isWell
      ? `Nothing is wrong: what was read live is well, ${seen}.`
      : `Nothing is wrong because of the drill. What was read live is not well, though: ${seen}; that is for its own finding to tell.`,
    'Nothing was changed, and no finding was written. In earnest you would have been told:',
  ];
}
