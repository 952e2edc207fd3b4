import { z } from 'zod';
import { DELIVERY_MODES } from '../events/delivery.ts';
import { AdminRefusal, nothing, route } from './route.ts';

export const readDeliveries = route({
  method: 'GET',
  path: '/deliveries',
  input: nothing,
  answer: (_, { publisher }) => publisher.deliveries(),
});

const rate = z.number().min(0).max(1);

/** How the events from now on are delivered; those before are not touched. */
export const setDeliveries = route({
  method: 'POST',
  path: '/deliveries',
  input: z.strictObject({
    mode: z.enum(DELIVERY_MODES),
    loss: rate.optional(),
    duplicates: rate.optional(),
    late: rate.optional(),
    seed: z
      .int()
      .min(0)
      .max(2 ** 32 - 1)
      .optional(),
  }),
  answer({ mode, seed, ...rates }, { publisher, settings }) {
    const given = Object.entries(rates).filter(([, value]) => value !== undefined);
    const only = given[0]?.[0] ?? (seed === undefined ? undefined : 'seed');
    if (mode !== 'best-effort' && only !== undefined) {
      throw new AdminRefusal(only, `${only}: belongs to the mode best-effort`);
    }
    publisher.deliver({ mode, ...Object.fromEntries(given) }, seed ?? settings.seed);
    return publisher.deliveries();
  },
});
