import { everyOpen, type OpenPorts } from '../../core/alerting/every-open.ts';
import { muteInForce, type Mute } from '../../core/domain/alerts/mute.ts';
import { coverageKey } from '../../core/domain/findings/coverage-finding.ts';
import { findingKey } from '../../core/domain/findings/finding.ts';
import { isWorse, type Severity } from '../../core/domain/findings/finding-codes.ts';
import { outageOf, subjectOf, type FollowedFinding } from '../../core/domain/findings/followed-finding.ts';
import type { AuthorityRecord } from '../../core/domain/inventory/authority-record.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import { authorityOwnership } from '../../core/domain/inventory/ownership.ts';
import type { Page } from '../../core/sweep/ports.ts';

/** Which findings are wanted; all that is named must fit. */
export interface FindingsFilter {
  /** What people are not told of as well: what is muted, and certificates that are told with their CA. */
  readonly all: boolean;
  readonly muted: boolean;
  readonly owner?: string;
  readonly account?: string;
}

export interface FindingsPorts extends OpenPorts {
  readonly mutes: { everyMute(): Promise<readonly Mute[]> };
  readonly inventory: { ofOwner(owner: string, after?: string): Promise<Page<CertificateRecord>> };
  readonly authorityInventory: { authorityRecords(): Promise<readonly AuthorityRecord[]> };
  /** ISO 8601. */
  readonly now: string;
}

/** A finding that is open, in a line. Times are ISO 8601. */
export interface ListedFinding {
  readonly id: string;
  readonly severity: Severity;
  readonly code: string;
  readonly subject: string;
  readonly account?: string;
  readonly openedAt: string;
  readonly deadline?: string;
  readonly state: 'notified' | 'reminded' | 'told-with-authority' | 'muted';
  /** Before the outage, with `reminded`. */
  readonly remindedDays?: number;
  readonly muted?: Pick<Mute, 'by' | 'reason' | 'until'>;
}

/** The findings that are open and fit: the nearest deadline first, then the worst. */
export async function openFindings(ports: FindingsPorts, filter: FindingsFilter): Promise<readonly ListedFinding[]> {
  const mutes = await ports.mutes.everyMute();
  const owned = filter.owner === undefined ? undefined : await arnsOf(ports, filter.owner);
  const listed: ListedFinding[] = [];
  for await (const page of everyOpen(ports)) {
    const lines = page.map((followed) => lineOf(followed, mutes, ports.now));
    listed.push(...lines.filter((line) => owned?.has(line.subject) !== false && isWanted(line, filter)));
  }
  return listed.toSorted(soonestFirst);
}

/** Of certificates the inventory's index tells whose they are, of CAs their tags. */
async function arnsOf({ inventory, authorityInventory }: FindingsPorts, owner: string): Promise<ReadonlySet<string>> {
  const own = (await authorityInventory.authorityRecords()).filter(
    (record) => authorityOwnership(record).owner === owner,
  );
  const arns = new Set(own.map(({ arn }) => arn));
  let after: string | undefined;
  do {
    const page = await inventory.ofOwner(owner, after);
    for (const { arn } of page.items) arns.add(arn);
    after = page.next;
  } while (after !== undefined);
  return arns;
}

function isWanted({ state, account }: ListedFinding, filter: FindingsFilter): boolean {
  if (filter.account !== undefined && filter.account !== account) return false;
  if (filter.muted) return state === 'muted';
  return filter.all || (state !== 'muted' && state !== 'told-with-authority');
}

function lineOf(followed: FollowedFinding, mutes: readonly Mute[], now: string): ListedFinding {
  const { severity, code, account, openedAt } = followed.finding;
  const subject = subjectOf(followed);
  const deadline = outageOf(followed);
  return {
    id: idOf(followed),
    severity,
    code,
    subject,
    ...(account !== undefined && { account }),
    openedAt,
    ...(deadline !== undefined && { deadline }),
    ...standingOf(followed, muteInForce(mutes, subject, code, now)),
  };
}

function standingOf(
  { kind, finding }: FollowedFinding,
  mute: Mute | undefined,
): Pick<ListedFinding, 'state' | 'remindedDays' | 'muted'> {
  if (mute !== undefined) return { state: 'muted', muted: { by: mute.by, reason: mute.reason, until: mute.until } };
  if (kind === 'certificate' && finding.toldWith !== undefined) return { state: 'told-with-authority' };
  if (finding.reminded?.because !== 'schedule') return { state: 'notified' };
  const { threshold } = finding.reminded;
  return { state: 'reminded', ...(threshold !== undefined && { remindedDays: threshold }) };
}

/** As its notices have it, without the version. */
function idOf({ kind, finding }: FollowedFinding): string {
  if (kind === 'coverage') return `coverage/${coverageKey(finding)}`;
  if (kind === 'authority') return `${finding.authorityArn.split('/').at(-1) ?? ''}/${findingKey(finding)}`;
  return `${finding.certificateArn.split('/').at(-1) ?? ''}/${finding.code}`;
}

function soonestFirst(one: ListedFinding, other: ListedFinding): number {
  const [a, b] = [one.deadline ?? '~', other.deadline ?? '~'];
  if (a !== b) return a < b ? -1 : 1;
  if (one.severity !== other.severity) return isWorse(one.severity, other.severity) ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}
