import { known } from '../../core/domain/fact.ts';
import { RepairRefused } from '../../core/domain/repair/repair-refused.ts';
import { AUTHORITY_ARN, PKI } from '../builders/accounts.ts';
import { aGrant } from '../builders/authority-facts.ts';
import { RepairWorld } from '../fakes/repair-world.ts';
import { ALL, dueIn, guarded, heldIn, record, REMOVER } from '../repair/broken-world.ts';
import { MachineOnFakes, named, times } from './machine-on-fakes.ts';
import { TaskFailed } from './run-machine.ts';

const manual = { certificateAuthorityArn: AUTHORITY_ARN };
const subject = { authorityArn: AUTHORITY_ARN, code: 'PermissionMissing', account: PKI } as const;
const BY = 'arn:aws:iam::111122223333:user/kim';

let world: RepairWorld;
let machine: MachineOnFakes;

beforeEach(() => {
  world = new RepairWorld();
  machine = new MachineOnFakes('repair-authority', world);
  // Until a test says otherwise, nobody answers within the hour.
  machine.onQuestion = nobody;
});

const nobody = (): Promise<never> => {
  world.clock.forward(3600);
  return Promise.reject(new TaskFailed('States.Timeout'));
};

async function removed(time?: string): Promise<void> {
  world.authorities.one.grants = known([]);
  await guarded(world, record('DeletePermission', time));
}

const questionId = (): string => /approve ([0-9a-f]{12}-\d+)/.exec(world.ledger.sent.at(-1)?.text ?? '')?.[1] ?? 'none';

const answering = (answer: 'approved' | 'rejected') => async (): Promise<unknown> => {
  await world.approvals.answer(questionId(), answer, BY, (await world.clock.now()).toISOString());
  return { answer };
};

test('asks, is approved, reads again, repairs, and has the CA verified: the finding resolves', async () => {
  await removed();
  machine.onQuestion = answering('approved');
  const { visited, failed } = await machine.run(dueIn(world));
  expect(failed).toBeUndefined();
  expect(visited).toEqual([
    'ReadRequest',
    'BeginRepair',
    'WhatIsNext',
    'AskForRepair',
    'BeginRepair',
    'WhatIsNext',
    'MendAuthority',
    'WhatIsNext',
    'Ended',
  ]);
  expect(heldIn(world)).toEqual(ALL);
  expect(world.ledger.requested).toEqual([AUTHORITY_ARN]);
  await guarded(world, manual);
  expect(world.told).toEqual([
    'LOW PermissionMissing',
    expect.stringMatching(/^APPROVE REPAIR by /),
    'RESOLVED PermissionMissing',
  ]);
  expect(await world.repairs.repairOf(subject)).toMatchObject({ state: 'repaired', by: BY });
});

test('while a person is asked, no verification waits: other records are worked on', async () => {
  await removed();
  machine.onQuestion = async () => {
    expect(world.lease.holderOf(AUTHORITY_ARN)).toBeUndefined();
    await guarded(world, record('UpdateCertificateAuthority'));
    expect(world.repairStarter.started.size).toBe(1);
    return answering('approved')();
  };
  await machine.run(dueIn(world));
  expect(heldIn(world)).toEqual(ALL);
});

test('is rejected: nothing is changed, and it is asked again only when something else is missing', async () => {
  await removed();
  machine.onQuestion = answering('rejected');
  await machine.run(dueIn(world));
  expect(heldIn(world)).toEqual([]);
  await guarded(world, manual);
  expect(world.repairStarter.started.size).toBe(1);
  world.authorities.one.grants = known([aGrant({ actions: ['GetCertificate'] })]);
  await guarded(world, manual);
  expect(world.repairStarter.started.size).toBe(2);
  await machine.run(dueIn(world));
  expect(world.told.at(-1)).toMatch(/^APPROVE REPAIR/);
});

test('nobody answers: each hour it is read again, then it is escalated, and nothing is changed', async () => {
  await removed();
  const { visited } = await machine.run(dueIn(world));
  expect(visited.filter((state) => state === 'AskForRepair').length).toBe(72);
  expect(world.told.filter((subject) => subject.startsWith('APPROVE'))).toHaveLength(1);
  expect(heldIn(world)).toEqual([]);
  await guarded(world, manual);
  expect(world.told.at(-1)).toBe('HIGH PermissionMissing');
  expect(world.ledger.sent.at(-1)?.text).toContain('ESCALATED, RenewGuard stops: nobody said until');
  await guarded(world, manual);
  expect(world.repairStarter.started.size).toBe(1);
});

