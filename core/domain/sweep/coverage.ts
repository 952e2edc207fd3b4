import type { AccountId } from '../arn.ts';
import { describeUnreadable, type Unreadable } from '../fact.ts';
import type {
  CoverageFinding,
  CoverageResolution,
  CoverageTrouble,
  CoverageView,
} from '../findings/coverage-finding.ts';
import {
  ASSUME_ROLE,
  coverageRemedy,
  delegateAdministration,
  passesByItself,
  type Hub,
  type Unread,
} from '../findings/coverage-remedies.ts';
import { SCAN_OPERATION } from './completeness.ts';
import type { ScanOutcome, Skipped } from './sweep.ts';

/** What a sweep that ended tells of what it could see. */
export interface Swept {
  /** One for each place that was planned. */
  readonly outcomes: readonly ScanOutcome[];
  /** Left out on purpose before it began. */
  readonly skipped: readonly Skipped[];
  /** Accounts that could not be listed. */
  readonly gaps: readonly Unreadable[];
  /** Whether the organisation was asked for its accounts. */
  readonly organizationAsked: boolean;
}

/** The subject of the finding that the organisation's accounts can't be listed. */
const ORGANIZATION = 'organization';

/**
 * One finding an account where its role can't be assumed, one a region otherwise; and what ends those that are open: only what
 * was read, or is left out on purpose.
 */
export function coverageOf(swept: Swept, hub: Hub): CoverageView {
  const unread = swept.outcomes.filter(({ outcome }) => outcome === 'unreadable');
  const closed = new Set(unread.filter(isShut).map(({ place }) => place.account));
  const accounts = [...closed].toSorted().map((account) => {
    const why = whyOf(unread.filter(({ place }) => place.account === account));
    return accountTrouble({ account, why: why.filter((each) => isAboutEntering(account, each)) }, hub);
  });
  const regions = groupedByRegion(unread.filter(({ place }) => !closed.has(place.account)));
  return {
    observed: [
      ...(swept.gaps.length === 0 ? [] : [organizationTrouble(swept.gaps, hub)]),
      ...accounts,
      ...regions.map((each) => regionTrouble(each, hub)),
    ],
    endingOf: (finding) => endingOf(finding, swept),
  };
}

/** Whether the account itself could not be entered. */
const isShut = ({ place, why = [] }: ScanOutcome): boolean => why.some((each) => isAboutEntering(place.account, each));

/** The account of a CA that is used there is another matter. */
const isAboutEntering = (entered: AccountId, { operation, account }: Unreadable): boolean =>
  operation === ASSUME_ROLE && account === entered;

const whyOf = (outcomes: readonly ScanOutcome[]): readonly Unreadable[] => outcomes.flatMap(({ why = [] }) => why);

function groupedByRegion(outcomes: readonly ScanOutcome[]): readonly (Unread & { readonly region: string })[] {
  const groups = new Map<string, ScanOutcome[]>();
  for (const outcome of outcomes) {
    const key = `${outcome.place.account}/${outcome.place.region}`;
    groups.set(key, [...(groups.get(key) ?? []), outcome]);
  }
  return [...groups.values()]
    .flatMap((group) => (group[0] === undefined ? [] : [{ ...group[0].place, why: whyOf(group) }]))
    .map(({ account, region, why }) => ({ account, region, why }))
    .toSorted((a, b) => (`${a.account}/${a.region}` < `${b.account}/${b.region}` ? -1 : 1));
}

function accountTrouble(unread: Unread, hub: Hub): CoverageTrouble {
  const { account, why } = unread;
  return {
    code: 'AccountUnreadable',
    subject: account,
    account,
    severity: severityOf(why),
    reason: reasonOf(why),
    message:
      `Account ${account} could not be read: nobody knows which certificates it has, and whether they will be renewed. ` +
      `${toldOf(why)} What was known of it before stays as it was.`,
    remedy: coverageRemedy(unread, hub),
  };
}

function regionTrouble(unread: Unread & { readonly region: string }, hub: Hub): CoverageTrouble {
  const { account, region, why } = unread;
  return {
    code: 'RegionUnreadable',
    subject: `${account}/${region}`,
    account,
    region,
    severity: severityOf(why),
    reason: reasonOf(why),
    message:
      `Region ${region} of account ${account} could not be read whole: what was not read is neither well nor gone. ` +
      `${toldOf(why)} If nobody is meant to use the region, take it out of the scope.`,
    remedy: coverageRemedy(unread, hub),
  };
}

const organizationTrouble = (gaps: readonly Unreadable[], hub: Hub): CoverageTrouble => ({
  code: 'AccountUnreadable',
  subject: ORGANIZATION,
  severity: severityOf(gaps),
  reason: reasonOf(gaps),
  message:
    'The accounts of the organisation could not be listed: nobody knows which are missing. ' +
    `${toldOf(gaps)} The accounts that were known before were read.`,
  remedy: delegateAdministration(hub),
});

/** What passes by itself can wait for the next sweep. */
const severityOf = (why: readonly Unreadable[]): CoverageTrouble['severity'] =>
  why.every(passesByItself) ? 'medium' : 'high';

/** How many reasons a notice tells: a region may be closed to every question. */
const TOLD = 5;
const LONGEST_REASON = 400;

/** Which call it was that passes by itself differs each time. */
function reasonOf(why: readonly Unreadable[]): string {
  const lasting = why.filter((each) => !passesByItself(each));
  const reasons = (lasting.length > 0 ? lasting : why).map((each) =>
    passesByItself(each) ? each.kind : `${each.operation} ${each.kind}`,
  );
  return firstOf([...new Set(reasons)].toSorted(), '; ') || 'unknown';
}

const toldOf = (why: readonly Unreadable[]): string =>
  `${firstOf([...new Set(why.map((each) => describeUnreadable(each).slice(0, LONGEST_REASON)))], '. ')}.`;

const firstOf = (texts: readonly string[], between: string): string =>
  [...texts.slice(0, TOLD), ...(texts.length > TOLD ? [`and ${texts.length - TOLD} more`] : [])].join(between);

function endingOf(finding: CoverageFinding, swept: Swept): CoverageResolution | undefined {
  const { code, subject, account, region } = finding;
  if (code === 'SweepMissed') return undefined;
  if (subject === ORGANIZATION) return swept.organizationAsked ? 'mended' : undefined;
  const isLeftOut = swept.skipped.some(
    (each) => each.account === account && (each.region === undefined || each.region === region),
  );
  if (isLeftOut) return 'left-out';
  const there = swept.outcomes.filter(
    ({ place }) => place.account === account && (region === undefined || place.region === region),
  );
  return region === undefined ? endingOfAccount(there) : endingOfRegion(there);
}

/** It was entered where anything in it was read, or refused by what is in it. */
function endingOfAccount(there: readonly ScanOutcome[]): CoverageResolution | undefined {
  const entered = there.some(
    ({ outcome, why = [] }) => outcome === 'read' || why.some(({ operation }) => operation !== SCAN_OPERATION),
  );
  if (entered) return 'mended';
  return endingOfAll(there);
}

function endingOfRegion(there: readonly ScanOutcome[]): CoverageResolution | undefined {
  const isRead = there.length > 0 && there.every(({ outcome }) => outcome === 'read');
  return isRead ? 'mended' : endingOfAll(there);
}

/** Left out while it was scanned: a region that the account has not opted in to has nothing to read. */
const endingOfAll = (there: readonly ScanOutcome[]): CoverageResolution | undefined =>
  there.length > 0 && there.every(({ outcome }) => outcome === 'skipped') ? 'left-out' : undefined;
