import { z } from 'zod';
import { ADJUSTABLE_QUOTAS } from '../quotas/quota.ts';
import { AdminRefusal, nothing, route } from './route.ts';

/** More than any account is given; a rate of 0 would be an outage, which is a fault's business. */
const HIGHEST_RATE = 100_000;

export const readQuotas = route({
  method: 'GET',
  path: '/quotas',
  input: nothing,
  answer: (_, { quotas }) => quotas.state(),
});

/** Switches quotas on or off, and sets the rates that AWS adjusts on request. */
export const setQuotas = route({
  method: 'POST',
  path: '/quotas',
  input: z.strictObject({
    enabled: z.boolean().optional(),
    rates: z.record(z.string(), z.int().min(1).max(HIGHEST_RATE)).default({}),
  }),
  answer({ enabled, rates }, { quotas }) {
    const fixed = Object.keys(rates).find((name) => !ADJUSTABLE_QUOTAS.includes(name));
    if (fixed !== undefined) {
      const field = `rates.${fixed.slice(0, 100)}`;
      throw new AdminRefusal(field, `${field}: only ${ADJUSTABLE_QUOTAS.join(' and ')} are adjustable`);
    }
    if (enabled === undefined && Object.keys(rates).length === 0) {
      throw new AdminRefusal('enabled', 'enabled: give enabled, rates or both');
    }
    for (const [name, perSecond] of Object.entries(rates)) quotas.adjust(name, perSecond);
    quotas.enabled = enabled ?? quotas.enabled;
    return quotas.state();
  },
});
