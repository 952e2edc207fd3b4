import { MachineExecutions } from '../../core/aws/followed-executions.ts';
import { ownMachineClient } from '../../core/aws/clients.ts';
import { PKI } from '../builders/accounts.ts';
import { StandIn } from '../cli/kit/stand-in.ts';

const MACHINES = {
  reissueMachineArn: `arn:aws:states:eu-west-1:${PKI}:stateMachine:renewguard-reissue-certificate`,
  deliverMachineArn: `arn:aws:states:eu-west-1:${PKI}:stateMachine:renewguard-issue-and-deliver`,
};
const EXECUTION = `arn:aws:states:eu-west-1:${PKI}:execution:renewguard-reissue-certificate:x`;
const standIn = new StandIn();
let executions: MachineExecutions;

beforeAll(async () => {
  await standIn.start();
  Object.assign(process.env, { ...standIn.variables, AWS_ACCESS_KEY_ID: PKI, AWS_SECRET_ACCESS_KEY: 'x' });
  executions = new MachineExecutions(ownMachineClient('eu-west-1'), MACHINES);
});
afterAll(() => standIn.stop());
beforeEach(() => standIn.clear());

const AT = 1_795_867_200;

const event = (id: number, type: string, details: object = {}) => ({ id, type, timestamp: AT + id, ...details });

const entered = (id: number, name: string, type = 'TaskStateEntered') =>
  event(id, type, { stateEnteredEventDetails: { name, input: '{"taskToken":"secret"}' } });

const succeeded = (id: number, output: unknown) =>
  event(id, 'TaskSucceeded', {
    taskSucceededEventDetails: {
      resourceType: 'lambda',
      resource: 'invoke',
      output: typeof output === 'string' ? output : JSON.stringify(output),
    },
  });

const historyOf = async (...events: readonly object[]) => {
  standIn.on('GetExecutionHistory', { events });
  return executions.eventsOf(EXECUTION);
};

test('an execution is started by hand without a name, and told by its ARN', async () => {
  standIn.on('StartExecution', { executionArn: EXECUTION, startDate: AT });
  expect(await executions.startByHand({ certificateArn: 'arn:x', again: true })).toBe(EXECUTION);
  expect(standIn.calls).toEqual([
    {
      operation: 'StartExecution',
      input: { stateMachineArn: MACHINES.reissueMachineArn, input: '{"certificateArn":"arn:x","again":true}' },
    },
  ]);
});

test('what a function answered is told under its state, and nothing that goes into one', async () => {
  const told = { next: 'verify', because: 'it is there', waitSeconds: 2, intent: 'f00', secretThing: 'x' };
  const events = await historyOf(
    event(1, 'ExecutionStarted'),
    entered(2, 'DeliverCertificate'),
    event(3, 'TaskScheduled', { taskScheduledEventDetails: { parameters: '{"taskToken":"secret"}' } }),
    succeeded(4, { ExecutedVersion: '$LATEST', Payload: told, StatusCode: 200 }),
    entered(5, 'WhatIsNext', 'ChoiceStateEntered'),
    entered(6, 'VerifyDelivery'),
  );
  const { secretThing: _, ...outcome } = told;
  const at = (id: number): string => new Date((AT + id) * 1000).toISOString();
  expect(events).toEqual([
    { id: 2, at: at(2), state: 'DeliverCertificate', kind: 'begun' },
    { id: 4, at: at(4), state: 'DeliverCertificate', kind: 'done', outcome },
    { id: 6, at: at(6), state: 'VerifyDelivery', kind: 'begun' },
  ]);
  expect(JSON.stringify(events)).not.toContain('secret');
});

test('a nested execution’s output is told, as text or as JSON', async () => {
  const outcome = { next: 'retire', because: 'proven' };
  for (const Output of [outcome, JSON.stringify(outcome)])
    expect(await historyOf(entered(1, 'IssueAndDeliver'), succeeded(2, { Output }))).toMatchObject([{}, { outcome }]);
});

