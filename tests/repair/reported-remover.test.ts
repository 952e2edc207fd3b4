import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { RepairWorld } from '../fakes/repair-world.ts';
import { brokenWorld, guarded, record, REMOVER } from './broken-world.ts';

const removerIn = (world: RepairWorld) => world.repairs.reportedRemover(AUTHORITY_ARN, 'permission');
const told = (different: object) => {
  const { detail, ...event } = record('DeletePermission');
  return { ...event, detail: { ...detail, ...different } };
};

test('who removed a permission is kept as the record tells it, and told as reported', async () => {
  const { world } = await brokenWorld();
  expect(await removerIn(world)).toEqual({ by: REMOVER, at: '2026-11-22T10:18:43Z' });
  expect(world.ledger.sent[0]?.text).toContain(
    `Removed by: ${REMOVER} at 2026-11-22T10:18:43Z (reported by CloudTrail, not proven)`,
  );
});

test('the youngest record stands, in whatever order they come', async () => {
  const world = new RepairWorld();
  await guarded(world, told({ userIdentity: { arn: `${REMOVER}-later` }, eventTime: '2026-11-22T10:20:00Z' }));
  await guarded(world, record('DeletePermission'));
  expect(await removerIn(world)).toMatchObject({ by: `${REMOVER}-later` });
});

test.each<[string, object]>([
  ['that gives', record('CreatePermission')],
  ['of a call that failed', told({ errorCode: 'AccessDenied' })],
  ['that names nobody', told({ userIdentity: null })],
  ['whose rule left nothing in place of a name', told({ userIdentity: { arn: '' }, eventTime: '' })],
])('a record %s tells of no remover', async (_, event) => {
  const world = new RepairWorld();
  await guarded(world, event);
  expect(await removerIn(world)).toBeUndefined();
});

test('whatever its name, it decides nothing', async () => {
  const { world, input } = await brokenWorld();
  await world.repairs.noteRemover(AUTHORITY_ARN, 'permission', {
    by: 'renewguard:repair=auto approve',
    at: '2027-01-01T00:00:00Z',
  });
  expect(await world.beginRepair(input)).toMatchObject({ next: 'ask' });
});

test('a muted finding is left alone', async () => {
  const world = new RepairWorld();
  world.authorities.one.grants = { known: true, value: [] };
  world.mutesOfRepairs = { isMuted: () => Promise.resolve(true) };
  await guarded(world);
  expect(world.repairStarter.started.size).toBe(0);
  expect(world.ledger.sent[0]?.text).toContain('Repair:     left alone: the finding is muted');
});
