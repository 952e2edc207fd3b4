import type { FindingPlace, Reminders } from '../../core/alerting/remind-findings.ts';
import { nextReminder } from '../../core/domain/alerts/reminder-schedule.ts';
import {
  remindableOf,
  type FollowedChange,
  type FollowedFinding,
} from '../../core/domain/findings/followed-finding.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { AwsUnavailable } from './fake-ledger.ts';

/** Findings of every kind, as the table keeps them: a change is written on top of the version it was made from. */
export class FakeReminders implements Reminders {
  readonly #findings = new Map<string, FollowedFinding>();
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
      const remindable = remindableOf(followed);
      const dueAt = remindable && nextReminder(remindable);
      return dueAt !== undefined && dueAt <= by ? [{ place: { pk, sk: 'FINDING' }, dueAt }] : [];
    });
    return Promise.resolve(due.toSorted((a, b) => (a.dueAt < b.dueAt ? -1 : 1)).map(({ place }) => place));
  }

  async findingAt({ pk }: FindingPlace): Promise<FollowedFinding | undefined> {
    if (this.away.has(pk)) return Promise.reject(new AwsUnavailable('dynamodb:GetItem: not now'));
    const found = this.#findings.get(pk);
    // Whoever else reads it, reads it as well before anybody writes.
    await Promise.resolve();
    return found;
  }

  writeFollowed({ pk }: FindingPlace, { followed, notice }: FollowedChange): Promise<boolean> {
    this.meanwhile();
    if (followed.finding.version !== (this.#findings.get(pk)?.finding.version ?? 0) + 1) return Promise.resolve(false);
    this.#findings.set(pk, followed);
    this.told.push(notice);
    return Promise.resolve(true);
  }
}
