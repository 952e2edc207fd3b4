/** People have said that they know of something. Times are ISO 8601. */
export interface Mute {
  /** The ARN of a CA or a certificate, or the subject of a finding about coverage. */
  readonly subject: string;
  readonly code: string;
  readonly reason: string;
  /** Who said so, an ARN. */
  readonly by: string;
  readonly at: string;
  /** Then it ends by itself. */
  readonly until: string;
  /** Who ended it before its time. */
  readonly endedBy?: string;
}

/** A mute ends within a year: what is to stay as it is for longer is said by a tag, or not watched. */
export const LONGEST_MUTE_DAYS = 366;

/** The mute that keeps people from being told; undefined: none is in force. @param now ISO 8601 */
export const muteInForce = (mutes: readonly Mute[], subject: string, code: string, now: string): Mute | undefined =>
  mutes.find((mute) => mute.subject === subject && mute.code === code && Date.parse(mute.until) > Date.parse(now));
