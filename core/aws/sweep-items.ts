import { gunzipSync, gzipSync } from 'node:zlib';
import type { SweepRecord } from '../domain/sweep/sweep.ts';
import { AwsRefused } from './errors.ts';
import { inUtc } from './issuance-record.ts';
import { ITEM_VERSION, sweepPartition, SWEEPS_PARTITION } from './table.ts';

const DAY_SECONDS = 24 * 60 * 60;

/** What a sweep works with is of no use once it has ended; whoever looks for what went wrong has two weeks. */
export const WORK_SECONDS = 14 * DAY_SECONDS;
/** Sweeps are remembered for a year and somewhat more, as long as their reports in the bucket. */
const REMEMBERED_SECONDS = 400 * DAY_SECONDS;

/** An item takes 400 KB. */
const MOST_BYTES = 300_000;

/** What may name thousands of accounts, and looks much alike. */
type Lists = Pick<SweepRecord, 'skipped' | 'gaps'>;

export const sweepKey = (id: string) => ({ pk: sweepPartition(id), sk: 'SWEEP' });

/** The record of a sweep. What it leaves out may be a thousand accounts in five regions: such lists are kept compressed. */
export function sweepItem({ skipped, gaps, ...sweep }: SweepRecord) {
  const lists = gzipSync(JSON.stringify({ skipped, gaps } satisfies Lists));
  if (lists.length > MOST_BYTES)
    throw new AwsRefused(
      `sweep ${sweep.id}: ${skipped.length} skipped and ${gaps.length} unreadable accounts and regions are more than a ` +
        'record holds; sweep them by several scopes',
    );
  return { ...sweepKey(sweep.id), itemVersion: ITEM_VERSION, status: sweep.status, sweep, lists, ...expiry(sweep) };
}

export function sweepIn({ sweep, lists }: Record<string, unknown>): SweepRecord {
  const { skipped, gaps } = JSON.parse(gunzipSync(lists as Uint8Array).toString()) as Lists;
  return { ...(sweep as SweepRecord), skipped, gaps };
}

/** The sweep in the list of all, which sorts by when they started. */
export const listItem = (sweep: Pick<SweepRecord, 'id' | 'startedAt'>) => ({
  pk: SWEEPS_PARTITION,
  sk: `${inUtc(sweep.startedAt)}#${sweep.id}`,
  itemVersion: ITEM_VERSION,
  sweepId: sweep.id,
  ...expiry(sweep),
});

const expiry = ({ startedAt }: Pick<SweepRecord, 'startedAt'>) => ({
  expiresAt: Math.floor(Date.parse(startedAt) / 1000) + REMEMBERED_SECONDS,
});
