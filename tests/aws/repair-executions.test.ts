import { ownMachineClient } from '../../core/aws/clients.ts';
import { RepairExecutions } from '../../core/aws/executions.ts';
import { PKI } from '../builders/accounts.ts';
import { StandIn } from '../cli/kit/stand-in.ts';

const MACHINE = `arn:aws:states:eu-west-1:${PKI}:stateMachine:renewguard-repair-authority`;
const EXECUTION = `arn:aws:states:eu-west-1:${PKI}:execution:renewguard-repair-authority:ca-episode-1`;

const standIn = new StandIn();
/** How each execution of a name stands; those without a name here were never started. */
let standing: Map<string, string>;
beforeAll(async () => {
  await standIn.start();
  Object.assign(process.env, { ...standIn.variables, AWS_ACCESS_KEY_ID: PKI, AWS_SECRET_ACCESS_KEY: 'x' });
});
beforeEach(() => {
  standIn.clear();
  standing = new Map();
  standIn.on('StartExecution', ({ name }) => {
    if (standing.has(String(name))) return { fault: 'ExecutionAlreadyExists', message: 'taken' };
    standing.set(String(name), 'RUNNING');
    return { executionArn: EXECUTION, startDate: 1_795_600_000 };
  });
  standIn.on('DescribeExecution', ({ executionArn }) => {
    const status = standing.get(String(executionArn).split(':').at(-1) ?? '');
    return status === undefined ? { fault: 'ExecutionDoesNotExist', message: 'no' } : { status };
  });
});
afterAll(() => standIn.stop());

const start = (): Promise<boolean> =>
  new RepairExecutions(ownMachineClient('eu-west-1'), MACHINE).startRepair('ca-episode-1', { attempt: 1 });

test('a repair is begun once, however often a verification asks for it', async () => {
  expect([await start(), await start()]).toEqual([true, false]);
  expect([...standing.keys()]).toEqual(['ca-episode-1']);
});

test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])('one that is %s is followed by another, once', async (status) => {
  await start();
  standing.set('ca-episode-1', status);
  expect([await start(), await start()]).toEqual([true, false]);
  expect([...standing]).toEqual([
    ['ca-episode-1', status],
    ['ca-episode-1-again-1', 'RUNNING'],
  ]);
});

test('one that came to its end is not begun again', async () => {
  await start();
  standing.set('ca-episode-1', 'SUCCEEDED');
  expect(await start()).toBe(false);
});

test('what dies again and again is left to people after the third time', async () => {
  for (let time = 0; time < 5; time += 1) {
    await start();
    for (const name of standing.keys()) standing.set(name, 'FAILED');
  }
  expect([...standing.keys()]).toEqual(['ca-episode-1', 'ca-episode-1-again-1', 'ca-episode-1-again-2']);
  expect(await start()).toBe(false);
});
