import { z } from 'zod';
import { nothing, route } from './route.ts';

/** As long as the command line allows. */
export const LONGEST_SETTLE_MILLISECONDS = 60_000;

export const readSettle = route({
  method: 'GET',
  path: '/settle',
  input: nothing,
  answer: (_, { settleMilliseconds: milliseconds }) => ({ milliseconds }),
});

/** How long what begins from now on takes at least; what is under way keeps its time. */
export const setSettle = route({
  method: 'POST',
  path: '/settle',
  input: z.strictObject({ milliseconds: z.int().min(0).max(LONGEST_SETTLE_MILLISECONDS) }),
  answer({ milliseconds }, world) {
    world.settleMilliseconds = milliseconds;
    return { milliseconds };
  },
});
