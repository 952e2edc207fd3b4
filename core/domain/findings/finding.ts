import { comesNearer } from '../alerts/reminder-schedule.ts';
import { isWorse } from './finding-codes.ts';
import { observed, resolved, type Change, type Lifecycle } from './lifecycle.ts';
import type { Conclusion, Trouble } from '../authorities/observation.ts';

/** A finding about a CA, as it is kept: resolved when its cause was seen to be mended, or no certificate depends on it any more. */
export interface Finding extends Trouble, Lifecycle<'mended' | 'unused'> {
  readonly authorityArn: string;
}

export type FindingChange = Change<Finding>;

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
  const changed = conclusion.observed.flatMap(({ authority, notRepairable: _, ...trouble }) => {
    const seen = { ...trouble, authorityArn: authority.arn };
    const before = kept.get(findingKey(seen));
    const news = observed(before, seen, (stored) => isNews(stored, seen, now), now);
    return news.length > 0 || before === undefined ? news : movedOutage(before, seen, now);
  });
  const ended = stored
    .filter((finding) => isSeenWell(finding, conclusion))
    .map((finding) => resolved(finding, conclusion.unused.includes(finding.account) ? 'unused' : 'mended', now));
  return [...changed, ...ended];
}

const isNews = (before: Trouble, seen: Trouble, now: string): boolean =>
  !sameTexts(before.missing, seen.missing) ||
  isWorse(seen.severity, before.severity) ||
  comesNearer(before.dependents.outage, seen.dependents.outage, now);

/**
 * Reminders are counted from the outage that is written down; that it moved without coming near is nothing to tell people, and so
 * leaves when they were told the last time.
 */
function movedOutage(
  before: Finding,
  seen: Trouble & Pick<Finding, 'authorityArn'>,
  now: string,
): readonly FindingChange[] {
  const { outage } = seen.dependents;
  const { changedAt, reminded } = before;
  if (outage === undefined || outage === before.dependents.outage) return [];
  // It only seems later where the certificates of an account were not listed this time.
  if (seen.unreadableCount > 0 && Date.parse(outage) > Date.parse(before.dependents.outage ?? outage)) return [];
  return observed(before, seen, () => true, now).map(({ finding, notice }) => ({
    finding: { ...finding, changedAt, ...(reminded && { reminded }) },
    notice,
    audience: 'programs',
  }));
}

function isSeenWell(finding: Finding, { observed, judged, unjudged }: Conclusion): boolean {
  const key = findingKey(finding);
  const open = finding.state === 'OPEN' && judged.includes(finding.account);
  return open && ![...observed, ...unjudged].some((other) => findingKey(other) === key);
}

const sameTexts = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.toSorted().join('\n') === b.toSorted().join('\n');
