import type { Pending } from '../../state/pending.ts';

export const REPORT_FORMATS = ['JSON', 'CSV'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** An audit report that was asked for; `work` ends when it is written. */
export interface AuditReport {
  readonly id: string;
  readonly bucket: string;
  readonly key: string;
  readonly createdAt: Date;
  readonly work: Pending<true>;
}

const STATUSES = { running: 'CREATING', done: 'SUCCESS', failed: 'FAILED' } as const;

export const statusOfReport = ({ work }: AuditReport): 'CREATING' | 'SUCCESS' | 'FAILED' => STATUSES[work.state];
