import * as z from 'zod/mini';
import type { CertificateVerdictName } from '../../core/domain/certificates/renewal-checks/check.ts';
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

/** Ends a sweep, with the figures that its metrics tell. */
export const concludeSweep =
  (portsFor: () => ConcludeSweepPorts & { readonly count: (metric: string, amount?: number) => void }) =>
  async ({ sweepId: id, cursor, started }: z.infer<typeof concludeSweepInput>): Promise<Concluded> => {
    const ports = portsFor();
    const concluded = await conclude(ports, id, { started, ...(cursor === undefined ? {} : { cursor }) });
    if (concluded.next === 'go-on') return concluded;
    countSweep(ports.count, concluded.sweep);
    return outcomeOf(concluded.sweep);
  };
