import { planExitCode } from '../../cli/plan/report.ts';
import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { stageOf } from '../builders/reissue-stage.ts';
import { MachineOnFakes } from '../statemachines/machine-on-fakes.ts';
import { plannedIn, portsIn } from './kit/planning.ts';

test('before anything was begun: generation 1, the mode, the budget, and nothing issued', async () => {
  const { world, input, intent } = await stageOf('secret');
  const ports = portsIn(world, { used: 3, waiting: 1 });
  const plan = await plannedIn(world, input.certificateArn, { ...input.deliver }, ports);
  expect(plan.known).toEqual({
    intent,
    generation: 1,
    earlier: [],
    mode: { mode: 'act' },
    budget: { authorityArn: AUTHORITY_ARN, used: 3, waiting: 1, limit: 50 },
    cost: [],
  });
});

test('without a table nothing of it is told, and the plan is the same otherwise', async () => {
  const { world, input } = await stageOf('secret');
  const { kept: _, ...ports } = portsIn(world);
  const [without, with_] = await Promise.all([
    plannedIn(world, input.certificateArn, { ...input.deliver }, ports),
    plannedIn(world, input.certificateArn, { ...input.deliver }),
  ]);
  const { known: __, ...rest } = with_;
  expect(without).toEqual(rest);
  expect(planExitCode(without)).toBe(0);
});

test('a replacement that failed is told with its error, and somebody has to act', async () => {
  const { world, input, intent } = await stageOf('secret');
  const machine = new MachineOnFakes('reissue-certificate', world);
  machine.onWait = (seconds) => world.clock.forward(seconds);
  await machine.run({ ...input, deliver: { ...input.deliver, endpoint: 'nowhere.example.com:443', proofMinutes: 1 } });
  const plan = await plannedIn(world, input.certificateArn, { ...input.deliver });
  expect(plan.known?.issuance).toMatchObject({ state: 'collected', failure: { error: 'DeliveryUnproven' } });
  expect(plan.known?.intent).toBe(intent);
  expect(planExitCode(plan)).toBe(1);
});

test('after it was replaced: by what; and the new certificate knows what it came from', async () => {
  const { world, input, old } = await stageOf('secret');
  const machine = new MachineOnFakes('reissue-certificate', world);
  machine.onWait = (seconds) => world.clock.forward(seconds);
  expect((await machine.run(input)).failed).toBeUndefined();
  const before = await plannedIn(world, input.certificateArn, { ...input.deliver });
  expect(before.known?.issuance?.state).toBe('finished');
  expect(before).toMatchObject({
    action: 'leave',
    why: expect.stringContaining('it is replaced already: by') as string,
  });
  const successor = before.known?.replacedBy?.certificateArn ?? '';
  expect(successor).toContain(AUTHORITY_ARN);

  const after = await plannedIn(world, successor, {});
  expect(after.known).toMatchObject({
    generation: 2,
    earlier: [{ generation: 1, certificateArn: old.arn, strategy: 'secret', state: 'finished' }],
    cost: [{ region: 'eu-west-1', certificates: 1, dollars: 0.75 }],
  });
  // The route was handed on.
  expect(after).toMatchObject({ action: 'reissue', strategy: 'secret', due: { isDue: false } });
});

test('acm-import: what RenewGuard imported the last time can be put back, which the ledger tells', async () => {
  const { world, input } = await stageOf('acm-import');
  const machine = new MachineOnFakes('reissue-certificate', world);
  machine.onWait = (seconds) => world.clock.forward(seconds);
  expect((await machine.run(input)).failed).toBeUndefined();
  const ports = portsIn(world);
  const { delivery, due, known } = await plannedIn(world, input.certificateArn, {}, ports);
  expect(delivery?.wayBack).toContain('that RenewGuard imported the last time');
  expect(due).toMatchObject({ isDue: false, onlyAgain: true });
  expect(known).toMatchObject({ isOwnImport: true, generation: 2 });
  const { kept: _, ...unread } = ports;
  expect((await plannedIn(world, input.certificateArn, {}, unread)).delivery).not.toHaveProperty('wayBack');
});

test('what was sent needs no CA that can issue: the plan goes on with it', async () => {
  const { world, input, intent } = await stageOf('secret');
  const machine = new MachineOnFakes('reissue-certificate', world);
  machine.onWait = (seconds) => world.clock.forward(seconds);
  machine.faults.collectCertificate = [Object.assign(new Error('as told'), { name: 'Odd' })];
  expect((await machine.run(input)).failed).toBeDefined();
  expect(await world.issuances.issuanceOf(intent)).toMatchObject({ state: 'issued' });
  world.issuer.authorities.get(AUTHORITY_ARN)!.status = 'DISABLED';
  const plan = await plannedIn(world, input.certificateArn, { ...input.deliver });
  expect(plan).toMatchObject({ action: 'reissue', strategy: 'secret' });
  expect(plan.delivery).not.toHaveProperty('request');
  expect(plan.checks.map(({ name }) => name)).not.toContain('the CA can issue it');
});
