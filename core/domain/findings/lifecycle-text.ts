import type { Severity } from './finding-codes.ts';
import type { Lifecycle, NoticeKind } from './lifecycle.ts';

type Told = Lifecycle<string> & { readonly severity: Severity; readonly code: string };

/** What stands in the subject before the code: how severe it is, or what became of it. */
export function labelOf(kind: NoticeKind, { severity, reminded }: Told): string {
  if (kind === 'resolved') return 'RESOLVED';
  if (kind !== 'reminded' || reminded?.because === 'cause-ended') return severity.toUpperCase();
  if (reminded?.because === 'mute-ended') return 'OPEN AGAIN';
  return reminded?.daysLeft === undefined ? 'REMINDER:' : `REMINDER ${inDays(reminded.daysLeft)}:`;
}

/** What is said first of something that is open: why people are told now. @param outage ISO 8601 */
export function newsLines(kind: NoticeKind, finding: Told, outage?: string): readonly string[] {
  if (kind === 'reminded') return remindedLines(finding, outage);
  const { resolvedBefore } = finding;
  return kind === 'opened' && resolvedBefore !== undefined
    ? [`Reopened: it was resolved on ${resolvedBefore}.`, '']
    : [];
}

function remindedLines({ code, openedAt, reminded }: Told, outage: string | undefined): readonly string[] {
  const deadline = outage === undefined ? [] : [`Deadline:   ${outage}`];
  const since = [`Open since: ${openedAt}`, ...deadline, ''];
  if (reminded?.because === 'mute-ended')
    return [`${code} is open still: people are told of it again, for it is not muted any more.`, ...since];
  if (reminded?.because === 'cause-ended')
    return [`${code} is open still, and what was wrong with its CA is over.`, ...since];
  const when = reminded?.daysLeft === undefined ? '' : `, ${inDays(reminded.daysLeft)} before the outage`;
  return [`Reminder: ${code} is still open${when}.`, ...since];
}

const inDays = (days: number): string => `${days} ${days === 1 ? 'day' : 'days'}`;
