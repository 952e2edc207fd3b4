import type { DueReminder } from '../alerts/reminder-schedule.ts';

/** What is kept about any finding beside what is wrong. Times are ISO 8601. */
export interface Lifecycle<Resolution extends string> {
  readonly state: 'OPEN' | 'RESOLVED';
  /** Counts the changes, from 1: the next write must be based on the one before. */
  readonly version: number;
  readonly openedAt: string;
  readonly changedAt: string;
  readonly resolvedAt?: string;
  readonly resolution?: Resolution;
  /** The reminder since the last change. */
  readonly reminded?: Reminded;
  /** When it ended the last time: it has come back. */
  readonly resolvedBefore?: string;
}

/** Why people were told once more of what is open. */
export interface Reminded extends DueReminder {
  readonly at: string;
  /** `schedule`: the outage comes nearer; `mute-ended`; `cause-ended`: people were told of it with the CA's finding, which is over. */
  readonly because: ReminderCause;
}

export type ReminderCause = 'schedule' | 'mute-ended' | 'cause-ended';

/** Why a notice is sent. */
export type NoticeKind = 'opened' | 'changed' | 'reminded' | 'resolved';

/** A change of a finding: what is written, on top of which version, and the one notice it causes. */
export interface Change<Kept> {
  readonly finding: Kept;
  readonly notice: NoticeKind;
  /** `programs`: people have nothing to hear. */
  readonly audience?: 'programs';
}

/**
 * What seeing a trouble changes: nothing where it is open already and there is no news about it, so that the same
 * observation twice is told once.
 * @param now ISO 8601
 */
export function observed<Trouble extends object, Resolution extends string>(
  before: (Trouble & Lifecycle<Resolution>) | undefined,
  trouble: Trouble,
  isNews: (before: Trouble) => boolean,
  now: string,
): readonly Change<Trouble & Lifecycle<Resolution>>[] {
  const next = { ...trouble, state: 'OPEN' as const, changedAt: now };
  if (before === undefined) return [{ finding: { ...next, version: 1, openedAt: now }, notice: 'opened' }];
  const version = before.version + 1;
  if (before.state === 'RESOLVED') {
    const resolvedBefore = before.resolvedAt ?? before.changedAt;
    return [{ finding: { ...next, version, openedAt: now, resolvedBefore }, notice: 'opened' }];
  }
  if (!isNews(before)) return [];
  const { openedAt, resolvedBefore } = before;
  const finding = { ...next, version, openedAt, ...(resolvedBefore !== undefined && { resolvedBefore }) };
  return [{ finding, notice: 'changed' }];
}

/** Reminds of a finding that is open: told now, it is told again at the next threshold. */
export function remindedOf<Kept extends Lifecycle<string>>(finding: Kept, reminded: Reminded): Change<Kept> {
  const next = { version: finding.version + 1, changedAt: reminded.at, reminded };
  return { finding: { ...finding, ...next }, notice: 'reminded' };
}

/** Ends a finding that is open. @param now ISO 8601 */
export function resolved<Kept extends Lifecycle<Resolution>, Resolution extends string>(
  finding: Kept,
  resolution: Resolution,
  now: string,
): Change<Kept> {
  const ended = {
    state: 'RESOLVED',
    version: finding.version + 1,
    changedAt: now,
    resolvedAt: now,
    resolution,
  } as const;
  return { finding: { ...finding, ...ended }, notice: 'resolved' };
}
