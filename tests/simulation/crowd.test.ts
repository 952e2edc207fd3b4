import { newOnes, requested, SECRET, stageOf } from '../builders/reissue-stage.ts';
import type { ActingStrategy } from '../../core/domain/reissue/strategy.ts';
import { Chance } from './chance.ts';
import { Drive } from './drive.ts';
import { violations } from './properties.ts';
import { SharedTime } from './shared-time.ts';
import { STRATEGIES } from './stops.ts';

/* faults.md, F4 and F6: the same start many times, day after day or at once. */

const DAY = 86_400;
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));

/** Executions of one certificate that run at once, in an order that the seed decides. */
async function crowd(strategy: ActingStrategy, size: number, seed: number): Promise<Drive> {
  const drive = new Drive(await stageOf(strategy));
  const { world } = drive.stage;
  const chance = new Chance(seed);
  const time = new SharedTime(world.clock, drive.machine, chance);
  drive.machine.onRetry = () => time.wait(1 + chance.below(10));
  world.cut = async () => {
    await time.turn();
    if (chance.happens(0.2)) world.clock.forward(chance.below(500) / 1000);
  };
  const runs = await Promise.all(
    times(size, async () => {
      await time.wait(chance.below(3));
      return drive.start();
    }),
  );
  expect([seed, runs.map(({ failed }) => failed?.message).filter(Boolean)]).toEqual([seed, []]);
  return drive;
}

describe.each(STRATEGIES)('%s', (strategy) => {
  test.each([2, 4, 8])('started %i times at once ends with one certificate', async (size) => {
    for (const seed of times(1, (index) => size * 100 + index)) {
      const drive = await crowd(strategy, size, seed);
      await drive.converge();
      expect([seed, await violations(drive)]).toEqual([seed, []]);
      const issues = drive.stage.world.effects.filter((call) => call === 'issuer.issueCertificate').length;
      expect(issues).toBeLessThanOrEqual(3); // with one and the same token
    }
  });
});

/** A stage whose route stands in the table, as events need it. */
async function guarded(strategy: ActingStrategy): Promise<Drive> {
  const stage = await stageOf(strategy);
  const { certificateArn } = stage.input;
  if (strategy !== 'acm-import') await stage.world.routes.setRoute(certificateArn, { strategy, secret: SECRET });
  return new Drive({ ...stage, input: { certificateArn, startedBy: 'guard' } as typeof stage.input });
}

describe.each(STRATEGIES)('%s', (strategy) => {
  test('told to be due day after day, each time three times, is replaced once; the others change nothing', async () => {
    const drive = await guarded(strategy);
    const { world } = drive.stage;
    new SharedTime(world.clock, drive.machine);
    const outputs: unknown[] = [];
    for (let day = 0; day < 6; day += 1) {
      const runs = await Promise.all([drive.start(), drive.start(), drive.start()]);
      for (const { failed, output } of runs) outputs.push(failed?.message ?? output);
      world.clock.forward(DAY);
    }
    expect(outputs.filter((each) => (each as { next?: string }).next !== 'finish')).toEqual([]);
    await drive.converge();
    expect(await violations(drive)).toEqual([]);
    const [issued, asked] = [await newOnes(drive.stage), requested(drive.stage)];
    expect(issued.length + asked.length).toBe(strategy === 'export' ? 0 : 1);
  });
});

test('what is not due yet is left, however often an event says so; a person has it replaced at once', async () => {
  const drive = await guarded('secret');
  const stage = drive.stage;
  const world = stage.world;
  const young = await stageOf('secret', { days: 900 });
  expect(world.effects).toEqual([]);
  const early = new Drive({ ...young, input: { ...young.input, startedBy: 'guard' } as typeof young.input });
  for (let index = 0; index < 5; index += 1) expect((await early.start()).output).toMatchObject({ next: 'finish' });
  expect(young.world.effects).toEqual([]);
  await early.start(young.input);
  expect(await violations(early)).toEqual([]);
});

test('events about a certificate that was replaced long ago do nothing, whatever their order', async () => {
  const drive = await guarded('secret');
  await drive.start();
  const { world } = drive.stage;
  const count = world.effects.filter((call) => /^(vault|issuer|acm)\./.test(call)).length;
  const due = (await drive.issuance())!.dueAt;
  for (let day = 0; day < 20; day += 1) {
    world.clock.forward(DAY);
    await drive.start();
  }
  expect(world.effects.filter((call) => /^(vault|issuer|acm)\./.test(call))).toHaveLength(count);
  expect((await drive.issuance())!.dueAt).toBe(due);
});