test('whoever restores it, or tags the CA, while a person is asked, ends it', async () => {
  await removed();
  machine.onQuestion = () => {
    world.reader.tags.set(AUTHORITY_ARN, { 'renewguard:repair': 'leave' });
    return Promise.reject(new TaskFailed('States.Timeout'));
  };
  const { visited, failed } = await machine.run(dueIn(world));
  expect([visited.at(-1), failed]).toEqual(['Ended', undefined]);
  expect(heldIn(world)).toEqual([]);

  world.reader.tags.clear();
  world.authorities.one.grants = known([aGrant()]);
  await guarded(world, manual);
  await removed();
  machine.onQuestion = () => {
    world.authorities.one.grants = known([aGrant()]);
    return Promise.reject(new TaskFailed('States.Timeout'));
  };
  expect((await machine.run(dueIn(world))).visited.at(-1)).toBe('Ended');
  expect(world.actor.done).toEqual([]);
});

test('the mode that is flipped while a person is asked holds the repair', async () => {
  await removed();
  machine.onQuestion = async () => {
    await world.modes.setMode({ mode: 'stop', by: BY });
    return answering('approved')();
  };
  await machine.run(dueIn(world));
  expect(heldIn(world)).toEqual([]);
  expect(await world.repairs.repairOf(subject)).toMatchObject({ state: 'held' });
});

test('of its own accord, with RepairMode auto; twice, then it is escalated with the reported remover', async () => {
  world.repairMode = 'auto';
  for (const time of [1, 2]) {
    await removed(`2026-11-22T1${time}:18:43Z`);
    await machine.run(dueIn(world));
    expect(heldIn(world)).toEqual(ALL);
    await guarded(world, manual);
    world.clock.forward(5 * 3600);
  }
  await removed('2026-11-22T19:18:43Z');
  expect(world.repairStarter.started.size).toBe(2);
  expect(world.told).toEqual([
    ...['LOW PermissionMissing', 'RESOLVED PermissionMissing', 'LOW PermissionMissing', 'RESOLVED PermissionMissing'],
    'HIGH PermissionMissing',
  ]);
  const alert = world.ledger.sent.at(-1)?.text ?? '';
  expect(alert).toContain('Repair:     ESCALATED, RenewGuard stops: it was repaired 2 times');
  expect(alert).toContain(`Removed by: ${REMOVER} at 2026-11-22T19:18:43Z (reported by CloudTrail, not proven)`);
});

test('the task’s token is in no notice, and in no record of the repair', async () => {
  await removed();
  const tokens: unknown[] = [];
  machine.onQuestion = (payload) => {
    tokens.push((payload as { taskToken: string }).taskToken);
    return answering('approved')();
  };
  await machine.run(dueIn(world));
  const kept = JSON.stringify([await world.repairs.repairOf(subject), world.ledger.sent]);
  expect(tokens).toEqual([expect.stringMatching(/^token \d+$/)]);
  expect(kept).not.toContain(tokens[0]);
});

test('what passes is tried again; what stays is told once, with the CA', async () => {
  world.repairMode = 'auto';
  await removed();
  machine.faults.beginRepair = [named('AwsUnavailable'), new TaskFailed('Lambda.ServiceException')];
  machine.faults.mendAuthority = [named('AccountUnreadable'), ...times(1, new TaskFailed('Lambda.Unknown'))];
  expect((await machine.run(dueIn(world))).failed).toBeUndefined();
  expect(heldIn(world)).toEqual(ALL);

  await guarded(world, manual);
  world.clock.forward(60);
  await removed();
  machine.faults.mendAuthority = [new RepairRefused('InvalidStateException')];
  const { failed } = await machine.run(dueIn(world));
  expect(failed).toMatchObject({ error: 'RepairRefused', reason: 'InvalidStateException' });
  expect(world.told.at(-1)).toBe('HIGH ExecutionFailed');
  expect(world.ledger.sent.at(-1)?.text).toContain(AUTHORITY_ARN);
});
