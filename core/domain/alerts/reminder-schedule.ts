import type { Severity } from '../findings/finding-codes.ts';

/** So many days before an outage people are reminded. */
export const REMINDER_DAYS = [45, 30, 15, 7, 3, 1] as const;

const DAY = 24 * 60 * 60 * 1000;
const WEEK = 7 * DAY;

/** What decides when people are reminded of something that is open. Times are ISO 8601. */
export interface Remindable {
  readonly severity: Severity;
  /** When they were told last: that counts as the reminder of the threshold it was told in. */
  readonly toldAt: string;
  /** Absent: nobody knows, or it has come. */
  readonly outage?: string;
}

/** A reminder that is due. */
export interface DueReminder {
  /** The nearest threshold that was crossed, in days; absent: there is no date, or it has passed. */
  readonly threshold?: number;
  /** The days that are left, begun ones as well; absent with `threshold`. */
  readonly daysLeft?: number;
}

/**
 * When people are reminded next: where the next threshold before the outage is crossed, whatever was missed; each week of what
 * is critical or high and has no date any more.
 * @returns ISO 8601; undefined: never
 */
export function nextReminder(remindable: Remindable): string | undefined {
  const told = Date.parse(remindable.toldAt);
  const next = crossingsOf(remindable)
    .map(({ at }) => at)
    .toSorted((a, b) => a - b)[0];
  if (next !== undefined) return new Date(next).toISOString();
  return isSevere(remindable.severity) ? new Date(told + WEEK).toISOString() : undefined;
}

/** The one reminder that is due by now, of the nearest threshold of all that were crossed. @param now ISO 8601 */
export function dueReminder(remindable: Remindable, now: string): DueReminder | undefined {
  const next = nextReminder(remindable);
  if (next === undefined || Date.parse(next) > Date.parse(now)) return undefined;
  const crossed = crossingsOf(remindable).filter(({ at }) => at <= Date.parse(now));
  if (crossed.length === 0) return {};
  const daysLeft = Math.ceil((Date.parse(remindable.outage ?? now) - Date.parse(now)) / DAY);
  return { threshold: Math.min(...crossed.map(({ days }) => days)), daysLeft: Math.max(0, daysLeft) };
}

/** Whether an outage has come nearer by a threshold than what people were told of. @param now ISO 8601 */
export const comesNearer = (before: string | undefined, seen: string | undefined, now: string): boolean =>
  bandOf(seen, now) < bandOf(before, now);

/** The nearest threshold that is crossed; none: far away. */
function bandOf(outage: string | undefined, now: string): number {
  const left = outage === undefined ? Infinity : Date.parse(outage) - Date.parse(now);
  return Math.min(Infinity, ...REMINDER_DAYS.filter((days) => left <= days * DAY));
}

/** The thresholds that are crossed after people were told. */
function crossingsOf({ toldAt, outage }: Remindable): readonly { readonly days: number; readonly at: number }[] {
  if (outage === undefined) return [];
  const ends = Date.parse(outage);
  return REMINDER_DAYS.map((days) => ({ days, at: ends - days * DAY })).filter(({ at }) => at > Date.parse(toldAt));
}

const isSevere = (severity: Severity): boolean => severity === 'critical' || severity === 'high';
