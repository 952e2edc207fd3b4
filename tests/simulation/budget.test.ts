import { issuedForSomebody } from '../builders/reissue-stage.ts';
import { ReissueWorld } from '../fakes/reissue-world.ts';
import { MachineOnFakes, Stopped } from '../statemachines/machine-on-fakes.ts';
import { SharedTime } from './shared-time.ts';

/* Budgets: so many certificates of a CA and hour; whoever waits goes on by itself, those that end first go first. */

const HOUR = 3_600_000;

/** Several certificates of one CA that end a day apart, the last one first; so many may be issued in an hour. */
async function several(count: number, perAuthorityAndHour: number) {
  const world = new ReissueWorld();
  await world.issuer.add();
  Object.assign(world.limits, { perAuthorityAndHour });
  const olds: Awaited<ReturnType<typeof issuedForSomebody>>[] = [];
  for (let index = 0; index < count; index += 1)
    olds.push(await issuedForSomebody(world, { days: 90 - index, name: `web-${index}.example.com` }));
  world.clock.forward(70 * 24 * 3600);
  const machine = new MachineOnFakes('reissue-certificate', world);
  const before = world.issuer.issued.size;
  const start = (index: number) => {
    const deliver = { secret: `web/${index}` };
    return machine.run({ certificateArn: olds[index]!.arn, strategy: 'secret', deliver });
  };
  const issued = () => [...world.issuer.issued.values()].slice(before);
  return { world, machine, olds, start, issued };
}

const nameOf = (subject: string): string => /web-\d+/.exec(Buffer.from(subject, 'base64').toString('latin1'))![0];

/** What was issued in each hour of the clock. */
function byHour(issued: readonly { readonly issuedAt: Date; readonly subject: string }[]): readonly string[][] {
  const hours = new Map<number, string[]>();
  for (const { issuedAt, subject } of issued) {
    const hour = Math.floor(issuedAt.getTime() / HOUR);
    hours.set(hour, [...(hours.get(hour) ?? []), nameOf(subject)]);
  }
  return [...hours.values()];
}

const mostInAnHour = (issued: Parameters<typeof byHour>[0]): number =>
  Math.max(...byHour(issued).map(({ length }) => length));

test('over the budget it waits, is told once, and goes on by itself, those that end first before the others', async () => {
  const { world, machine, start, issued } = await several(7, 2);
  const time = new SharedTime(world.clock, machine);
  world.cut = () => time.turn();
  const runs = await Promise.all([0, 1, 2, 3, 4, 5, 6].map(start));
  expect(runs.map(({ failed }) => failed?.message)).toEqual(runs.map(() => undefined));
  expect(issued()).toHaveLength(7);
  expect(mostInAnHour(issued())).toBe(2);
  expect(world.told.filter((label) => label === 'WAITING')).toHaveLength(5);
  expect(world.told.filter((label) => label === 'REPLACED')).toHaveLength(7);
  // Whoever asked first took the first hour's; of those that waited, those that end first had the next hour.
  const hours = byHour(issued()).map((names) => names.toSorted().toReversed());
  const waited = hours.slice(1).flat();
  expect(waited).toEqual(waited.toSorted().toReversed());
});

test('what waits for it and dies is resumed, and takes no more than its own', async () => {
  const { world, machine, start, issued } = await several(3, 1);
  let waits = 0;
  machine.onWait = (seconds) => {
    waits += 1;
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- it is no error
    if (waits <= 2) throw new Stopped('waiting');
    world.clock.forward(seconds);
  };
  for (const index of [0, 1, 2]) await start(index);
  expect(issued()).toHaveLength(1);
  const resumed = new Set<string>();
  for (let hour = 0; hour < 8; hour += 1) {
    world.clock.forward(3600);
    await world.resumeReissues();
    for (const [name, input] of world.started) {
      if (resumed.has(name)) continue;
      resumed.add(name);
      expect((await machine.run(input)).failed).toBeUndefined();
    }
  }
  expect(issued()).toHaveLength(3);
  expect(mostInAnHour(issued())).toBe(1);
  expect(world.told.filter((label) => label === 'REPLACED')).toHaveLength(3);
});

test('each lives as long as the one that it replaces, however long it waited', async () => {
  const { world, machine, start, issued, olds } = await several(5, 1);
  new SharedTime(world.clock, machine);
  await Promise.all([0, 1, 2, 3, 4].map(start));
  for (const { subject, issuedAt, notAfter } of issued()) {
    const days = 90 - Number(nameOf(subject).slice('web-'.length));
    expect(notAfter.getTime() - issuedAt.getTime()).toBeGreaterThan((days - 1) * 24 * HOUR);
    expect(notAfter.getTime()).toBeGreaterThan(olds[0]!.notAfter.getTime());
  }
});
