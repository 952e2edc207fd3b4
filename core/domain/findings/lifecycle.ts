/** What is kept about any finding beside what is wrong. Times are ISO 8601. */
export interface Lifecycle<Resolution extends string> {
  readonly state: 'OPEN' | 'RESOLVED';
  /** Counts the changes, from 1: the next write must be based on the one before. */
  readonly version: number;
  readonly openedAt: string;
  readonly changedAt: string;
  readonly resolvedAt?: string;
  readonly resolution?: Resolution;
}

/** Why a notice is sent. */
export type NoticeKind = 'opened' | 'changed' | 'resolved';

/** A change of a finding: what is written, on top of which version, and the one notice it causes. */
export interface Change<Kept> {
  readonly finding: Kept;
  readonly notice: NoticeKind;
}

/**
 * What seeing a trouble changes: nothing where it is open already and there is no news about it, so that the same
 * observation twice is told once.
 * @param now ISO 8601
 */
export function observed<Trouble extends object, Resolution extends string>(
  before: (Trouble & Lifecycle<Resolution>) | undefined,
  trouble: Trouble,
  isNews: (before: Trouble) => boolean,
  now: string,
): readonly Change<Trouble & Lifecycle<Resolution>>[] {
  const next = { ...trouble, state: 'OPEN' as const, changedAt: now };
  if (before === undefined) return [{ finding: { ...next, version: 1, openedAt: now }, notice: 'opened' }];
  const version = before.version + 1;
  if (before.state === 'RESOLVED') return [{ finding: { ...next, version, openedAt: now }, notice: 'opened' }];
  return isNews(before) ? [{ finding: { ...next, version, openedAt: before.openedAt }, notice: 'changed' }] : [];
}

/** Ends a finding that is open. @param now ISO 8601 */
export function resolved<Kept extends Lifecycle<Resolution>, Resolution extends string>(
  finding: Kept,
  resolution: Resolution,
  now: string,
): Change<Kept> {
  const ended = {
    state: 'RESOLVED',
    version: finding.version + 1,
    changedAt: now,
    resolvedAt: now,
    resolution,
  } as const;
  return { finding: { ...finding, ...ended }, notice: 'resolved' };
}
