import pMap from 'p-map';
import { muteInForce, type Mute } from '../domain/alerts/mute.ts';
import type { Finding } from '../domain/findings/finding.ts';
import {
  isToldWithAnother,
  reminderOf,
  subjectOf,
  toldAgain,
  toldByItself,
  type FollowedChange,
  type FollowedFinding,
} from '../domain/findings/followed-finding.ts';
import { quieted } from '../domain/findings/quiet-notice.ts';
import { nextLook } from '../domain/findings/shared-cause.ts';

/** Where a finding is kept. */
export interface FindingPlace {
  readonly pk: string;
  readonly sk: string;
}

/** The findings that people are reminded of. */
export interface Reminders {
  /** Those that are due, and mutes that have ended, the longest due first. @param by ISO 8601 */
  dueFindings(by: string): Promise<readonly FindingPlace[]>;
  /** The mute that stands at a place; undefined: it is no mute's, or it was taken away. */
  muteAt(place: FindingPlace): Promise<Mute | undefined>;
  /** The findings that a mute is about, whatever their state, with their places. */
  findingsUnder(mute: Mute): Promise<readonly (readonly [FindingPlace, FollowedFinding])[]>;
  mutesIn(partition: string): Promise<readonly Mute[]>;
  /** Forgets a mute that has ended. */
  forget(mute: Mute): Promise<void>;
  /** The findings of a CA. */
  of(authorityArn: string): Promise<readonly Finding[]>;
  /** Has a finding looked at again then, though nothing about it changes. @param at ISO 8601 */
  lookAgain(place: FindingPlace, version: number, at: string): Promise<void>;
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
const MOST_AT_ONCE = 5000;
const SIDE_BY_SIDE = 8;

/**
 * Reminds of every finding that is due, once, whoever else is at it; tells people again of what is not muted any more, and of
 * certificates by themselves where what they were told with is over. What fails for one keeps no other from it.
 * @param now ISO 8601
 */
export async function remindDue(ports: RemindPorts, now: string): Promise<RemindedFindings> {
  const due = await ports.reminders.dueFindings(now);
  const ended = await pMap(due.slice(0, MOST_AT_ONCE), (place) => remindOne(ports, place, now), {
    concurrency: SIDE_BY_SIDE,
  });
  const count = (wanted: Ended): number => ended.filter((each) => each === wanted).length;
  return { due: due.length, reminded: count('reminded'), failed: count('failed') };
}

type Ended = 'reminded' | 'left' | 'failed';

async function remindOne(ports: RemindPorts, place: FindingPlace, now: string): Promise<Ended> {
  const { reminders, warn } = ports;
  try {
    const mute = await reminders.muteAt(place);
    if (mute !== undefined) return await endMute(reminders, mute, now);
    const followed = await reminders.findingAt(place);
    const change = followed && (await changeOf(reminders, place, followed, now));
    return change !== undefined && (await write(reminders, place, change, now)) ? 'reminded' : 'left';
  } catch (error) {
    warn('nobody was reminded of a finding', { ...place, why: error instanceof Error ? error.message : String(error) });
    return 'failed';
  }
}

/** Of what people are told with a CA's finding they are reminded with it, until it is over. */
async function changeOf(
  reminders: Reminders,
  place: FindingPlace,
  followed: FollowedFinding,
  now: string,
): Promise<FollowedChange | undefined> {
  if (!isToldWithAnother(followed)) return reminderOf(followed, now);
  const { finding } = followed;
  const at = nextLook(finding, await reminders.of(finding.toldWith.authorityArn), now);
  if (at === undefined) return toldByItself(followed, now);
  await reminders.lookAgain(place, finding.version, at);
  return undefined;
}

async function write(reminders: Reminders, place: FindingPlace, change: FollowedChange, now: string): Promise<boolean> {
  const { followed } = change;
  const muted = muteInForce(await reminders.mutesIn(place.pk), subjectOf(followed), followed.finding.code, now);
  return reminders.writeFollowed(place, { ...change, notice: quieted(change.notice, { muted }) });
}

/** People are told again of what was muted and is open: each once, however often this is begun. */
async function endMute(reminders: Reminders, mute: Mute, now: string): Promise<Ended> {
  if (Date.parse(mute.until) > Date.parse(now)) return 'left';
  let ended: Ended = 'left';
  for (const [place, followed] of await reminders.findingsUnder(mute)) {
    const { state, changedAt } = followed.finding;
    const isToldSince = Date.parse(changedAt) > Date.parse(mute.until);
    if (state !== 'OPEN' || isToldSince || isToldWithAnother(followed)) continue;
    if (await reminders.writeFollowed(place, toldAgain(followed, { at: now, because: 'mute-ended' })))
      ended = 'reminded';
  }
  await reminders.forget(mute);
  return ended;
}
