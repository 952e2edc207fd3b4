import { isWorse } from './finding-codes.ts';
import type { Conclusion, Observation, Trouble } from './observation.ts';

/** A finding as it is kept. Times are ISO 8601. */
export interface Finding extends Trouble {
  readonly authorityArn: string;
  readonly state: 'OPEN' | 'RESOLVED';
  /** Counts the changes, from 1: the next write must be based on the one before. */
  readonly version: number;
  readonly openedAt: string;
  readonly changedAt: string;
  readonly resolvedAt?: string;
  /** Why it is resolved: the cause was seen to be mended, or no certificate depends on it any more. */
  readonly resolution?: 'mended' | 'unused';
}

/** Why a notice is sent. */
export type NoticeKind = 'opened' | 'changed' | 'resolved';

/** A change of a finding: what is written, on top of which version, and the one notice it causes. */
export interface FindingChange {
  readonly finding: Finding;
  readonly notice: NoticeKind;
}

/** Which finding this is, whatever its state. */
export const findingKey = ({ code, account }: Pick<Finding, 'code' | 'account'>): string => `${code}#${account}`;

/**
 * What one verification changes in a CA's findings.
 *
 * The same observation twice changes nothing, so it is notified once. What could not be judged stays as it is: only what
 * was seen to be well resolves.
 *
 * @param stored all findings kept for the CA, whatever their state
 * @param now ISO 8601
 */
export function changesOf(stored: readonly Finding[], conclusion: Conclusion, now: string): readonly FindingChange[] {
  const kept = new Map(stored.map((finding) => [findingKey(finding), finding]));
  const observed = conclusion.observed.flatMap((observation) =>
    observe(kept.get(findingKey(observation)), observation, now),
  );
  const resolved = stored
    .filter((finding) => isSeenWell(finding, conclusion))
    .map((finding) => resolve(finding, conclusion, now));
  return [...observed, ...resolved];
}

function observe(before: Finding | undefined, seen: Observation, now: string): readonly FindingChange[] {
  const { authority, ...content } = seen;
  const next = { ...content, authorityArn: authority.arn, state: 'OPEN' as const, changedAt: now };
  if (before === undefined) return [{ finding: { ...next, version: 1, openedAt: now }, notice: 'opened' }];
  const version = before.version + 1;
  if (before.state === 'RESOLVED') return [{ finding: { ...next, version, openedAt: now }, notice: 'opened' }];
  if (sameTexts(before.missing, seen.missing) && !isWorse(seen.severity, before.severity)) return [];
  return [{ finding: { ...next, version, openedAt: before.openedAt }, notice: 'changed' }];
}

function isSeenWell(finding: Finding, { observed, judged, unjudged }: Conclusion): boolean {
  const key = findingKey(finding);
  const open = finding.state === 'OPEN' && judged.includes(finding.account);
  return open && ![...observed, ...unjudged].some((other) => findingKey(other) === key);
}

function resolve(finding: Finding, { unused }: Conclusion, now: string): FindingChange {
  const resolution = unused.includes(finding.account) ? 'unused' : 'mended';
  const ended = {
    state: 'RESOLVED',
    version: finding.version + 1,
    changedAt: now,
    resolvedAt: now,
    resolution,
  } as const;
  return { finding: { ...finding, ...ended }, notice: 'resolved' };
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.toSorted().join('\n') === b.toSorted().join('\n');
