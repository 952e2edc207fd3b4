import { SEVERITIES, type Severity } from '../findings/finding-codes.ts';
import { outageOf, subjectOf, type FollowedFinding } from '../findings/followed-finding.ts';
import { NOTHING_OPEN, totalOf } from '../findings/open-figures.ts';
import { byUrgency } from '../findings/urgency.ts';
import type { Ownership } from '../inventory/ownership.ts';
import { isNamed, type AlertRoutes } from './alert-routes.ts';
import type { NoticeSubject } from './notice-subject.ts';

/** A finding that is open, in a line. */
export interface DigestLine {
  /** An ARN, or the subject of a finding about coverage. */
  readonly subject: string;
  readonly name?: string;
  readonly code: string;
  readonly severity: Severity;
  /** ISO 8601; absent: it has come, or nobody knows. */
  readonly outage?: string;
}

/** What is open of one owner, or of all who are not told by themselves. */
export interface OwnerDigest extends Ownership {
  readonly severities: Readonly<Record<Severity, number>>;
  /** What is muted stands in no other figure, and in no line. */
  readonly muted: number;
  /** The most urgent first; those beyond the first are counted only. */
  readonly lines: readonly DigestLine[];
}

/** A finding that is open, and whose it is. */
export interface OwnedFinding {
  readonly followed: FollowedFinding;
  readonly whose: Ownership;
  readonly isMuted: boolean;
}

/** A digest is read by people, in a mail. */
export const NAMED_LINES = 20;

/** A name that whoever made the certificate may have chosen. */
const LONGEST_NAME = 253;

const NOTHING: OwnerDigest = { severities: NOTHING_OPEN.severities, muted: 0, lines: [] };

/** Digests by owner; those of nobody under the empty name. */
export type Digests = ReadonlyMap<string, OwnerDigest>;

/** The digests with some findings more: the same, in whatever order they come. */
export function digestsWith(digests: Digests, found: readonly OwnedFinding[]): Digests {
  const next = new Map(digests);
  for (const each of found) {
    const { owner = '' } = each.whose;
    const before = next.get(owner);
    next.set(owner, { ...merged(before ?? NOTHING, digestOf(each)), ...sharedOwnership(before, each.whose) });
  }
  return next;
}

/**
 * The digests to tell: one for each owner whom a route names, by owner or by business unit, and one for all others together. What has nothing
 * but muted findings is not told.
 */
export function toldDigests(digests: Digests, routes: AlertRoutes): readonly OwnerDigest[] {
  const byThemselves: OwnerDigest[] = [];
  let others = NOTHING;
  for (const [owner, digest] of [...digests].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (owner !== '' && isNamed(routes, digestSubject(digest), digest)) byThemselves.push(digest);
    else others = merged(others, digest);
  }
  return [...byThemselves, others].filter((digest) => openIn(digest) > 0);
}

/** How many findings are open, and not muted. */
export const openIn = ({ severities }: OwnerDigest): number => totalOf(severities);

/** A digest tells nothing that was not told before: low, so that it wakes nobody whom a route has woken for what is severe. */
export const digestSubject = ({ owner, businessUnit }: Ownership): NoticeSubject => ({
  kind: 'digest',
  code: 'Digest',
  severity: 'low',
  ...(owner !== undefined && { owner }),
  ...(businessUnit !== undefined && { businessUnit }),
});

function digestOf({ followed, isMuted }: OwnedFinding): OwnerDigest {
  if (isMuted) return { ...NOTHING, muted: 1 };
  const { severity } = followed.finding;
  return { ...NOTHING, severities: { ...NOTHING.severities, [severity]: 1 }, lines: [lineOf(followed)] };
}

function lineOf(followed: FollowedFinding): DigestLine {
  const { code, severity } = followed.finding;
  const name = followed.kind === 'certificate' ? followed.finding.domainName : undefined;
  const outage = outageOf(followed);
  return {
    subject: subjectOf(followed),
    ...(name !== undefined && { name: name.slice(0, LONGEST_NAME) }),
    code,
    severity,
    ...(outage !== undefined && { outage }),
  };
}

function merged(one: OwnerDigest, other: OwnerDigest): OwnerDigest {
  const counts = SEVERITIES.map((severity) => [severity, one.severities[severity] + other.severities[severity]]);
  return {
    severities: Object.fromEntries(counts) as OwnerDigest['severities'],
    muted: one.muted + other.muted,
    lines: [...one.lines, ...other.lines].toSorted(soonestFirst).slice(0, NAMED_LINES),
  };
}

/** An owner whose things are of several business units is of none: no route may take all of them for one's. */
function sharedOwnership(before: OwnerDigest | undefined, { owner, businessUnit }: Ownership): Ownership {
  const isShared = before === undefined || before.businessUnit === businessUnit;
  return {
    ...(owner !== undefined && { owner }),
    ...(isShared && businessUnit !== undefined && { businessUnit }),
  };
}

const soonestFirst = byUrgency<DigestLine>(({ subject, code }) => `${subject} ${code}`);
