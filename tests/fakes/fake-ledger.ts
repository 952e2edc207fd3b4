import type { ToldChannel } from '../../core/conclusions/drill.ts';
import {
  failureKey,
  REPEATED_WITHIN_HOURS,
  subjectOf,
  type ExecutionFailure,
} from '../../core/domain/findings/execution-failure.ts';
import { findingKey, type Finding, type FindingChange } from '../../core/domain/findings/finding.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';

/** A write or a channel that could not be used now, as the table adapters say it. */
export class AwsUnavailable extends Error {
  override readonly name = 'AwsUnavailable';
}

/**
 * Findings, failures and the notices about them, as the table keeps them: a change and its notice are written together, on top
 * of the version before; a notice waits until it is sent.
 */
export class FakeLedger {
  readonly #holderOf: (authorityArn: string) => string | undefined;
  readonly #findings = new Map<string, Finding>();
  readonly #failures = new Map<string, ExecutionFailure>();
  readonly #kinds = new Map<string, Date>();
  #waiting: { readonly subject: string; readonly notice: OutgoingNotice; readonly key: string }[] = [];
  /** Who is sending about a certificate. */
  readonly #senders = new Map<string, string>();
  /** The notices that people got, in order. */
  readonly sent: OutgoingNotice[] = [];
  /** How many of the next attempts to send fail. */
  unavailable = 0;
  /** The CAs that a new execution was asked for. */
  readonly requested: string[] = [];

  /** @param holderOf who holds the verification of a CA: nobody else may write its findings */
  constructor(holderOf: (authorityArn: string) => string | undefined) {
    this.#holderOf = holderOf;
  }

  of(authorityArn: string): Promise<readonly Finding[]> {
    return Promise.resolve([...this.#findings.values()].filter((finding) => finding.authorityArn === authorityArn));
  }

  write({ finding }: FindingChange, notice: OutgoingNotice, holder: string): Promise<void> {
    if (this.#holderOf(finding.authorityArn) !== holder) return Promise.reject(new AwsUnavailable('another took over'));
    const key = `${finding.authorityArn}#${findingKey(finding)}`;
    const before = this.#findings.get(key)?.version ?? 0;
    if (finding.version !== before + 1) return Promise.reject(new AwsUnavailable('another wrote first'));
    this.#findings.set(key, finding);
    this.keep(finding.authorityArn, notice);
    return Promise.resolve();
  }

  record(failure: ExecutionFailure, notice: OutgoingNotice, now: Date): Promise<boolean> {
    const kind = failureKey(failure);
    const told = this.#kinds.get(kind);
    const repeated = told !== undefined && now.getTime() - told.getTime() <= REPEATED_WITHIN_HOURS * 3_600_000;
    const reported = `${failure.executionArn} ${subjectOf(failure) ?? ''}`;
    const recorded = this.#failures.has(reported);
    if (!recorded) this.#failures.set(reported, failure);
    if (recorded || repeated) return Promise.resolve(false);
    this.#kinds.set(kind, now);
    this.keep(failure.executionArn, notice);
    return Promise.resolve(true);
  }

  isRecorded({ executionArn, error }: ExecutionFailure): Promise<boolean> {
    const recorded = [...this.#failures.values()];
    return Promise.resolve(recorded.some((other) => other.executionArn === executionArn && other.error === error));
  }

  flushAuthority(authorityArn: string): Promise<readonly string[]> {
    return this.#flush(authorityArn);
  }

  /** Where another is at it, that one sends. */
  async flushCertificate(certificateArn: string, sender: string): Promise<readonly string[]> {
    const busy = this.#senders.get(certificateArn);
    if (busy !== undefined && busy !== sender) return [];
    this.#senders.set(certificateArn, sender);
    const sent: string[] = [];
    for (let some = await this.#flush(certificateArn); some.length > 0; some = await this.#flush(certificateArn))
      sent.push(...some);
    this.#senders.delete(certificateArn);
    return sent;
  }

  flushIssuance(intent: string, sender: string): Promise<readonly string[]> {
    return this.flushCertificate(intent, sender);
  }

  isAllTold(intent: string): Promise<boolean> {
    return Promise.resolve(this.#waiting.every(({ subject }) => subject !== intent));
  }

  tell(notice: OutgoingNotice): Promise<void> {
    if (this.unavailable > 0) {
      this.unavailable -= 1;
      return Promise.reject(new AwsUnavailable('sns:Publish: ServiceUnavailable: not now'));
    }
    this.sent.push(notice);
    return Promise.resolve();
  }

  async tellEach(notice: OutgoingNotice): Promise<readonly ToldChannel[]> {
    const failure = await this.tell(notice).catch((error: Error) => error.message);
    const how = failure === undefined ? { state: 'sent' as const } : { state: 'failed' as const, why: failure };
    return (['topic', 'bus'] as const).map((channel) => ({ channel, at: notice.at, ...how }));
  }

  /** Whoever was sending and came to no end is succeeded: in the table after two minutes. */
  twoMinutesLater(): void {
    this.#senders.clear();
  }

  flushExecution(executionArn: string): Promise<readonly string[]> {
    return this.#flush(executionArn);
  }

  /** Keeps a notice until it is sent. */
  keep(subject: string, notice: OutgoingNotice, order = 0): void {
    this.#waiting.push({ subject, notice, key: `${notice.at}#${String(order).padStart(9, '0')}#${notice.id}` });
  }

  requestVerification(certificateAuthorityArn: string): Promise<void> {
    this.requested.push(certificateAuthorityArn);
    return Promise.resolve();
  }

  async #flush(subject: string): Promise<readonly string[]> {
    const due = this.#waiting
      .filter((waiting) => waiting.subject === subject)
      // As the table's sort key has it.
      .toSorted((one, other) => (one.key < other.key ? -1 : 1));
    if (due.length > 0 && this.unavailable > 0) {
      this.unavailable -= 1;
      throw new AwsUnavailable('sns:Publish: ServiceUnavailable: not now');
    }
    this.#waiting = this.#waiting.filter((waiting) => waiting.subject !== subject);
    this.sent.push(...due.map(({ notice }) => notice));
    return Promise.resolve(due.map(({ notice }) => notice.id));
  }
}
