import * as z from 'zod/mini';
import type { Place } from '../../core/domain/sweep/sweep.ts';
import { madeEarlier, sweepId } from '../../core/runtime/shapes.ts';
import { AUTHORITY_PHASES } from '../../core/sweep/phases/authority-phases.ts';
import { scanPlace as scan, type Scanned } from '../../core/sweep/scan-place.ts';
import type { AuthorityScanPorts } from '../../core/sweep/scan-ports.ts';
import { SweepUnknown } from '../../core/sweep/sweep-unknown.ts';

export const scanAuthorityInput = z.object(
  {
    sweepId,
    place: madeEarlier<Place>('a CA of the work list'),
  },
  'an object',
);

/** Reads what a CA issued, and judges it, from where the last invocation got to. */
export const scanAuthority =
  (portsFor: () => AuthorityScanPorts) =>
  async ({ sweepId: id, place }: z.infer<typeof scanAuthorityInput>): Promise<Scanned> => {
    const ports = portsFor();
    const order = await ports.sweeps.sweep(id);
    if (order === undefined) throw new SweepUnknown(id);
    return scan(ports, order, place, AUTHORITY_PHASES);
  };
