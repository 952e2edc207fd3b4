import type { AccountId } from '../arn.ts';
import type { CoverageFindingCode } from './coverage-finding-codes.ts';
import { isWorse, type Severity } from './finding-codes.ts';
import { observed, resolved, type Change, type Lifecycle } from './lifecycle.ts';

/** What can't be seen, so that nobody knows what is wrong there. */
export interface CoverageTrouble {
  readonly code: CoverageFindingCode;
  /** An account, `account/region`, `organization`, or the name of a scope. */
  readonly subject: string;
  readonly account?: AccountId;
  readonly region?: string;
  readonly scope?: string;
  readonly severity: Severity;
  /** What was asked and how that ended, without what differs each time: the same reason is no news. */
  readonly reason: string;
  readonly message: string;
  readonly remedy: readonly string[];
}

/** Why a finding ended: it was read again, or nobody means it to be read any more. */
export type CoverageResolution = 'mended' | 'left-out';

/** A finding about what can't be seen, as it is kept. */
export type CoverageFinding = CoverageTrouble & Lifecycle<CoverageResolution>;

export type CoverageFindingChange = Change<CoverageFinding>;

/** What a sweep, or a look at the sweeps, tells of coverage. */
export interface CoverageView {
  readonly observed: readonly CoverageTrouble[];
  /** How a finding that is open and was not observed has ended; undefined: nobody looked, or nobody could tell. */
  readonly endingOf: (finding: CoverageFinding) => CoverageResolution | undefined;
}

/** Which finding this is, whatever its state. */
export const coverageKey = ({ code, subject }: Pick<CoverageTrouble, 'code' | 'subject'>): string =>
  `${code}#${subject}`;

/**
 * What a view changes in the findings about coverage. The same view twice changes nothing, and nothing ends because it was not
 * looked at, or could not be read.
 * @param stored all that are kept, whatever their state
 * @param now ISO 8601
 */
export function coverageChanges(
  stored: readonly CoverageFinding[],
  view: CoverageView,
  now: string,
): readonly CoverageFindingChange[] {
  const kept = new Map(stored.map((finding) => [coverageKey(finding), finding]));
  const seen = new Map(view.observed.map((trouble) => [coverageKey(trouble), trouble]));
  const opened = [...seen].flatMap(([key, trouble]) =>
    observed(kept.get(key), trouble, (before) => isNews(before, trouble), now),
  );
  const ended = stored.flatMap((finding) => {
    const isSilent = finding.state === 'OPEN' && !seen.has(coverageKey(finding));
    const resolution = isSilent ? view.endingOf(finding) : undefined;
    return resolution === undefined ? [] : [resolved(finding, resolution, now)];
  });
  return [...opened, ...ended];
}

const isNews = (before: CoverageTrouble, seen: CoverageTrouble): boolean =>
  before.reason !== seen.reason || isWorse(seen.severity, before.severity);
