import * as z from 'zod/mini';
import { parseInput } from '../../core/runtime/parse-input.ts';
import { holder, listMadeEarlier, madeEarlier, removals } from '../../core/runtime/shapes.ts';
import { refusalOf } from '../builders/refusals.ts';

const shape = z.object(
  {
    holder,
    removals,
    reads: z.number(),
    made: madeEarlier('what another state made'),
    list: listMadeEarlier('what other states made'),
    deep: z.object({ name: z.string('a name') }, 'an object with a name'),
    exact: z.optional(z.strictObject({ name: z.optional(z.string()) }, 'an object with name')),
  },
  'an object',
);
const right = { holder: 'execution', removals: [], reads: 0, made: {}, list: [], deep: { name: 'x' } };

test('what is right is read, and what is more is left out', () => {
  expect(parseInput(shape, { ...right, removals: ['policy'], more: 1 })).toEqual({
    ...right,
    removals: ['policy'],
  });
});

test.each<[unknown, string]>([
  [undefined, 'input: expected an object, got nothing'],
  [null, 'input: expected an object, got null'],
  [
    [right],
    'input: expected an object, got [{"holder":"execution","removals":[],"reads":0,"made":{},"list":[],"deep":{"name":"x"}}]',
  ],
  [{ ...right, holder: undefined }, 'holder: expected the ARN of the execution, got nothing'],
  [{ ...right, holder: '' }, 'holder: expected the ARN of the execution, got ""'],
  [{ ...right, removals: 'all' }, 'removals: expected a list of permission, policy, role, state, got "all"'],
  [{ ...right, removals: ['all'] }, 'removals.0: expected one of permission, policy, role, state, got "all"'],
  [{ ...right, reads: '1' }, 'reads: expected number, got "1"'],
  [{ ...right, made: [] }, 'made: expected what another state made, got []'],
  [{ ...right, made: null }, 'made: expected what another state made, got null'],
  [{ ...right, list: {} }, 'list: expected what other states made, got {}'],
  [{ ...right, list: [{}, null] }, 'list: expected what other states made, got [{},null]'],
  [{ ...right, deep: 1 }, 'deep: expected an object with a name, got 1'],
  [{ ...right, deep: { name: 1 } }, 'deep.name: expected a name, got 1'],
  [{ ...right, exact: { nmae: 1 } }, 'exact.nmae: expected no such member, but an object with name, got 1'],
])('%j is refused with the first field that is wrong, what belongs there, and what stood there', (value, message) => {
  expect(refusalOf(() => parseInput(shape, value)).message).toBe(message);
});
