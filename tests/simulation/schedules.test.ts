import fc from 'fast-check';
import { played, type Schedule } from './schedules.ts';
import { STRATEGIES } from './stops.ts';

/*
 * Duplicates, order, stops, functions that die, throttles and lost answers, mixed by chance: whatever the schedule, there is one
 * certificate in the end. `npm run simulate` plays as many as wanted.
 */

const schedules: fc.Arbitrary<Schedule> = fc.record({
  seed: fc.nat(),
  strategy: fc.constantFrom(...STRATEGIES),
  starts: fc.integer({ min: 1, max: 6 }),
  within: fc.constantFrom(0, 5, 60, 600, 3600),
  faults: fc.constantFrom(0, 0.01, 0.05, 0.15),
  stops: fc.integer({ min: 0, max: 3 }),
  reports: fc.boolean(),
  isFirst: fc.boolean(),
});

test('any schedule ends with one usable new certificate that is in use, its key stored, and nothing lost', async () => {
  await fc.assert(
    fc.asyncProperty(schedules, async (schedule) => expect((await played(schedule)).told).toEqual([])),
    { numRuns: 20, endOnFailure: true },
  );
});

test('the same schedule is the same run', async () => {
  const schedule: Schedule = {
    ...{ seed: 7, strategy: 'secret', starts: 4, within: 60, faults: 0.05, stops: 2, reports: true, isFirst: false },
  };
  expect(await played(schedule)).toEqual(await played(schedule));
});
