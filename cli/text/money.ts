import type { IssuingCost } from '../../core/domain/reissue/budget.ts';
import { counted } from './lines.ts';

/** What a month's certificates cost, by region. */
export const costText = (cost: readonly IssuingCost[]): string =>
  cost.length === 0
    ? 'nothing was issued yet'
    : cost
        .map(
          ({ region, certificates, dollars }) =>
            `${counted(certificates, 'certificate')} in ${region}, $${dollars.toFixed(2)}`,
        )
        .join('; ');
