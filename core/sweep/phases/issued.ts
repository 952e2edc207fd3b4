import type { AuthorityScanPorts } from '../scan-ports.ts';
import pMap from 'p-map';
import { hasCome } from '../../domain/certificates/renewal-dates.ts';
import type { CertificateRecord } from '../../domain/inventory/certificate-record.ts';
import type { ManagementFacts } from '../../domain/inventory/management.ts';
import { isService } from '../../domain/inventory/owner.ts';
import { isIncluded } from '../../domain/inventory/included.ts';
import { ACM_PRINCIPAL } from '../../domain/authorities/acm-requirements.ts';
import { added, NOTHING_COUNTED } from '../../domain/sweep/counts.ts';
import { assessed, type Assessed } from '../assessment.ts';
import { heldByAcm, type HeldByAcm } from '../held-by-acm.ts';
import { certificateIn, foundIn, readRow } from '../issued-certificate.ts';
import type { IssuedRow, ReportState } from '../ports.ts';
import type { Phase, Scan, Step } from './phase.ts';

/** Where the reading of a report is. */
interface Position {
  readonly report?: ReportState;
  readonly rows: number;
  readonly looks: number;
}

/** The states in which a CA writes audit reports (service-facts 1.2). */
const REPORTING: ReadonlySet<string> = new Set(['ACTIVE', 'DISABLED']);

/** A report that is not written after so many looks, 40 minutes, is a gap: large ones take AWS a while. */
const LOOKS = 45;
const FIRST_PAUSE_SECONDS = 1;
const LONGEST_PAUSE_SECONDS = 60;
/** As many keys as one BatchGetItem reads. */
const BATCH = 100;
/** GetCertificate's quota is 75 a second (service-facts 1.7). */
const READ_AT_ONCE = 20;
/** Reports are asked for and written at different moments: rows of this time before the last are looked at again. */
const OVERLAP = 60 * 60 * 1000;

/** Reads what a CA issued, from its audit report: what ACM did not ask for is nobody's but ours to watch. */
export const issued: Phase<AuthorityScanPorts> = {
  name: 'issued',
  step: async (scan, cursor) => {
    const authorityArn = scan.place.authorityArn ?? '';
    const at = cursor === undefined ? { rows: 0, looks: 0 } : (JSON.parse(cursor) as Position);
    if (!(await writesReports(scan, authorityArn))) return { to: 'next-phase' };
    const { reports } = scan.ports;
    const id = at.report?.id;
    const asked = id === undefined ? await reports.report(authorityArn) : await reports.reportAgain(authorityArn, id);
    if (!asked.known) return { to: 'ask-again', why: asked.why };
    const report = asked.value;
    if (report.status === 'SUCCESS') return readRows(scan, authorityArn, { ...at, report });
    if (report.status === 'FAILED' || at.looks === LOOKS) return { to: 'next-phase', gaps: [unwritten(scan, report)] };
    const next = position({ report, rows: at.rows, looks: at.looks + 1 });
    return {
      to: 'go-on',
      cursor: next,
      waitSeconds: Math.min(FIRST_PAUSE_SECONDS * 2 ** at.looks, LONGEST_PAUSE_SECONDS),
    };
  },
};

const position = (at: Position): string => JSON.stringify(at);

/** In any other state a CA writes none: what it issued is known from those before. */
async function writesReports({ standings }: Scan<AuthorityScanPorts>, authorityArn: string): Promise<boolean> {
  const { description } = await standings.reading(authorityArn);
  return description.known && REPORTING.has(description.value?.status ?? '');
}

const unwritten = ({ place }: Scan<AuthorityScanPorts>, { id, status }: ReportState) => ({
  kind: 'unavailable' as const,
  operation: 'acm-pca:CreateCertificateAuthorityAuditReport',
  account: place.account,
  message:
    status === 'FAILED'
      ? `the audit report ${id} failed: AWS Private CA could not write it into RenewGuard's bucket; it may for accounts of ` +
        'MemberAccounts, and of the organisation that OrganizationId names'
      : `the audit report ${id} was not written within 40 minutes`,
});

