import {
  coverageKey,
  type CoverageFinding,
  type CoverageFindingChange,
} from '../../core/domain/findings/coverage-finding.ts';
import type { OutgoingNotice } from '../../core/domain/findings/outgoing-notice.ts';
import { AwsUnavailable } from './fake-ledger.ts';
import { Hooked } from './hooked.ts';

/** What sweeps can't see, as the table keeps it; notices are sent once. */
export class FakeCoverage extends Hooked {
  readonly findings = new Map<string, CoverageFinding>();
  readonly sent: OutgoingNotice[] = [];
  #waiting: OutgoingNotice[] = [];

  all(): Promise<readonly CoverageFinding[]> {
    return this.called('coverage.all', () => [...this.findings.values()]);
  }

  write({ finding }: CoverageFindingChange, notice: OutgoingNotice): Promise<void> {
    return this.called('coverage.write', () => {
      const key = coverageKey(finding);
      if (finding.version !== (this.findings.get(key)?.version ?? 0) + 1)
        throw new AwsUnavailable('another wrote first');
      this.findings.set(key, finding);
      this.#waiting.push(notice);
    });
  }

  flushCoverage(): Promise<readonly string[]> {
    return this.called('coverage.flushCoverage', () => {
      const sent = this.#waiting;
      this.#waiting = [];
      this.sent.push(...sent);
      return sent.map(({ id }) => id);
    });
  }

  get open(): readonly string[] {
    return [...this.findings.values()].filter(({ state }) => state === 'OPEN').map(coverageKey);
  }
}
