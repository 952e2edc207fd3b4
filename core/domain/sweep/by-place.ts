import { placeKey, type Completeness } from './completeness.ts';
import { totalCounts } from './counts.ts';
import type { ScanOutcome } from './sweep.ts';

/** Account and region of a place, whichever of its CAs was looked at. */
const regionKey = ({ place: { authorityArn: _, ...place } }: ScanOutcome): string => placeKey(place);

/**
 * The accounts and regions of a sweep, each with what was found of its CAs: where a CA could not be read, its region was not
 * read whole.
 */
export function byPlace({ outcomes }: Pick<Completeness, 'outcomes'>): Completeness {
  const groups = new Map<string, ScanOutcome[]>();
  for (const outcome of outcomes) groups.set(regionKey(outcome), [...(groups.get(regionKey(outcome)) ?? []), outcome]);
  const merged = [...groups.values()].map(together);
  const count = (wanted: ScanOutcome['outcome']): number => merged.filter(({ outcome }) => outcome === wanted).length;
  return {
    planned: merged.length,
    read: count('read'),
    unreadable: count('unreadable'),
    skipped: count('skipped'),
    outcomes: merged,
  };
}

function together(group: readonly ScanOutcome[]): ScanOutcome {
  const own = group.find(({ place }) => place.authorityArn === undefined) ?? group[0];
  if (own === undefined) throw new RangeError('a group has a member');
  const why = group.flatMap((each) => each.why ?? []);
  const { authorityArn: _, ...place } = own.place;
  return {
    ...own,
    place,
    outcome: group.some(({ outcome }) => outcome === 'unreadable') ? 'unreadable' : own.outcome,
    counts: totalCounts(group.map(({ counts }) => counts)),
    ...(why.length === 0 ? {} : { why }),
  };
}