test('a try that failed is told with its error, and the message that the function gave', async () => {
  const cause = JSON.stringify({ errorType: 'AwsUnavailable', errorMessage: 'acm: throttled', trace: ['at x'] });
  const events = await historyOf(
    entered(1, 'IssueCertificate'),
    event(2, 'TaskFailed', {
      taskFailedEventDetails: { resourceType: 'lambda', resource: 'invoke', error: 'AwsUnavailable', cause },
    }),
    event(3, 'TaskTimedOut', {
      taskTimedOutEventDetails: { resourceType: 'lambda', resource: 'invoke', error: 'States.Timeout' },
    }),
  );
  expect(events.slice(1)).toMatchObject([
    { state: 'IssueCertificate', kind: 'failed', error: 'AwsUnavailable', message: 'acm: throttled' },
    { state: 'IssueCertificate', kind: 'failed', error: 'States.Timeout', message: '' },
  ]);
});

test.each(['', 'not json', '"text"', 'null', '[1]', '{"Payload":null}', '{"Payload":{"next":7,"waitSeconds":"soon"}}'])(
  'an output that is something else tells nothing: %j',
  async (output) => {
    expect(await historyOf(entered(1, 'PrepareReissue'), succeeded(2, output))).toMatchObject([{}, { outcome: {} }]);
  },
);

test('histories have pages', async () => {
  standIn.on('GetExecutionHistory', ({ nextToken }) =>
    nextToken === undefined
      ? { events: [entered(1, 'PrepareReissue')], nextToken: 'more' }
      : { events: [succeeded(2, { Payload: { because: 'last page' } })] },
  );
  expect(await executions.eventsOf(EXECUTION)).toMatchObject([{}, { outcome: { because: 'last page' } }]);
});

test('of a nested execution that another one started nothing is told', async () => {
  const input = JSON.stringify({ intent: 'f00', AWS_STEP_FUNCTIONS_STARTED_BY_EXECUTION_ID: EXECUTION });
  const begun = event(1, 'PassStateEntered', { stateEnteredEventDetails: { name: 'BeginIssuance', input } });
  standIn.on('GetExecutionHistory', { events: [begun, entered(2, 'IssueCertificate')] });
  expect(await executions.eventsOf('arn:of:the:nested', EXECUTION)).toMatchObject([{ state: 'IssueCertificate' }]);
  expect(await executions.eventsOf('arn:of:the:nested', `${EXECUTION}-2`)).toEqual([]);
});

test('an execution that is not there yet has no history', async () => {
  standIn.on('GetExecutionHistory', { fault: 'ExecutionDoesNotExist', message: 'no' });
  expect(await executions.eventsOf(EXECUTION)).toEqual([]);
});

test('an end is told with its output, or with error and cause; a running one has none', async () => {
  const described = (more: object) =>
    standIn.on('DescribeExecution', { executionArn: EXECUTION, startDate: AT, ...more });
  described({ status: 'RUNNING' });
  expect(await executions.endOf(EXECUTION)).toBeUndefined();
  described({ status: 'SUCCEEDED', output: '{"next":"finish","because":"done"}' });
  expect(await executions.endOf(EXECUTION)).toEqual({
    status: 'SUCCEEDED',
    outcome: { next: 'finish', because: 'done' },
  });
  described({ status: 'FAILED', error: 'CsrRefused', cause: 'no', output: '{"Error":"CsrRefused"}' });
  expect(await executions.endOf(EXECUTION)).toEqual({
    status: 'FAILED',
    outcome: {},
    error: 'CsrRefused',
    cause: 'no',
  });
});

test('a nested execution’s ARN is that of its machine, with its name', () => {
  expect(executions.nestedArn('deliver-f00-2-0')).toBe(
    `arn:aws:states:eu-west-1:${PKI}:execution:renewguard-issue-and-deliver:deliver-f00-2-0`,
  );
});

test('a denial is named', async () => {
  await expect(executions.endOf(EXECUTION)).rejects.toMatchObject({
    name: 'AwsRefused',
    message: 'states:DescribeExecution: AccessDeniedException: not let',
  });
});
