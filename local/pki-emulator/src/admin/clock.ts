import { z } from 'zod';
import { AdminRefusal, route } from './route.ts';

const time = (now: Date) => ({ now: now.toISOString() });

export const readClock = route({
  method: 'GET',
  path: '/clock',
  input: z.unknown(),
  answer: (_, { clock }) => time(clock.now()),
});

export const moveClock = route({
  method: 'POST',
  path: '/clock',
  input: z.strictObject({
    now: z.iso.datetime({ offset: true }).optional(),
    advanceSeconds: z.number().optional(),
  }),
  answer({ now, advanceSeconds }, { clock }) {
    if (now !== undefined && advanceSeconds !== undefined) {
      throw new AdminRefusal('advanceSeconds', 'advanceSeconds: give either now or advanceSeconds');
    }
    if (now !== undefined) return time(clock.moveTo(new Date(now)));
    if (advanceSeconds !== undefined) return time(clock.advance(advanceSeconds));
    throw new AdminRefusal('now', 'now: give either now or advanceSeconds');
  },
});
