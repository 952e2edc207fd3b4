import * as z from 'zod/mini';
import type { Place } from '../../core/domain/sweep/sweep.ts';
import { madeEarlier, sweepId } from '../../core/runtime/shapes.ts';
import { giveUpScan } from '../../core/sweep/give-up-scan.ts';
import { scanPlace as scan, type Scanned } from '../../core/sweep/scan-place.ts';
import type { ScanPorts } from '../../core/sweep/scan-ports.ts';
import { SweepUnknown } from '../../core/sweep/sweep-unknown.ts';

export const scanPlaceInput = z.object(
  {
    sweepId,
    place: madeEarlier<Place>('a place of the work list'),
    /** How the scan failed for good: its place is a gap, with that reason. */
    failure: z.optional(z.object({ error: z.string('a name'), cause: z.string('a text') }, 'an object')),
  },
  'an object',
);

/** Scans an account and region, or what a CA issued, from where the last invocation got to. */
export const scanPlace =
  (portsFor: () => ScanPorts) =>
  async ({ sweepId: id, place, failure }: z.infer<typeof scanPlaceInput>): Promise<Scanned> => {
    const ports = portsFor();
    const order = await ports.sweeps.sweep(id);
    if (order === undefined) throw new SweepUnknown(id);
    return failure === undefined ? scan(ports, order, place) : giveUpScan(ports.sweeps, order, place, failure);
  };
