import { z } from 'zod';
import { State } from '../state/state.ts';
import { route } from './route.ts';

export const health = route({
  method: 'GET',
  path: '/health',
  input: z.unknown(),
  ungated: true,
  answer: () => ({ status: 'ok' }),
});

export const deliveries = route({
  method: 'GET',
  path: '/deliveries',
  input: z.unknown(),
  answer: (_, { publisher }) => publisher.deliveries(),
});

/** Forgets everything but the time, also what is due: the clock cannot move back. */
export const reset = route({
  method: 'POST',
  path: '/reset',
  input: z.unknown(),
  ungated: true,
  answer: (_, world) =>
    world.time.alone(() => {
      world.state = new State();
      world.agenda.clear();
      world.faults.clear();
      world.calls.clear();
      world.publisher.clear();
      return { status: 'reset' };
    }),
});
