import type { Cloud } from '../../local/cloud/cloud.ts';
import { quotaOf } from '../../local/pki-emulator/src/quotas/quota.ts';

/** The calls of one account in one region that ended alike, as the emulator counted them. */
export interface Count {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly outcome: string;
  readonly count: number;
}

export const forgetCalls = (cloud: Cloud): Promise<unknown> =>
  fetch(`${cloud.emulatorUrl}/_emulator/calls`, { method: 'DELETE' });

/** All calls since they were forgotten, each request of a retry too. */
export async function callsOf(cloud: Cloud): Promise<readonly Count[]> {
  const response = await fetch(`${cloud.emulatorUrl}/_emulator/calls/counts`);
  return ((await response.json()) as { readonly counts: readonly Count[] }).counts;
}

export const totalOf = (counts: readonly Count[]): number => counts.reduce((sum, { count }) => sum + count, 0);

/** The calls of each operation. */
export function byOperation(counts: readonly Count[]): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const { service, operation, count } of counts)
    sums.set(`${service}:${operation}`, (sums.get(`${service}:${operation}`) ?? 0) + count);
  return sums;
}

const THROTTLED = /Throttl/;

export const throttledOf = (counts: readonly Count[]): number =>
  totalOf(counts.filter(({ outcome }) => THROTTLED.test(outcome)));

/**
 * The time below which nobody can make these calls: every quota lets a second's calls through at once, and the rest evenly; the
 * quotas of an account, and the accounts, stand beside each other, so the slowest of them tells.
 * @returns seconds, with the quota that tells
 */
export function forcedByQuotas(counts: readonly Count[]): { readonly seconds: number; readonly by: string } {
  const quotas = new Map<string, { perSecond: number; calls: number }>();
  for (const { service, operation, account, region, outcome, count } of counts) {
    const quota = quotaOf(service, operation);
    if (quota === undefined || THROTTLED.test(outcome)) continue;
    const key = `${quota.name} of ${account} in ${region}`;
    const { calls } = quotas.get(key) ?? { calls: 0 };
    quotas.set(key, { perSecond: quota.perSecond, calls: calls + count });
  }
  const times = [...quotas].map(([by, { perSecond, calls }]) => ({ by, seconds: calls / perSecond - 1 }));
  return times.reduce((slowest, time) => (time.seconds > slowest.seconds ? time : slowest), { seconds: 0, by: 'none' });
}
