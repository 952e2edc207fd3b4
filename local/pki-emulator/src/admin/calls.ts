import { z } from 'zod';
import { route } from './route.ts';

export const listCalls = route({
  method: 'GET',
  path: '/calls',
  input: z.unknown(),
  answer: (_, { calls }) => calls.list(),
});

export const clearCalls = route({
  method: 'DELETE',
  path: '/calls',
  input: z.unknown(),
  answer(_, { calls }) {
    calls.clear();
    return [];
  },
});
