import pMap from 'p-map';
import { reminderOf, type FollowedChange, type FollowedFinding } from '../domain/findings/followed-finding.ts';

/** Where a finding is kept. */
export interface FindingPlace {
  readonly pk: string;
  readonly sk: string;
}

/** The findings that people are reminded of. */
export interface Reminders {
  /** Those that are due, the longest due first. @param by ISO 8601 */
  dueFindings(by: string): Promise<readonly FindingPlace[]>;
  /** As last written; undefined: there is none. */
  findingAt(place: FindingPlace): Promise<FollowedFinding | undefined>;
  /**
   * Writes a change on top of the version it was made from, with its notice.
   * @returns false where another wrote first: what that one wrote says when it is due
   */
  writeFollowed(place: FindingPlace, change: FollowedChange): Promise<boolean>;
}

export interface RemindPorts {
  readonly reminders: Reminders;
  readonly warn: (message: string, facts: object) => void;
}

/** How many were due, how many of them were told, and how many could not be looked at: they are due in the next run still. */
export interface RemindedFindings {
  readonly due: number;
  readonly reminded: number;
  readonly failed: number;
}

/** One run looks at so many at most. */
const MOST_AT_ONCE = 1000;
const SIDE_BY_SIDE = 8;

/** Reminds of every finding that is due, once, whoever else is at it. What fails for one keeps no other from it. @param now ISO 8601 */
export async function remindDue(ports: RemindPorts, now: string): Promise<RemindedFindings> {
  const due = await ports.reminders.dueFindings(now);
  const ended = await pMap(due.slice(0, MOST_AT_ONCE), (place) => remindOne(ports, place, now), {
    concurrency: SIDE_BY_SIDE,
  });
  const count = (wanted: Ended): number => ended.filter((each) => each === wanted).length;
  return { due: due.length, reminded: count('reminded'), failed: count('failed') };
}

type Ended = 'reminded' | 'left' | 'failed';

async function remindOne({ reminders, warn }: RemindPorts, place: FindingPlace, now: string): Promise<Ended> {
  try {
    const followed = await reminders.findingAt(place);
    const change = followed && reminderOf(followed, now);
    return change !== undefined && (await reminders.writeFollowed(place, change)) ? 'reminded' : 'left';
  } catch (error) {
    warn('nobody was reminded of a finding', { ...place, why: error instanceof Error ? error.message : String(error) });
    return 'failed';
  }
}
