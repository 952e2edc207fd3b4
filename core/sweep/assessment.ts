import pMap from 'p-map';
import { concludeOnCertificate } from '../conclusions/certificate.ts';
import { parseCertificateArn } from '../domain/arn.ts';
import type { CertificateFacts } from '../domain/certificates/certificate.ts';
import { judgeCertificate, type CertificateVerdict } from '../domain/certificates/certificate-verdict.ts';
import { planFor } from '../domain/certificates/renewal-plan.ts';
import {
  changesAfter,
  type CertificateFinding,
  type CertificateFindingChange,
  type JudgedCertificate,
} from '../domain/findings/certificate-finding.ts';
import type { CertificateRecord, InventorySource } from '../domain/inventory/certificate-record.ts';
import type { ManagementFacts } from '../domain/inventory/management.ts';
import { nextRecord } from '../domain/inventory/differences.ts';
import type { ScanCounts } from '../domain/sweep/sweep.ts';
import { sha256Hex } from '../pki/digest.ts';
import { projected, type Projected } from '../domain/sweep/projection.ts';
import type { Strategy } from '../domain/reissue/strategy.ts';
import { putReportPart, type Reported } from './report-parts.ts';
import { plannedReplacement } from '../reissue/planned-replacement.ts';
import { ROUTE_TAGS } from '../domain/reissue/route-tags.ts';
import { contentsOf } from './contents.ts';
import type { Scan } from './phases/phase.ts';
import type { FoundCertificate } from './ports.ts';

/** A certificate with all that was read about it. */
export interface Assessed {
  readonly facts: CertificateFacts;
  readonly found: FoundCertificate;
  readonly source: InventorySource;
  readonly record: CertificateRecord | undefined;
  /** The digest of its listing; absent: it is to be described next time as well. */
  readonly listed?: string;
  readonly authorityArn?: string;
  readonly templateArn?: string;
  /** What tells who renews it, of what a CA issued. */
  readonly told?: Omit<ManagementFacts, 'kind'>;
  /** ACM holds the same: what is to be said is said there. */
  readonly isHeldByAcm?: boolean;
}

const CONCLUSIONS_AT_ONCE = 5;
/** Who lost a write to another reads again and writes once more; after that the other's view stands. */
const WRITES = 3;

/** Judges certificates, concludes what differs from the open findings, and writes the records that have changed. */
export async function assessed(
  scan: Scan,
  all: readonly Assessed[],
): Promise<Pick<ScanCounts, 'certificates' | 'verdicts' | 'changed' | 'findings'>> {
  const open = await scan.open();
  const judged = await pMap(all, (each) => judge(scan, each, open.get(each.facts.certificate.arn)), {
    concurrency: CONCLUSIONS_AT_ONCE,
  });
  const changed = scan.writes ? await keepChanged(scan, judged) : await reportOnly(scan, judged);
  const changes = judged.flatMap((each) => each.changes);
  const count = (notice: CertificateFindingChange['notice']): number =>
    changes.filter((change) => change.notice === notice).length;
  return {
    certificates: all.length,
    verdicts: numbersOf(judged.map(({ verdict }) => verdict.verdict)),
    changed,
    findings: { opened: count('opened'), changed: count('changed'), resolved: count('resolved') },
  };
}

interface Judged extends Assessed {
  readonly verdict: CertificateVerdict;
  readonly changes: readonly CertificateFindingChange[];
}

async function judge(scan: Scan, each: Assessed, open: CertificateFinding | undefined): Promise<Judged> {
  const { facts, verdict } = await judgedWithLineage(scan, each);
  const { checks: _, unread: __, ...told } = verdict;
  const { arn, account, domainName } = facts.certificate;
  const certificate = {
    arn,
    account,
    ...(domainName === undefined ? {} : { domainName }),
    ...(each.authorityArn === undefined ? {} : { authorityArn: each.authorityArn }),
  };
  const fitting: JudgedCertificate = { certificate, verdict: told, plan: planFor(verdict, facts.certificate) };
  const judged = await planned(scan, each, fitting, open);
  const changes = changesAfter(open, judged, false, scan.now);
  if (!scan.writes) return { ...each, facts, verdict, changes };
  const { action, strategy } = judged.plan;
  if (action === 'reissue' && strategy !== 'notify')
    await scan.ports.sweeps.keepRemedy(scan.order.id, {
      certificateArn: arn,
      notAfter: verdict.outage ?? scan.now,
      why: verdict.reason,
    });
  return { ...each, facts, verdict, changes: changes.length === 0 ? [] : await concluded(scan, each, judged) };
}

const withoutFinding = ({ code: _, severity: __, ...verdict }: CertificateVerdict): CertificateVerdict => verdict;

/** What is replaced, found where it is used, is nobody's trouble: only of what seems one the ledger is asked. */
async function judgedWithLineage(
  { ports, now }: Scan,
  { facts, isHeldByAcm }: Assessed,
): Promise<{ facts: CertificateFacts; verdict: CertificateVerdict }> {
  const verdict = isHeldByAcm === true ? withoutFinding(judgeCertificate(facts, now)) : judgeCertificate(facts, now);
  if (verdict.code === undefined) return { facts, verdict };
  const lineage = await ports.ledger.lineageOf(facts.certificate.arn);
  if (lineage?.replacedBy === undefined) return { facts, verdict };
  const replaced = { ...facts, replacedBy: lineage.replacedBy };
  return { facts: replaced, verdict: judgeCertificate(replaced, now) };
}

