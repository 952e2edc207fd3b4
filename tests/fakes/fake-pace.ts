import type { Pace } from '../../core/reissue/ports.ts';

const INTERVALS = { 'acm-pca:IssueCertificate': 40, 'acm:ImportCertificate': 1000 };

/** The rate that executions share, as the table keeps it. Time stands still unless it is moved. */
export class FakePace implements Pace {
  readonly #nextAt = new Map<string, number>();
  /** Milliseconds. */
  now = 0;

  turn(operation: keyof typeof INTERVALS, account: string): Promise<number> {
    const key = `${operation} ${account}`;
    const turn = Math.max(this.#nextAt.get(key) ?? this.now, this.now);
    this.#nextAt.set(key, turn + INTERVALS[operation]);
    return Promise.resolve(turn - this.now);
  }

  /** Waits, without waiting. */
  readonly pause = (milliseconds: number): Promise<void> => {
    this.now += milliseconds;
    return Promise.resolve();
  };
}
