import type { FindingNews } from '../findings/told-finding.ts';

/** How far people are with a finding in Security Hub; BatchUpdateFindings alone may set it. */
export type WorkflowStatus = 'NEW' | 'RESOLVED' | 'SUPPRESSED';

/**
 * What a notice changes about that; undefined: nothing, as a reminder does, or a date that moved, so that what an analyst has set
 * stays.
 *
 * NEW and never NOTIFIED: that says that an analyst told the owner, and takes a finding out of the view of what is new.
 */
export function workflowOf({ change, finding, muted, toldWith, audience }: FindingNews): WorkflowStatus | undefined {
  if (change === 'resolved') return 'RESOLVED';
  if (muted !== undefined) return 'SUPPRESSED';
  if (change === 'changed' && audience === 'programs' && toldWith === undefined) return undefined;
  return change === 'reminded' && finding.reminded?.because === 'schedule' ? undefined : 'NEW';
}
