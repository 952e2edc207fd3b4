import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';
import { InvalidInput } from '../../core/domain/invalid-input.ts';
import { lambdaFunction, type Runtime } from '../../core/runtime/function.ts';
import { PKI } from '../builders/accounts.ts';

const ENVIRONMENT = {
  HUB_ACCOUNT: PKI,
  AWS_REGION: 'eu-west-1',
  PARTITION: 'aws',
  TABLE_NAME: 'table',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:alerts',
  EVENT_BUS_NAME: 'default',
  MEMBER_ACCOUNTS: '',
  MEMBER_ROLE_NAME: 'RenewGuardRead',
  SECRETS_KEY_ARN: 'arn:aws:kms:eu-west-1:111122223333:key/one',
  BUCKET_NAME: 'bucket',
  REISSUE_MACHINE_ARN: 'arn:aws:states:eu-west-1:111122223333:stateMachine:reissue-certificate',
  REPAIR_MACHINE_ARN: 'arn:aws:states:eu-west-1:111122223333:stateMachine:repair-authority',
  REPAIR_MODE: 'approve',
  INITIAL_MODE: 'act',
  ISSUANCES_PER_HOUR: '50',
  ISSUANCES_PER_RENEWAL: '3',
  SWEEP_ACCOUNTS: 'own',
  SWEEP_REGIONS: '',
  SWEEP_EVERY_HOURS: '24',
  // Powertools then writes to the console, where it can be listened to.
  POWERTOOLS_DEV: 'true',
  POWERTOOLS_METRICS_DISABLED: 'false',
};

const context = { functionName: 'name-a-number', awsRequestId: 'request-1', memoryLimitInMB: '512' } as Context;
const input = z.object({ number: z.number('a number') }, 'an object');

let lines: Record<string, unknown>[];
const before = { ...process.env };

beforeEach(() => {
  Object.assign(process.env, ENVIRONMENT);
  lines = [];
  const listen = (...[line]: readonly unknown[]): void =>
    void lines.push(JSON.parse(String(line)) as Record<string, unknown>);
  for (const level of ['info', 'error', 'warn', 'log'] as const) jest.spyOn(console, level).mockImplementation(listen);
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...before };
});

/** A function that counts and answers, and how often it was built. */
function aFunction(act: (runtime: Runtime, number: number) => Promise<unknown>) {
  let built = 0;
  const handler = lambdaFunction('name-a-number', input, (runtime) => {
    built += 1;
    return ({ number }) => act(runtime, number);
  });
  return { call: (event: unknown) => handler(event, context), built: () => built };
}

const answering = (answer: unknown) => aFunction(() => Promise.resolve(answer));

test('it is built once, with its configuration, and called with what its input’s shape lets through', async () => {
  const seen: unknown[] = [];
  const { call, built } = aFunction(({ configuration }, number) =>
    Promise.resolve(seen.push([configuration.hubAccount, number])),
  );
  await call({ number: 1, more: 'x' });
  await call({ number: 2 });
  expect(seen).toEqual([
    [PKI, 1],
    [PKI, 2],
  ]);
  expect(built()).toBe(1);
});

test('its outcome is logged by what is short in it, not by what it carries along', async () => {
  await answering({ verdict: 'missing', relations: [{ unmet: ['secret detail'] }], dependents: { accounts: {} } }).call(
    { number: 1 },
  );
  expect(lines.find(({ message }) => message === 'done')).toMatchObject({
    level: 'INFO',
    service: 'name-a-number',
    verdict: 'missing',
    relations: 1,
  });
  expect(JSON.stringify(lines)).not.toContain('secret detail');
});

test('what it counts becomes metrics; where it counts nothing, nothing is said of it', async () => {
  const { call } = aFunction(({ count }) => {
    count('NoticesSent', 2);
    return Promise.resolve({});
  });
  await call({ number: 1 });
  expect(lines.find((line) => '_aws' in line)).toMatchObject({ NoticesSent: 2, service: 'name-a-number' });
  lines = [];
  await answering({}).call({ number: 1 });
  expect(lines.map(({ message }) => message)).toEqual(['done']);
});

test('what fails is logged and passed on by its name, and what was counted is not lost', async () => {
  const { call } = aFunction(({ count }) => {
    count('Tried');
    return Promise.reject(Object.assign(new Error('no'), { name: 'AwsUnavailable' }));
  });
  await expect(call({ number: 1 })).rejects.toMatchObject({ name: 'AwsUnavailable', message: 'no' });
  expect(lines.find(({ message }) => message === 'failed')).toMatchObject({
    level: 'ERROR',
    error: { name: 'AwsUnavailable' },
  });
  expect(lines.find((line) => '_aws' in line)).toMatchObject({ Tried: 1 });
});

test('wrong input is refused before anything is done', async () => {
  const act = jest.fn();
  await expect(aFunction(act).call({ number: '1' })).rejects.toBeInstanceOf(InvalidInput);
  expect(act).not.toHaveBeenCalled();
});

test('a wrong environment is refused by the variable’s name, each time until it is right', async () => {
  const { call } = answering({});
  process.env['TABLE_NAME'] = '';
  await expect(call({ number: 1 })).rejects.toThrow(
    'environment variable TABLE_NAME: expected the name of the table, got ""',
  );
  process.env['TABLE_NAME'] = 'table';
  expect(await call({ number: 1 })).toEqual({});
});
