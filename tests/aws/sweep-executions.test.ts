import { ownMachineClient } from '../../core/aws/clients.ts';
import { SweepExecutions } from '../../core/aws/sweep-executions.ts';
import { PKI } from '../builders/accounts.ts';
import { StandIn } from '../cli/kit/stand-in.ts';

const MACHINE = `arn:aws:states:eu-west-1:${PKI}:stateMachine:renewguard-sweep-organization`;
const EXECUTION = `arn:aws:states:eu-west-1:${PKI}:execution:renewguard-sweep-organization:by-hand-1`;

const standIn = new StandIn();
beforeAll(async () => {
  await standIn.start();
  Object.assign(process.env, { ...standIn.variables, AWS_ACCESS_KEY_ID: PKI, AWS_SECRET_ACCESS_KEY: 'x' });
});
beforeEach(() => standIn.clear());
afterAll(() => standIn.stop());

const executions = () => new SweepExecutions(ownMachineClient('eu-west-1'), MACHINE);

test('a sweep is started with what is asked, and called as its execution', async () => {
  standIn.on('StartExecution', { executionArn: EXECUTION, startDate: 1_795_600_000 });
  expect(await executions().start({ accounts: [PKI], dryRun: true })).toBe('by-hand-1');
  expect(standIn.calls[0]?.input).toEqual({
    stateMachineArn: MACHINE,
    input: JSON.stringify({ accounts: [PKI], dryRun: true }),
  });
  expect(executions().arnOf('by-hand-1')).toBe(EXECUTION);
});

test.each<[string, object, unknown]>([
  ['runs', { status: 'RUNNING' }, undefined],
  ['is begun again', { status: 'PENDING_REDRIVE' }, undefined],
  ['went well', { status: 'SUCCEEDED', output: '{}' }, { status: 'SUCCEEDED' }],
  [
    'failed',
    { status: 'FAILED', error: 'InvalidInput', cause: 'x' },
    { status: 'FAILED', error: 'InvalidInput', cause: 'x' },
  ],
  ['is forgotten', { fault: 'ExecutionDoesNotExist', message: 'no' }, 'gone'],
])('one that %s', async (_, answer, end) => {
  standIn.on('DescribeExecution', answer);
  expect(await executions().endOf('by-hand-1')).toEqual(end);
  expect(standIn.calls[0]?.input).toEqual({ executionArn: EXECUTION });
});

test('a denial is an error that names what was asked', async () => {
  standIn.on('DescribeExecution', { fault: 'AccessDeniedException', message: 'not let' });
  await expect(executions().endOf('by-hand-1')).rejects.toMatchObject({
    name: 'AwsRefused',
    message: expect.stringMatching(/^states:DescribeExecution: AccessDeniedException/) as string,
  });
});
