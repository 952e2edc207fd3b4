import type { FindingPlace, Reminders } from '../../core/alerting/remind-findings.ts';
import type { Mute } from '../../core/domain/alerts/mute.ts';
import { nextReminder } from '../../core/domain/alerts/reminder-schedule.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import {
  isToldWithAnother,
  remindableOf,
  subjectOf,
  type FollowedChange,
  type FollowedFinding,
} from '../../core/domain/findings/followed-finding.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { firstLook } from '../../core/domain/findings/shared-cause.ts';
import { AwsUnavailable } from './fake-ledger.ts';

/** Findings of every kind, and mutes, as the table keeps them: a change is written on top of the version it was made from. */
export class FakeReminders implements Reminders {
  readonly #findings = new Map<string, FollowedFinding>();
  readonly #looks = new Map<string, string>();
  readonly mutes = new Map<string, Mute>();
  readonly told: OutgoingNotice[] = [];
  /** Places that can't be read now. */
  readonly away = new Set<string>();
  /** Happens between a read and the write after it. */
  meanwhile: () => void = () => undefined;

  put(pk: string, followed: FollowedFinding): void {
    this.#findings.set(pk, followed);
  }

  dueFindings(by: string): Promise<readonly FindingPlace[]> {
    const due = [...this.#findings].flatMap(([pk, followed]) => {
      const dueAt = this.#dueAt(pk, followed);
      return dueAt !== undefined && dueAt <= by ? [{ place: { pk, sk: 'FINDING' }, dueAt }] : [];
    });
    for (const [pk, { until }] of this.mutes) if (until <= by) due.push({ place: { pk, sk: 'MUTE' }, dueAt: until });
    return Promise.resolve(due.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1)).map(({ place }) => place));
  }

  async findingAt({ pk }: FindingPlace): Promise<FollowedFinding | undefined> {
    if (this.away.has(pk)) return Promise.reject(new AwsUnavailable('dynamodb:GetItem: not now'));
    const found = this.#findings.get(pk);
    // Whoever else reads it, reads it as well before anybody writes.
    await Promise.resolve();
    return found;
  }

  muteAt({ pk, sk }: FindingPlace): Promise<Mute | undefined> {
    return Promise.resolve(sk === 'MUTE' ? this.mutes.get(pk) : undefined);
  }

  mutesIn(pk: string): Promise<readonly Mute[]> {
    const mute = this.mutes.get(pk);
    return Promise.resolve(mute === undefined ? [] : [mute]);
  }

  findingsUnder({ subject, code }: Mute): Promise<readonly (readonly [FindingPlace, FollowedFinding])[]> {
    const under = [...this.#findings].filter(
      ([, followed]) => subjectOf(followed) === subject && followed.finding.code === code,
    );
    return Promise.resolve(under.map(([pk, followed]) => [{ pk, sk: 'FINDING' }, followed] as const));
  }

  forget(mute: Mute): Promise<void> {
    for (const [pk, kept] of this.mutes) if (kept === mute) this.mutes.delete(pk);
    return Promise.resolve();
  }

  of(authorityArn: string): Promise<readonly Finding[]> {
    const found = [...this.#findings.values()].flatMap((followed) =>
      followed.kind === 'authority' && followed.finding.authorityArn === authorityArn ? [followed.finding] : [],
    );
    return Promise.resolve(found);
  }

  lookAgain({ pk }: FindingPlace, _version: number, at: string): Promise<void> {
    this.#looks.set(pk, at);
    return Promise.resolve();
  }

  writeFollowed({ pk }: FindingPlace, { followed, notice }: FollowedChange): Promise<boolean> {
    this.meanwhile();
    if (followed.finding.version !== (this.#findings.get(pk)?.finding.version ?? 0) + 1) return Promise.resolve(false);
    this.#findings.set(pk, followed);
    this.told.push(notice);
    return Promise.resolve(true);
  }

  #dueAt(pk: string, followed: FollowedFinding): string | undefined {
    if (isToldWithAnother(followed)) return this.#looks.get(pk) ?? firstLook(followed.finding);
    const remindable = remindableOf(followed);
    return remindable && nextReminder(remindable);
  }
}
