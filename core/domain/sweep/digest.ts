import type { CertificateFindingCode } from '../findings/certificate-finding-codes.ts';
import type { Severity } from '../findings/finding-codes.ts';
import { NOTHING_OPEN } from '../findings/open-figures.ts';
import { byUrgency } from '../findings/urgency.ts';
import type { CertificateRecord } from '../inventory/certificate-record.ts';
import { textOrder } from '../text-order.ts';

/** A certificate that somebody has to do something about, in a line. */
export interface Urgent {
  readonly arn: string;
  readonly name?: string;
  readonly code: CertificateFindingCode;
  readonly severity: Severity;
  /** When it, or a copy of it, ends; absent: it is out now, or nobody knows. ISO 8601. */
  readonly outage?: string;
}

/** Figures of certificates: of all, or of one owner's. */
export interface Figures {
  readonly certificates: number;
  /** By verdict; `not judged` where none was given yet. */
  readonly verdicts: Readonly<Record<string, number>>;
  /** Of those somebody has to act on, by severity. */
  readonly severities: Readonly<Record<Severity, number>>;
  /** The nearest outages first. */
  readonly urgent: readonly Urgent[];
}

/** Figures of all certificates, and of each owner's. */
export interface Digest extends Figures {
  readonly owners: Readonly<Record<string, Figures>>;
  /** Those whose owner nothing tells. */
  readonly unowned: Figures;
}

/** How many certificates a digest names, for all and for each owner: a mail has an end. */
export const NAMED_URGENT = 10;

/** A name that whoever made the certificate may have chosen. */
const LONGEST_NAME = 253;

const NO_FIGURES: Figures = {
  certificates: 0,
  verdicts: {},
  severities: NOTHING_OPEN.severities,
  urgent: [],
};

export const EMPTY_DIGEST: Digest = { ...NO_FIGURES, owners: {}, unowned: NO_FIGURES };

type Digested = Pick<CertificateRecord, 'arn' | 'domainName' | 'owner' | 'verdict' | 'goneAt'>;

/** The digest of some records; what is gone counts for nothing. */
export function digestOf(records: readonly Digested[]): Digest {
  const there = records.filter(({ goneAt }) => goneAt === undefined);
  const owners = new Map<string, Digested[]>();
  for (const record of there) {
    if (record.owner === undefined) continue;
    const own = owners.get(record.owner.name) ?? [];
    owners.set(record.owner.name, own);
    own.push(record);
  }
  const inOrder = [...owners].toSorted(([a], [b]) => textOrder(a, b));
  return {
    ...figuresOf(there),
    owners: Object.fromEntries(inOrder.map(([name, own]) => [name, figuresOf(own)])),
    unowned: figuresOf(there.filter(({ owner }) => owner === undefined)),
  };
}

/** Two parts' digests together: the same as of all records at once, in whatever order. */
export function together(one: Digest, other: Digest): Digest {
  const names = [...new Set([...Object.keys(one.owners), ...Object.keys(other.owners)])].toSorted();
  return {
    ...added(one, other),
    owners: Object.fromEntries(names.map((name) => [name, added(ownedIn(one, name), ownedIn(other, name))])),
    unowned: added(one.unowned, other.unowned),
  };
}

const ownedIn = ({ owners }: Digest, name: string): Figures =>
  (Object.hasOwn(owners, name) ? owners[name] : undefined) ?? NO_FIGURES;

function figuresOf(records: readonly Digested[]): Figures {
  const urgent = records.flatMap((record) => urgentOf(record) ?? []);
  return {
    certificates: records.length,
    verdicts: counted(records.map(({ verdict }) => verdict?.verdict ?? 'not judged')),
    severities: { ...NO_FIGURES.severities, ...counted(urgent.map(({ severity }) => severity)) },
    urgent: urgent.toSorted(mostUrgentFirst).slice(0, NAMED_URGENT),
  };
}

function urgentOf({ arn, domainName, verdict }: Digested): Urgent | undefined {
  const { code, severity = 'medium', outage } = verdict ?? {};
  if (code === undefined) return undefined;
  return {
    arn,
    ...(domainName !== undefined && { name: domainName.slice(0, LONGEST_NAME) }),
    code,
    severity,
    ...(outage !== undefined && { outage }),
  };
}

function counted(names: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].toSorted(([a], [b]) => textOrder(a, b)));
}

function added(one: Figures, other: Figures): Figures {
  return {
    certificates: one.certificates + other.certificates,
    verdicts: sums(one.verdicts, other.verdicts),
    severities: sums(one.severities, other.severities) as Figures['severities'],
    urgent: [...one.urgent, ...other.urgent].toSorted(mostUrgentFirst).slice(0, NAMED_URGENT),
  };
}

const mostUrgentFirst = byUrgency<Urgent>(({ arn }) => arn);

function sums(one: Readonly<Record<string, number>>, other: Readonly<Record<string, number>>): Record<string, number> {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted();
  return Object.fromEntries(names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}
