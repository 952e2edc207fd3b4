import { known, unknown } from '../../core/domain/fact.ts';
import { PAYMENTS, PKI, WEB } from '../builders/accounts.ts';
import { ORGANIZATION, REGION, SweepWorld } from '../fakes/sweep-world.ts';

const NEW = '555566667777';
const byHand = (request: object) => ({ request: { dryRun: false, ...request } });

const placesOf = async (world: SweepWorld, id: string) =>
  (await world.files.workList(id, 'places')).map(({ account, region }) => `${account} ${region}`);

test('the organisation’s accounts are read, new ones by themselves, suspended ones are skipped and said', async () => {
  const world = new SweepWorld();
  world.members.push({ id: NEW, status: 'ACTIVE', tags: {} }, { id: '333344445555', status: 'SUSPENDED', tags: {} });
  expect(await world.plan('one')).toMatchObject({ planned: 4, skipped: 1 });
  expect(await placesOf(world, 'one')).toContain(`${NEW} ${REGION}`);
  expect((await world.sweeps.sweep('one'))?.skipped).toEqual([
    { account: '333344445555', why: 'the account is suspended' },
  ]);
  expect((await world.directory.members()).map(({ id }) => id)).toContain(NEW);
});

test('where the organisation can’t be listed, the accounts that are known are read, and the gap is told', async () => {
  const world = new SweepWorld();
  await world.plan('one');
  const why = { kind: 'access-denied', operation: 'organizations:ListAccounts', account: PKI, message: 'no' } as const;
  world.organization = unknown(why);
  await world.plan('two');
  expect(await placesOf(world, 'two')).toEqual([PKI, PAYMENTS, WEB].map((account) => `${account} ${REGION}`));
  expect((await world.sweeps.sweep('two'))?.gaps).toEqual([why]);
});

test('by hand, only the accounts and regions that are named', async () => {
  const world = new SweepWorld();
  await world.plan('one', byHand({ accounts: [WEB], regions: ['us-east-1', REGION] }));
  expect(await placesOf(world, 'one')).toEqual([`${WEB} us-east-1`, `${WEB} ${REGION}`]);
});

test('an account that is none of the organisation’s, and a scope that is not set, are refused before anything runs', async () => {
  const world = new SweepWorld();
  await expect(world.plan('one', byHand({ accounts: [PKI, NEW] }))).rejects.toMatchObject({
    name: 'InvalidInput',
    message: expect.stringMatching(/^accounts: .*"555566667777"/) as string,
  });
  await expect(world.plan('one', byHand({ scopes: ['retail'] }))).rejects.toMatchObject({
    name: 'InvalidInput',
    message: expect.stringMatching(/^scopes: expected one of default/) as string,
  });
  expect(await world.sweeps.sweep('one')).toBeUndefined();
});

test('by schedule, each scope is swept by its own frequency, and between them nothing is', async () => {
  const world = new SweepWorld();
  await world.sweeps.setScope('payments', { ...ORGANIZATION, name: 'payments', accounts: [PAYMENTS], everyHours: 1 });
  const planned = [];
  for (let hour = 0; hour < 25; hour += 1) {
    planned.push((await world.plan(`hour-${hour}`, { scheduled: true })).planned);
    world.clock.forward(3600);
  }
  expect(planned.filter((count) => count === 3)).toHaveLength(2);
  expect(planned.filter((count) => count === 1)).toHaveLength(23);
});

test('an account that two scopes have is read once, by the one that names it', async () => {
  const world = new SweepWorld();
  await world.sweeps.setScope('payments', { ...ORGANIZATION, name: 'payments', accounts: [PAYMENTS] });
  await world.plan('one');
  const places = await world.files.workList('one', 'places');
  expect(places).toHaveLength(3);
  expect(places.find(({ account }) => account === PAYMENTS)?.scope).toBe('payments');
});

test('planning a sweep again, after its answer was lost, is the same sweep', async () => {
  const world = new SweepWorld();
  world.organization = known(world.members);
  const first = await world.plan('one');
  world.clock.forward(60);
  expect(await world.plan('one')).toEqual(first);
  expect(await world.sweeps.latest(10)).toHaveLength(1);
});

test('a sweep of some regions or some certificates by hand does not count as one of its scope', async () => {
  const world = new SweepWorld();
  const issuedBetween = { from: '2026-01-01T00:00:00.000Z', to: '2026-06-01T00:00:00.000Z' };
  await world.plan('regions', byHand({ regions: [REGION] }));
  await world.plan('span', byHand({ include: { expired: false, revoked: false, issuedBetween } }));
  expect(await world.plan('tick', { scheduled: true })).toMatchObject({ planned: 3 });
});