/** Reads on for as long as there is time. */
async function readRows(
  scan: Scan<AuthorityScanPorts>,
  authorityArn: string,
  at: Position & { readonly report: ReportState },
): Promise<Step> {
  const relevant = await relevanceOf(scan, authorityArn);
  const held = await heldByAcm(scan.ports.inventory, authorityArn, scan.now);
  let counts = NOTHING_COUNTED;
  let read = at.rows;
  let batch: IssuedRow[] = [];
  const flush = async (): Promise<void> => {
    if (batch.length > 0) counts = added(counts, await assessRows(scan, authorityArn, batch, held));
    batch = [];
  };
  for await (const row of scan.ports.reports.rows(authorityArn, at.report, at.rows)) {
    read += 1;
    if (relevant(row)) batch.push(row);
    if (batch.length < BATCH) continue;
    await flush();
    if (!scan.ports.hasTime()) return { to: 'go-on', cursor: position({ ...at, rows: read, looks: at.looks }), counts };
  }
  await flush();
  if (scan.writes) await noteReported(scan, authorityArn, at.report.createdAt);
  return { to: 'next-phase', counts };
}

/** What earlier sweeps have not seen: rows never change, but that a certificate may be revoked. */
async function relevanceOf(
  { ports, order }: Scan<AuthorityScanPorts>,
  authorityArn: string,
): Promise<(row: IssuedRow) => boolean> {
  const { expired, revoked, issuedBetween } = order.include;
  const until = (await ports.authorityInventory.authorityRecord(authorityArn))?.reportedUntil;
  const wantsAll = expired || revoked || issuedBetween !== undefined || until === undefined || order.asOf !== undefined;
  const from = wantsAll ? undefined : new Date(Date.parse(until) - OVERLAP).toISOString();
  return ({ requestedByServicePrincipal, issuedAt, revokedAt }) =>
    requestedByServicePrincipal !== ACM_PRINCIPAL &&
    (from === undefined || hasCome(from, issuedAt) || (revokedAt !== undefined && hasCome(from, revokedAt)));
}

async function noteReported(
  { ports, now }: Scan<AuthorityScanPorts>,
  authorityArn: string,
  reportedUntil: string,
): Promise<void> {
  const record = await ports.authorityInventory.authorityRecord(authorityArn);
  if (record === undefined || (record.reportedUntil ?? '') >= reportedUntil) return;
  // Where another wrote first, the next sweep reads the same rows once more.
  await ports.authorityInventory.keepAuthority({ ...record, reportedUntil, readAt: now, version: record.version + 1 });
}

async function assessRows(
  scan: Scan<AuthorityScanPorts>,
  authorityArn: string,
  rows: readonly IssuedRow[],
  held: HeldByAcm,
) {
  const records = await scan.ports.inventory.recordsOf(rows.map(({ arn }) => arn));
  const wanted = rows.filter((row) => {
    if (held.managed.has(row.serial)) return false;
    return isIncluded(certificateIn(row, scan.now), records.get(row.arn), scan.order.include, scan.now);
  });
  const all = await pMap(wanted, (row) => assessedRow(scan, authorityArn, row, records.get(row.arn)), {
    concurrency: READ_AT_ONCE,
  });
  return assessed(scan, await held.marked(all));
}

async function assessedRow(
  scan: Scan<AuthorityScanPorts>,
  authorityArn: string,
  row: IssuedRow,
  record: CertificateRecord | undefined,
): Promise<Assessed> {
  const found = record === undefined ? await readRow(scan.ports, row, scan.now) : foundIn(row, record, scan.now);
  const { templateArn, requestedByServicePrincipal } = row;
  return {
    facts: { certificate: found.certificate },
    found,
    source: 'acm-pca',
    record,
    authorityArn,
    ...(templateArn === undefined ? {} : { templateArn }),
    told: {
      acm: 'absent',
      ...(requestedByServicePrincipal === undefined ? {} : { requestedByServicePrincipal }),
      ...recorded(record),
    },
  };
}

/** Who asked, as the record of the issuance told: a service, or somebody. */
function recorded(record: CertificateRecord | undefined): Pick<ManagementFacts, 'record'> {
  const requestedBy = record?.requestedBy;
  if (requestedBy === undefined) return {};
  return { record: isService(requestedBy) ? { invokedBy: requestedBy } : {} };
}
