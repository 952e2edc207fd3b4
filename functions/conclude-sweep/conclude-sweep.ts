import * as z from 'zod/mini';
import type { CertificateVerdictName } from '../../core/domain/certificates/renewal-checks/check.ts';
import type { CertificateFinding } from '../../core/domain/findings/certificate-finding.ts';
import type { Severity } from '../../core/domain/findings/finding-codes.ts';
import type { Finding } from '../../core/domain/findings/finding.ts';
import { daysUntil, figuresWith, NOTHING_OPEN } from '../../core/domain/findings/open-figures.ts';
import type { ScanCounts, SweepRecord } from '../../core/domain/sweep/sweep.ts';
import { sweepId } from '../../core/runtime/shapes.ts';
import {
  concludeSweep as conclude,
  type ConcludedSweep,
  type ConcludeSweepPorts,
} from '../../core/sweep/conclude-sweep.ts';

export const concludeSweepInput = z.object(
  {
    sweepId,
    cursor: z.optional(z.string('a cursor')),
    started: z.number('a number').check(z.gte(0, 'a number from 0')),
  },
  'an object',
);

/** How a sweep ended: bounded in size, however much it has seen. */
export interface SweepOutcome extends Pick<
  SweepRecord,
  'read' | 'unreadable' | 'skippedPlaces' | 'remedies' | 'report' | 'planned'
> {
  readonly next: 'done';
  readonly sweepId: string;
  readonly certificates: number;
  readonly verdicts: ScanCounts['verdicts'];
  readonly findings: ScanCounts['findings'];
}

type Concluded = Extract<ConcludedSweep, { next: 'go-on' }> | SweepOutcome;

const NO_FINDINGS = { opened: 0, changed: 0, resolved: 0 };

function outcomeOf({
  id,
  planned,
  read,
  unreadable,
  skippedPlaces,
  remedies,
  report,
  totals,
}: SweepRecord): SweepOutcome {
  const { certificates = 0, verdicts = {}, findings = NO_FINDINGS } = totals ?? {};
  return {
    next: 'done',
    sweepId: id,
    planned,
    ...{ ...(read !== undefined && { read }), ...(unreadable !== undefined && { unreadable }) },
    ...{ ...(skippedPlaces !== undefined && { skippedPlaces }), ...(remedies !== undefined && { remedies }) },
    ...(report !== undefined && { report }),
    ...{ certificates, verdicts, findings },
  };
}

/** How many certificates had each verdict, by the metric's name. */
const METRICS: Readonly<Record<CertificateVerdictName, string>> = {
  renewable: 'SweptRenewable',
  'not-renewable': 'SweptNotRenewable',
  unmanaged: 'SweptUnmanaged',
  'out-of-force': 'SweptOutOfForce',
  undeterminable: 'SweptUndeterminable',
};

/** The dead-man's switch listens for SweepFinished: missing it is the alarm. */
function countSweep(count: (metric: string, amount?: number) => void, sweep: SweepRecord): void {
  const { read = 0, unreadable = 0, totals } = sweep;
  if (sweep.dryRun || sweep.asOf !== undefined) return;
  count('SweepFinished');
  count('PlacesRead', read);
  count('PlacesUnreadable', unreadable);
  count('CertificatesSwept', totals?.certificates ?? 0);
  for (const [verdict, number] of Object.entries(totals?.verdicts ?? {}))
    count(METRICS[verdict as CertificateVerdictName], number);
}

/** What is open, by the metric's name. */
const OPEN_METRICS: Readonly<Record<Severity, string>> = {
  critical: 'OpenCritical',
  high: 'OpenHigh',
  medium: 'OpenMedium',
  low: 'OpenLow',
};

type Count = (metric: string, amount?: number) => void;

type OpenFindings = AsyncIterable<readonly (Finding | CertificateFinding)[]>;

/** Where no outage is ahead no days are told: a dashboard would show the nearest of all. @param now ISO 8601 */
export async function countOpen(count: Count, open: OpenFindings, now: string): Promise<void> {
  let figures = NOTHING_OPEN;
  for await (const page of open) figures = figuresWith(figures, page);
  for (const [severity, number] of Object.entries(figures.severities))
    count(OPEN_METRICS[severity as Severity], number);
  if (figures.nextOutage !== undefined) count('DaysToNextOutage', daysUntil(figures.nextOutage, now));
}

/** What the end of a sweep needs, and what its figures do. */
export interface ConcludingPorts extends ConcludeSweepPorts {
  readonly count: Count;
  readonly listing: { openFindings(): OpenFindings };
}

/** Ends a sweep, with the figures that its metrics tell. */
export const concludeSweep =
  (portsFor: () => ConcludingPorts) =>
  async ({ sweepId: id, cursor, started }: z.infer<typeof concludeSweepInput>): Promise<Concluded> => {
    const ports = portsFor();
    const concluded = await conclude(ports, id, { started, ...(cursor === undefined ? {} : { cursor }) });
    if (concluded.next === 'go-on') return concluded;
    // It may fail, and be tried again: so nothing is counted before.
    await countOpen(ports.count, ports.listing.openFindings(), (await ports.clock.now()).toISOString());
    countSweep(ports.count, concluded.sweep);
    return outcomeOf(concluded.sweep);
  };
