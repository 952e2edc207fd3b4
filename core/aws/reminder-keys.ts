import { nextReminder } from '../domain/alerts/reminder-schedule.ts';
import { isToldWithAnother, remindableOf, type FollowedFinding } from '../domain/findings/followed-finding.ts';
import { firstLook } from '../domain/findings/shared-cause.ts';

/** Of open findings that people are reminded of, in the index of what is due. */
export const DUE_REMINDERS = 'REMINDERS';

/** The keys by which a finding is due for a reminder; one that is over, or that nobody is reminded of, has none. */
export function reminderKeys(followed: FollowedFinding) {
  const remindable = remindableOf(followed);
  const dueAt = isToldWithAnother(followed) ? firstLook(followed.finding) : remindable && nextReminder(remindable);
  return dueAt === undefined ? {} : { duePartition: DUE_REMINDERS, dueAt };
}