/**
 * How a certificate that has to be replaced will be. Finding that out takes several calls: it is asked where the finding is new,
 * or where a route may have been set since it was opened.
 */
async function planned(
  scan: Scan,
  { record, authorityArn }: Assessed,
  fitting: JudgedCertificate,
  open: CertificateFinding | undefined,
): Promise<JudgedCertificate> {
  if (fitting.plan.action !== 'reissue') return fitting;
  const isNews = changesAfter(open, fitting, false, scan.now).length > 0;
  if (!isNews && open !== undefined && open.plan.strategy !== 'notify') return { ...fitting, plan: open.plan };
  const { arn } = fitting.certificate;
  if (!isNews && !(await mayHaveRoute(scan, arn, authorityArn, record))) return fitting;
  const plan = await plannedReplacement(scan.ports, parseCertificateArn(arn), fitting.plan, scan.now);
  return { ...fitting, plan };
}

async function mayHaveRoute(
  { ports, standings }: Scan,
  arn: string,
  authorityArn: string | undefined,
  record: CertificateRecord | undefined,
): Promise<boolean> {
  if (hasRouteTag(record?.tags ?? {})) return true;
  if ((await ports.routes.routeOf(arn)) !== undefined) return true;
  if (authorityArn === undefined) return false;
  const { tags } = await standings.reading(authorityArn);
  return (tags.known && hasRouteTag(tags.value)) || (await ports.routes.routeOf(authorityArn)) !== undefined;
}

const hasRouteTag = (tags: Readonly<Record<string, string>>): boolean =>
  Object.keys(tags).some((key) => ROUTE_TAGS.includes(key));

async function concluded(
  scan: Scan,
  { authorityArn }: Assessed,
  judged: JudgedCertificate,
): Promise<readonly CertificateFindingChange[]> {
  // As old as the oldest of what was read: somebody may have mended the CA since, and another inspection have seen it.
  const inspectedAt = authorityArn === undefined ? scan.now : (await scan.standings.reading(authorityArn)).readAt;
  const seen = {
    certificateArn: judged.certificate.arn,
    inspectedAt,
    gone: false,
    judged,
    isAuthorityJudgedLater: true,
    holder: scan.order.id,
  };
  const conclusion = await concludeOnCertificate(scan.ports, seen, scan.now);
  return conclusion.superseded ? [] : conclusion.changes;
}

/** Writes what has changed. @returns how many records that were */
async function keepChanged(scan: Scan, judged: readonly Judged[]): Promise<number> {
  let records = new Map(judged.flatMap(({ record }) => (record === undefined ? [] : [[record.arn, record] as const])));
  let left = judged;
  let changed = 0;
  for (let write = 0; write < WRITES && left.length > 0; write += 1) {
    const next = (await Promise.all(left.map((each) => recordOf(scan, each, records)))).filter(
      (record) => record !== undefined,
    );
    const lost = new Set(await scan.ports.inventory.keep(next));
    changed += next.length - lost.size;
    left = left.filter(({ facts }) => lost.has(facts.certificate.arn));
    if (left.length > 0) records = new Map(await scan.ports.inventory.recordsOf([...lost]));
  }
  return changed;
}

/** Nothing is written but the report: what is, and what becomes of it. @returns how many records would have changed */
async function reportOnly(scan: Scan, judged: readonly Judged[]): Promise<number> {
  const { asOf } = scan.order;
  let changed = 0;
  const reported = await Promise.all(
    judged.map(async (each): Promise<Reported> => {
      const contents = await contentsOf(scan, each, each.verdict, each.record);
      const next = nextRecord(each.record, contents, scan.now);
      if (next !== undefined) changed += 1;
      const record = next ?? each.record ?? { ...contents, firstSeenAt: scan.now, readAt: scan.now, version: 1 };
      return asOf === undefined ? { record } : { record, projection: projected(known(each), scan.now, asOf) };
    }),
  );
  const [first] = judged;
  if (first !== undefined) await putReportPart(scan, sha256Hex(first.facts.certificate.arn).slice(0, 16), reported);
  return changed;
}

function known({ facts: { certificate, authority }, verdict, record }: Judged): Projected {
  const description = authority?.known === true ? authority.value.description : undefined;
  const authorityEnds = description?.known === true ? description.value?.notAfter : undefined;
  const route = record?.route as Strategy | undefined;
  return { certificate, verdict, ...(authorityEnds && { authorityEnds }), ...(route && { route }) };
}

async function recordOf(
  scan: Scan,
  judged: Judged,
  records: ReadonlyMap<string, CertificateRecord>,
): Promise<CertificateRecord | undefined> {
  const before = records.get(judged.facts.certificate.arn);
  return nextRecord(before, await contentsOf(scan, judged, judged.verdict, before), scan.now);
}

function numbersOf(names: readonly string[]): Readonly<Record<string, number>> {
  const numbers: Record<string, number> = {};
  for (const name of names) numbers[name] = (numbers[name] ?? 0) + 1;
  return numbers;
}
