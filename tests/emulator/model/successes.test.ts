import { type Bench, freshAccount, startBench } from '../kit/emulator.ts';
import { modelOf, type ServiceName } from './botocore.ts';
import { REFUSED } from './refused.ts';
import { SCENARIOS } from './scenarios.ts';
import { Walk } from './walk.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

describe.each(Object.entries(SCENARIOS))('%s', (service, scenario) => {
  const name = service as ServiceName;

  test('succeeds with every operation that is not refused, each answer as its output shape says', async () => {
    const walk = new Walk(bench, freshAccount());
    await scenario(walk);
    const done = new Set(walk.successes.filter((each) => each.service === name).map(({ operation }) => operation));
    const served = Object.keys(modelOf(name).operations).filter((each) => !REFUSED[name].includes(each));
    expect([...done].sort()).toEqual(served.sort());
  });
});
