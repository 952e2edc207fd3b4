import { z } from 'zod';
import { LAST_MOMENT } from '../clock.ts';
import { AdminRefusal, nothing, route } from './route.ts';

const instant = z.iso.datetime({ offset: true });

export const readClock = route({
  method: 'GET',
  path: '/clock',
  input: nothing,
  answer: (_, world) => ({ now: world.clock.now().toISOString(), nextDue: world.time.nextDue() ?? null }),
});

/** Moves the clock; what is due on the way happens before the answer, in order and at its moment. */
export const moveClock = route({
  method: 'POST',
  path: '/clock',
  ungated: true,
  input: z.strictObject({
    now: instant.optional(),
    advanceSeconds: z
      .number()
      .max(LAST_MOMENT / 1000)
      .optional(),
  }),
  async answer({ now, advanceSeconds }, world) {
    if (now !== undefined && advanceSeconds !== undefined) {
      throw new AdminRefusal('advanceSeconds', 'advanceSeconds: give either now or advanceSeconds');
    }
    if (now !== undefined) return moved(await world.time.moveTo(() => new Date(now), 'now'));
    if (advanceSeconds === undefined) throw new AdminRefusal('now', 'now: give either now or advanceSeconds');
    const later = (from: Date) => new Date(from.getTime() + advanceSeconds * 1000);
    return moved(await world.time.moveTo(later, 'advanceSeconds'));
  },
});

/** Moves the clock to the first moment at which something is published. */
export const moveToNextEvent = route({
  method: 'POST',
  path: '/clock/next',
  ungated: true,
  input: z.strictObject({ before: instant.optional() }),
  async answer({ before }, world) {
    const move = await world.time.next(before === undefined ? undefined : new Date(before));
    return { ...move, now: move.now.toISOString() };
  },
});

const moved = (now: Date) => ({ now: now.toISOString() });
