import { NO_REGION } from '../../domain/inventory/certificate-record.ts';
import type { Scan } from './phase.ts';

/** The regions that a place's certificates name in the inventory. */
export const regionsOf = ({ place, order }: Scan): readonly string[] =>
  place.region === order.homeRegion ? [place.region, NO_REGION] : [place.region];
