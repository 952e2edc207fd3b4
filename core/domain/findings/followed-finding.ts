import { dueReminder, type Remindable } from '../alerts/reminder-schedule.ts';
import type { CertificateFinding } from './certificate-finding.ts';
import { certificateNotice } from './certificate-notice.ts';
import type { CoverageFinding } from './coverage-finding.ts';
import { coverageNotice } from './coverage-notice.ts';
import type { Finding } from './finding.ts';
import { remindedOf, type Reminded } from './lifecycle.ts';
import { noticeOf } from './notice.ts';
import type { OutgoingNotice } from './outgoing-notice.ts';
import type { ToldWith } from './quiet-notice.ts';

/** A finding of whichever kind, as it is kept. */
export type FollowedFinding =
  | { readonly kind: 'authority'; readonly finding: Finding }
  | { readonly kind: 'certificate'; readonly finding: CertificateFinding }
  | { readonly kind: 'coverage'; readonly finding: CoverageFinding };

/** What is written, and the notice that it causes. */
export interface FollowedChange {
  readonly followed: FollowedFinding;
  readonly notice: OutgoingNotice;
}

/** When a finding's outage comes, ISO 8601: of a CA's, that of the first certificate; undefined: nobody knows. */
export function outageOf(followed: FollowedFinding): string | undefined {
  if (followed.kind === 'authority') return followed.finding.dependents.outage;
  return followed.kind === 'certificate' ? followed.finding.outage : undefined;
}

/** What decides when people are reminded of it; undefined: it is not open. */
export function remindableOf(followed: FollowedFinding): Remindable | undefined {
  const { state, severity, changedAt } = followed.finding;
  if (state !== 'OPEN') return undefined;
  const outage = outageOf(followed);
  return { severity, toldAt: changedAt, ...(outage !== undefined && { outage }) };
}

/** The reminder that is due by now; undefined: none is, or the finding is over. @param now ISO 8601 */
export function reminderOf(followed: FollowedFinding, now: string): FollowedChange | undefined {
  const remindable = remindableOf(followed);
  const due = remindable && dueReminder(remindable, now);
  return due === undefined ? undefined : toldAgain(followed, { ...due, at: now, because: 'schedule' });
}

/** A certificate's finding of which people are told with the CA's. */
export interface ToldWithAnother {
  readonly kind: 'certificate';
  readonly finding: CertificateFinding & { readonly toldWith: ToldWith };
}

export const isToldWithAnother = (followed: FollowedFinding): followed is ToldWithAnother =>
  followed.kind === 'certificate' && followed.finding.state === 'OPEN' && followed.finding.toldWith !== undefined;

/** What a finding is about, as mutes name it. */
export function subjectOf({ kind, finding }: FollowedFinding): string {
  if (kind === 'coverage') return finding.subject;
  return kind === 'authority' ? finding.authorityArn : finding.certificateArn;
}

/** Tells people of a certificate by itself, of which they were told with the CA's finding. @param now ISO 8601 */
export function toldByItself({ finding: { toldWith: _, ...finding } }: ToldWithAnother, now: string): FollowedChange {
  return toldAgain({ kind: 'certificate', finding }, { at: now, because: 'cause-ended' });
}

/** Tells people once more of something that is open. */
export function toldAgain(followed: FollowedFinding, reminded: Reminded): FollowedChange {
  if (followed.kind === 'authority') {
    const change = remindedOf(followed.finding, reminded);
    return { followed: { kind: 'authority', finding: change.finding }, notice: noticeOf(change) };
  }
  if (followed.kind === 'certificate') {
    const change = remindedOf(followed.finding, reminded);
    return { followed: { kind: 'certificate', finding: change.finding }, notice: certificateNotice(change) };
  }
  const change = remindedOf(followed.finding, reminded);
  return { followed: { kind: 'coverage', finding: change.finding }, notice: coverageNotice(change) };
}
