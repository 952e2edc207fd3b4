import { SCAN_OPERATION } from '../domain/sweep/completeness.ts';
import type { Place, SweepOrder } from '../domain/sweep/sweep.ts';
import { NOTHING_COUNTED } from './phases/phase.ts';
import type { SweepRecords } from './ports.ts';
import type { Scanned } from './scan-place.ts';

/** Ends a scan that failed for good: what it had read counts, and its place is a gap. */
export async function giveUpScan(
  sweeps: SweepRecords,
  { id }: SweepOrder,
  place: Place,
  { error, cause }: { readonly error: string; readonly cause: string },
): Promise<Scanned> {
  const { gaps = [], counts = NOTHING_COUNTED, authorities } = (await sweeps.progress(id, place)) ?? {};
  const message = `its scan ended with ${error}: ${messageIn(cause)}`.slice(0, 500);
  const failed = { kind: 'unavailable' as const, operation: SCAN_OPERATION, account: place.account, message };
  await sweeps.end(id, {
    place,
    outcome: 'unreadable',
    why: [...gaps, failed],
    counts,
    ...(authorities === undefined ? {} : { authorities }),
  });
  return { next: 'done', outcome: 'unreadable' };
}

/** Lambda tells an error as JSON; Step Functions may tell it as text. */
function messageIn(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause) as { errorMessage?: unknown };
    return typeof errorMessage === 'string' ? errorMessage : cause;
  } catch {
    return cause;
  }
}
