import { parseAuthorityArn } from '../domain/arn.ts';
import type { Place } from '../domain/sweep/sweep.ts';
import type { SweepFiles, SweepRecords } from './ports.ts';
import { SweepUnknown } from './sweep-unknown.ts';

export interface PlanAuthoritiesPorts {
  readonly sweeps: Pick<SweepRecords, 'sweep' | 'outcomes'>;
  readonly files: Pick<SweepFiles, 'putWorkList'>;
}

/** Writes the work list of the CAs that the scans of a sweep have found: each is looked at once all accounts were listed. */
export async function planAuthorities(
  { sweeps, files }: PlanAuthoritiesPorts,
  sweepId: string,
): Promise<{ readonly sweepId: string; readonly planned: number; readonly workList: string }> {
  if ((await sweeps.sweep(sweepId)) === undefined) throw new SweepUnknown(sweepId);
  const places = (await sweeps.outcomes(sweepId)).flatMap(({ place, authorities = [] }) =>
    authorities.map((authorityArn): Place => {
      const { account, region } = parseAuthorityArn(authorityArn);
      return { account, region, scope: place.scope, authorityArn };
    }),
  );
  return { sweepId, planned: places.length, workList: await files.putWorkList(sweepId, 'authorities', places) };
}
