import * as z from 'zod/mini';
import type { Place } from '../../core/domain/sweep/sweep.ts';
import { madeEarlier, sweepId } from '../../core/runtime/shapes.ts';
import { PLACE_PHASES } from '../../core/sweep/phases/place-phases.ts';
import { scanPlace as scan, type Scanned } from '../../core/sweep/scan-place.ts';
import type { PlaceScanPorts } from '../../core/sweep/scan-ports.ts';
import { SweepUnknown } from '../../core/sweep/sweep-unknown.ts';

export const scanPlaceInput = z.object(
  {
    sweepId,
    place: madeEarlier<Place>('a place of the work list'),
  },
  'an object',
);

/** Scans an account and region from where the last invocation got to. */
export const scanPlace =
  (portsFor: () => PlaceScanPorts) =>
  async ({ sweepId: id, place }: z.infer<typeof scanPlaceInput>): Promise<Scanned> => {
    const ports = portsFor();
    const order = await ports.sweeps.sweep(id);
    if (order === undefined) throw new SweepUnknown(id);
    return scan(ports, order, place, PLACE_PHASES);
  };
