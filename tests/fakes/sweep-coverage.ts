import {
  coverageKey,
  type CoverageFinding,
  type CoverageFindingChange,
} from '../../core/domain/findings/coverage-finding.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { AwsUnavailable } from './fake-ledger.ts';

/** What sweeps can't see, as the table keeps it; notices are sent once. */
export class FakeCoverage {
  readonly findings = new Map<string, CoverageFinding>();
  readonly sent: OutgoingNotice[] = [];
  #waiting: OutgoingNotice[] = [];

  all(): Promise<readonly CoverageFinding[]> {
    return Promise.resolve([...this.findings.values()]);
  }

  write({ finding }: CoverageFindingChange, notice: OutgoingNotice): Promise<void> {
    const key = coverageKey(finding);
    if (finding.version !== (this.findings.get(key)?.version ?? 0) + 1)
      return Promise.reject(new AwsUnavailable('another wrote first'));
    this.findings.set(key, finding);
    this.#waiting.push(notice);
    return Promise.resolve();
  }

  flushCoverage(): Promise<readonly string[]> {
    const sent = this.#waiting;
    this.#waiting = [];
    this.sent.push(...sent);
    return Promise.resolve(sent.map(({ id }) => id));
  }

  get open(): readonly string[] {
    return [...this.findings.values()].filter(({ state }) => state === 'OPEN').map(coverageKey);
  }
}
