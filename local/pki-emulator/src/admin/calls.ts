import { z } from 'zod';
import { REGION } from '../wire/signature.ts';
import { accountId, nothing, route } from './route.ts';

const text = z.string().min(1).max(2048);

const filter = z.strictObject({
  service: text.optional(),
  operation: text.optional(),
  account: accountId.optional(),
  region: z.string().regex(REGION, { error: 'must be a region, as eu-west-1' }).optional(),
  outcome: text.optional(),
  principal: text.optional(),
});

export const listCalls = route({
  method: 'GET',
  path: '/calls',
  input: filter,
  answer: (wanted, { calls }) => calls.list(wanted as Record<string, string>),
});

/** How many calls there were of each kind, most first. */
export const countCalls = route({
  method: 'GET',
  path: '/calls/counts',
  input: filter,
  answer(wanted, { calls }) {
    const counts = [...calls.counts(wanted as Record<string, string>)].sort((a, b) => b.count - a.count);
    return { total: counts.reduce((sum, { count }) => sum + count, 0), counts };
  },
});

export const clearCalls = route({
  method: 'DELETE',
  path: '/calls',
  input: nothing,
  answer(_, { calls }) {
    calls.clear();
    return [];
  },
});
