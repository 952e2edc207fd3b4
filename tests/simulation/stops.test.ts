import { AGAIN, afterStops, boundariesOf, pairsOf, STRATEGIES, undisturbed } from './stops.ts';

/*
 * faults.md, F7: an execution that is stopped before or after any of its side effects. Stopped before one, it leaves the world as
 * it was after the one before: here each such state once, with one of the ways in which it goes on; `npm run simulate` tries all
 * boundaries in all of them.
 */

const EACH_PAIR_OF = 120;

describe.each(STRATEGIES)('%s', (strategy) => {
  test('stopped before or after any side effect ends with one certificate, its key stored, and nothing left', async () => {
    const effects = await undisturbed(strategy);
    const boundaries = boundariesOf(effects);
    expect(boundaries.length).toBeGreaterThanOrEqual(36);
    const offset = STRATEGIES.indexOf(strategy);
    const states = boundaries.filter(({ index, phase }) => phase === 'after' || index === 0);
    for (const [index, boundary] of states.entries()) {
      // What was stopped before it was written down, only whoever started it can know.
      const again = index === 0 ? 60 : AGAIN[(index + offset) % AGAIN.length]!;
      expect(await afterStops(strategy, [boundary], again, effects)).toEqual([]);
    }
  });
});

test.each(['secret', 'acm-import'] as const)('%s stopped twice ends so as well', async (strategy) => {
  const effects = await undisturbed(strategy);
  const pairs = pairsOf(boundariesOf(effects).slice(1));
  for (let index = 0; index < pairs.length; index += EACH_PAIR_OF)
    expect(await afterStops(strategy, pairs[index]!, AGAIN[(index / EACH_PAIR_OF) % 5]!, effects)).toEqual([]);
});
