import { type Bench, freshAccount, startBench } from '../../emulator/kit/emulator.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { NO_STACK, stackWith, StandIn } from '../kit/stand-in.ts';
import { renewguard, towards } from '../kit/terminal.ts';

let bench: Bench;
let standIn: StandIn;
beforeAll(async () => {
  [bench, standIn] = await Promise.all([startBench(), new StandIn().start()]);
});
afterAll(() => Promise.all([bench.stop(), standIn.stop()]));
beforeEach(() => standIn.clear());

const account = freshAccount();
const ARN = `arn:aws:acm:eu-west-1:${account}:certificate/00000000-1111-2222-3333-444444444444`;
const run = (...args: readonly string[]) => renewguard(args, { ...towards(bench, account), ...standIn.variables });

test.each([
  [['mode']],
  [['budget']],
  [['approve', '1f0c94a7b3de-4']],
  [['reject', '1f0c94a7b3de-4']],
  [['route', 'show', ARN]],
  [['reissue', ARN]],
])('3: without a deployment %j says how to name one', async (args) => {
  standIn.on('DescribeStacks', NO_STACK);
  const { code, stdout, stderr } = await run(...args);
  expect(stderr).toBe(
    `renewguard: there is no stack renewguard in eu-west-1 of account ${account}; name it with --stack or ` +
      'RENEWGUARD_STACK, or deploy RenewGuard there (README, "Deploy")\n',
  );
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  expect(standIn.calls.map(({ operation }) => operation)).toEqual(['DescribeStacks']);
});

test('2: the stack may not be described', async () => {
  standIn.on('DescribeStacks', { fault: 'AccessDenied', message: 'not for you', status: 403 });
  const { code, stderr } = await run('mode');
  expect(stderr).toContain('cloudformation:DescribeStacks');
  expect(stderr).toContain(`allow cloudformation:DescribeStacks to arn:aws:iam::${account}:root`);
  expect(code).toBe(2);
});

test('2: a stack that is something else, or older', async () => {
  standIn.on('DescribeStacks', stackWith({ IssueAndDeliverArn: undefined }));
  const { code, stderr } = await run('mode');
  expect(stderr).toContain('has no usable output IssueAndDeliverArn');
  expect(stderr).toContain('deploy it again, or name another stack with --stack');
  expect(code).toBe(2);
});

test('mode shows the mode that was deployed, and sets one with who, when and why', async () => {
  standIn.on('DescribeStacks', stackWith());
  standIn.on('GetItem', {}).on('PutItem', {});
  expect((await run('mode')).stdout).toBe('dry-run: as deployed, nobody has set another\n');
  const { code, stdout } = await run('mode', 'stop', '--reason', 'incident\u001b 4711', '--json');
  const told = JSON.parse(stdout) as object;
  expect(errorsIn(schemaOf('mode.v1'), told)).toEqual([]);
  expect(told).toMatchObject({
    mode: 'stop',
    by: `arn:aws:iam::${account}:root`,
    stack: 'renewguard',
    region: 'eu-west-1',
  });
  expect(code).toBe(0);
  const { input } = standIn.calls.find(({ operation }) => operation === 'PutItem')!;
  expect(input).toMatchObject({
    TableName: 'renewguard-table',
    Item: { pk: { S: 'MODE' }, mode: { S: 'stop' }, reason: { S: 'incident\ufffd 4711' } },
  });
});

test('3: a reason without a mode, and a mode that is none', async () => {
  standIn.on('DescribeStacks', stackWith());
  expect(await run('mode', '--reason', 'x')).toMatchObject({ code: 3, stdout: '' });
  const { code, stderr } = await run('mode', 'panic');
  expect(stderr).toContain('Allowed choices are act, dry-run, stop');
  expect(code).toBe(3);
});

test('2: the table may not be written', async () => {
  standIn.on('DescribeStacks', stackWith());
  standIn.on('PutItem', { fault: 'AccessDeniedException', message: 'not for you' });
  const { code, stdout, stderr } = await run('mode', 'act');
  expect(stderr).toMatch(/^renewguard: AwsRefused: dynamodb:PutItem: AccessDeniedException: not for you\n$/);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

const TOKEN = 'AAAAKgAAAAIAAAAA-a-token-that-nobody-may-see';
const QUESTION = {
  intent: { S: '1f0c94a7b3de1f0c94a7b3de1f0c94a7' },
  taskToken: { S: TOKEN },
  until: { S: '2099-01-01T00:00:00.000Z' },
};

test('an answer: recorded, then sent; the token is printed nowhere, whatever Step Functions says', async () => {
  standIn.on('DescribeStacks', stackWith());
  standIn.on('UpdateItem', {});
  const by = { S: `arn:aws:iam::${account}:root` };
  const answered = { M: { answer: { S: 'approved' }, by, at: { S: '2026-11-28T12:00:00.000Z' } } };
  standIn.on('GetItem', ({ Key }) =>
    (Key as { sk: { S: string } }).sk.S === 'APPROVAL' ? { Item: { ...QUESTION, answered } } : {},
  );
  standIn.on('SendTaskSuccess', {});
  const approved = await run('approve', '1f0c94a7b3de-4');
  expect(approved).toMatchObject({ code: 0, stderr: '' });
  expect(standIn.calls.map(({ operation }) => operation).slice(1, 4)).toEqual([
    'UpdateItem',
    'GetItem',
    'SendTaskSuccess',
  ]);
  expect(standIn.calls.find(({ operation }) => operation === 'SendTaskSuccess')?.input).toEqual({
    taskToken: TOKEN,
    output: '{"answer":"approved"}',
  });

  standIn.on('SendTaskSuccess', { fault: 'TaskTimedOut', message: `Task Timed Out: 'Provided task ${TOKEN}'` });
  const late = await run('approve', '1f0c94a7b3de-4');
  expect(late.stdout).toContain('asks again within the hour');
  expect(late.code).toBe(0);

  standIn.on('SendTaskSuccess', { fault: 'AccessDeniedException', message: `not for you: ${TOKEN}` });
  const denied = await run('approve', '1f0c94a7b3de-4');
  expect(denied.stderr).toContain('the answer is recorded, but could not be handed over');
  expect(denied).toMatchObject({ code: 2, stdout: '' });
  for (const { stdout, stderr } of [approved, late, denied]) expect(`${stdout}${stderr}`).not.toContain(TOKEN);
});

test.each([
  ['plan --help', /It reads what a reissue would read[\s\S]*0 {2}it would be replaced as shown/],
  ['reissue --help', /Strategies[\s\S]*0 {2}proven[\s\S]*1 {2}failed[\s\S]*2 {2}it waits[\s\S]*3 {2}wrong usage/],
  ['approve --help', /IAM alone decides that/],
  ['mode --help', /immediately before each side effect/],
  ['route --help', /What counts for each member/],
  ['route set --help', /--window <words>/],
  ['budget --help', /IssuancesPerHour/],
])('0: %s', async (args, words) => {
  const { code, stdout, stderr } = await renewguard(args.split(' '), {});
  expect(stdout).toMatch(words);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});
