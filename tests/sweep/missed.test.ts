import { planSweep, type PlanPorts } from '../../functions/plan-sweep/plan-sweep.ts';
import type { SweepEnd } from '../../core/sweep/ports.ts';
import { PKI } from '../builders/accounts.ts';
import { Killed, killAt } from '../fakes/hooked.ts';
import { ORGANIZATION, REGION, SweepWorld } from '../fakes/sweep-world.ts';
import { known } from '../../core/domain/fact.ts';

const HOUR = 3600;
const MISSED = 'SweepMissed#default';
const STOPPED: SweepEnd = { status: 'FAILED', error: 'AwsUnavailable', cause: 'no answer' };

/** An hourly tick. @param ends how executions have ended; one that is not named runs */
async function tick(world: SweepWorld, id: string, ends: Readonly<Record<string, SweepEnd>> = {}) {
  const { sweeps, files, directory, coverage, clock } = world;
  const ports: PlanPorts = {
    ...{ sweeps, files, directory, coverage, clock, outbox: coverage },
    ...{ hubAccount: PKI, homeRegion: REGION, namedMembers: [], defaultScope: ORGANIZATION },
    organization: {
      accounts: () => Promise.resolve(known(world.members)),
      accountsBelow: () => Promise.resolve(known(world.members)),
    },
    endsBeside: () => ({ endOf: (sweep) => Promise.resolve(ends[sweep]) }),
  };
  const executionArn = `arn:aws:states:${REGION}:${PKI}:execution:renewguard-sweep-organization:${id}`;
  return planSweep(ports)({ execution: id, executionArn, asked: { scheduled: true } });
}

test('a sweep that was missed is a finding, told once, until the next one has come to its end', async () => {
  const world = new SweepWorld();
  await world.sweep('first');
  world.clock.forward(24 * HOUR);
  await tick(world, 'second');
  expect(world.coverage.open).toEqual([]);
  world.clock.forward(7 * HOUR);
  await tick(world, 'third');
  await tick(world, 'fourth');
  expect(world.coverage.open).toEqual([MISSED]);
  expect(world.coverage.sent.map(({ subject }) => subject)).toEqual(['[RenewGuard] HIGH SweepMissed: default']);
  await world.sweep('fifth');
  expect(world.coverage.open).toEqual([]);
});

test('a sweep whose execution failed is written down as failed, with figures that add up, and its scope is due again', async () => {
  const world = new SweepWorld();
  await world.plan('first');
  const [place] = await world.files.workList('first', 'places');
  if (place !== undefined) await world.scanWhole('first', place);
  world.clock.forward(HOUR);
  expect(await tick(world, 'second')).toMatchObject({ planned: 0 });
  expect(await tick(world, 'third', { first: STOPPED })).toMatchObject({ planned: 3 });
  const failed = await world.sweeps.sweep('first');
  expect(failed).toMatchObject({ status: 'failed', planned: 3, read: 1, unreadable: 2, skippedPlaces: 0 });
  expect(failed?.failure).toMatch(/^AwsUnavailable: /);
  await expect(world.conclude('first')).rejects.toMatchObject({ name: 'SweepUnknown' });
});

test('a tick whose answer was lost plans the same sweep again', async () => {
  const world = new SweepWorld();
  const planned = await tick(world, 'first');
  expect(planned).toMatchObject({ planned: 3 });
  expect(await tick(world, 'first')).toEqual(planned);
});

/** A scope that is late, and a sweep of it whose execution has failed halfway. */
async function lateWorld(): Promise<SweepWorld> {
  const world = new SweepWorld();
  await world.sweep('first');
  world.clock.forward(24 * HOUR);
  await tick(world, 'stopped');
  const [place] = await world.files.workList('stopped', 'places');
  if (place !== undefined) await world.scanWhole('stopped', place);
  world.clock.forward(7 * HOUR);
  return world;
}

const tickAfterStop = (world: SweepWorld) => tick(world, 'next', { stopped: STOPPED });

const seenIn = async ({ coverage, sweeps }: SweepWorld) => ({
  open: coverage.open,
  told: coverage.sent.map(({ id }) => id),
  stopped: await sweeps.sweep('stopped'),
  next: await sweeps.sweep('next'),
  begun: [...(await sweeps.lastBegun())],
});

/** Has one call in the world be the last of its invocation. @returns whether there were so many */
async function tickWithKill(world: SweepWorld, at: number, phase: 'before' | 'after'): Promise<boolean> {
  const wasKilled = killAt([world.sweeps, world.coverage, world.files, world.directory], at, phase);
  await tickAfterStop(world).catch((error: unknown) => {
    if (!(error instanceof Killed)) throw error;
    return tickAfterStop(world);
  });
  return wasKilled();
}

test('a tick that is killed before or after any of its calls, and begun again, leaves what one that never was leaves', async () => {
  const calm = await lateWorld();
  await tickAfterStop(calm);
  const expected = await seenIn(calm);
  expect(expected).toMatchObject({ open: [MISSED], stopped: { status: 'failed' }, next: { status: 'running' } });
  let boundaries = 0;
  for (const phase of ['before', 'after'] as const)
    for (let at = 1; ; at += 1) {
      const world = await lateWorld();
      if (!(await tickWithKill(world, at, phase))) break;
      boundaries += 1;
      expect([phase, at, await seenIn(world)]).toEqual([phase, at, expected]);
    }
  expect(boundaries).toBeGreaterThan(20);
});

test('two ticks at once write down a stopped sweep once, and tell what was missed once', async () => {
  const world = await lateWorld();
  await Promise.allSettled([tickAfterStop(world), tick(world, 'other', { stopped: STOPPED })]);
  expect(world.coverage.open).toEqual([MISSED]);
  expect(world.coverage.sent).toHaveLength(1);
  expect(await world.sweeps.sweep('stopped')).toMatchObject({ status: 'failed' });
});
