import { AUTHORITY_ARN } from '../builders/accounts.ts';
import { refusalFrom } from '../builders/refusals.ts';
import { FakeWorld } from '../fakes/fake-world.ts';

const EXECUTION = 'arn:aws:states:eu-west-1:111122223333:execution:renewguard-guard-authority:3f0c';

const caught = {
  executionArn: EXECUTION,
  error: 'AwsRefused',
  cause: '{"errorType":"AwsRefused","errorMessage":"dynamodb:GetItem: denied"}',
  certificateAuthorityArn: AUTHORITY_ARN,
};
const statusChange = (different: object = {}) => ({
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  detail: {
    executionArn: EXECUTION,
    status: 'FAILED',
    error: 'AwsRefused',
    cause: 'dynamodb:GetItem: denied',
    input: JSON.stringify({ certificateAuthorityArn: AUTHORITY_ARN }),
    ...different,
  },
});
const AUTHORITY_ID = AUTHORITY_ARN.split('/').at(-1) ?? '';
const anotherExecution = `${EXECUTION}-2`;

let world: FakeWorld;
beforeEach(() => (world = new FakeWorld()));

test('the failure path tells what failed and why, and the machine fails with it', async () => {
  expect(await world.reportFailure(caught)).toEqual({
    error: 'AwsRefused',
    message: 'dynamodb:GetItem: denied',
    notices: [`${EXECUTION}/failed/${AUTHORITY_ID}`],
  });
  expect(world.ledger.sent[0]?.text).toContain('Cause:     dynamodb:GetItem: denied');
  expect(world.counted).toEqual({ ExecutionFailed: 1 });
});

test('the event of the same failure tells nothing twice, whoever comes first', async () => {
  await world.reportFailure(caught);
  expect(await world.reportFailure(statusChange())).toMatchObject({ notices: [] });
  expect(await world.reportFailure(caught)).toMatchObject({ notices: [] });
  expect(world.told).toHaveLength(1);
});

test('each CA that one execution fails for is told, and its end tells nothing more', async () => {
  const another = AUTHORITY_ARN.replace('11111111-', '22222222-');
  await world.reportFailure(caught);
  await world.reportFailure({ ...caught, certificateAuthorityArn: another });
  await world.reportFailure(statusChange({ input: '{}' }));
  expect(world.told).toHaveLength(2);
  expect(world.counted).toEqual({ ExecutionFailed: 2 });
});

test('an end that is another than what the failure path told is told, too', async () => {
  await world.reportFailure(caught);
  expect(await world.reportFailure(statusChange({ status: 'ABORTED', error: null, input: '{}' }))).toMatchObject({
    notices: [`${EXECUTION}/failed`],
  });
});

test('a failure that was told today is not told again because the end of the execution names a CA', async () => {
  const unnamed = { ...caught, certificateAuthorityArn: undefined };
  await world.reportFailure(unnamed);
  await world.reportFailure({ ...unnamed, executionArn: anotherExecution });
  await world.reportFailure(statusChange({ executionArn: anotherExecution }));
  expect(world.told).toHaveLength(1);
});

test('an event that is delivered ten times tells once', async () => {
  for (let time = 0; time < 10; time += 1) await world.reportFailure(statusChange());
  expect(world.told).toEqual(['HIGH ExecutionFailed']);
});

test('the same failure of other executions is told once a day', async () => {
  const another = (hours: number) => {
    world.clock.forward(hours * 3600);
    return world.reportFailure({ ...caught, executionArn: `${EXECUTION}-${hours}` });
  };
  await world.reportFailure(caught);
  expect(await another(23)).toMatchObject({ notices: [] });
  expect(await another(2)).toMatchObject({ notices: [`${EXECUTION}-2/failed/${AUTHORITY_ID}`] });
});

test('another failure is told at once', async () => {
  await world.reportFailure(caught);
  await world.reportFailure({
    ...caught,
    executionArn: anotherExecution,
    error: 'InvalidInput',
    cause: 'reads: expected a number',
  });
  expect(world.told).toHaveLength(2);
});

test('a channel that doesn’t take it is tried again, and then it is told once', async () => {
  world.ledger.unavailable = 1;
  await expect(world.reportFailure(caught)).rejects.toMatchObject({ name: 'AwsUnavailable' });
  expect(await world.reportFailure(caught)).toMatchObject({ notices: [`${EXECUTION}/failed/${AUTHORITY_ID}`] });
});

test.each([
  [
    'that timed out',
    { status: 'TIMED_OUT', error: null, cause: null },
    'TIMED_OUT',
    'The execution ran into its time limit.',
  ],
  [
    'that a person aborted',
    { status: 'ABORTED', error: undefined, cause: undefined, input: undefined },
    'ABORTED',
    'Somebody stopped the execution before it came to its end.',
  ],
  ['without a cause', { cause: '' }, 'AwsRefused', 'Step Functions gave no cause.'],
  [
    'that no Catch could catch',
    { error: 'States.DataLimitExceeded', cause: 'too large' },
    'States.DataLimitExceeded',
    'too large',
  ],
])('an execution %s is told, too', async (_, different, error, message) => {
  expect(await world.reportFailure(statusChange(different))).toMatchObject({
    error,
    message,
    notices: [expect.stringMatching(`^${EXECUTION}/failed`)],
  });
});

describe('the CAs that the execution was verifying', () => {
  const OTHER_ARN = AUTHORITY_ARN.replace('11111111-', '22222222-');
  const claim = (holder: string, certificateAuthorityArn = AUTHORITY_ARN) =>
    world.verifyAuthority({ certificateAuthorityArn, eventName: 'manual', removals: [], holder, reads: 0 });

  beforeEach(async () => {
    world.authorities.add(OTHER_ARN);
    await claim(EXECUTION);
    await claim(EXECUTION, OTHER_ARN);
  });

  test.each(['FAILED', 'TIMED_OUT', 'ABORTED'])(
    'are free for the next one once it has ended as %s, whatever its input',
    async (status) => {
      await world.reportFailure(statusChange({ status, input: '{}' }));
      expect([AUTHORITY_ARN, OTHER_ARN].map((arn) => world.lease.holderOf(arn))).toEqual([undefined, undefined]);
      expect(world.ledger.requested).toEqual([]);
    },
  );

  test('are verified anew where something arrived for them meanwhile', async () => {
    await claim(anotherExecution, OTHER_ARN);
    await world.reportFailure(statusChange());
    expect(world.ledger.requested).toEqual([OTHER_ARN]);
    await world.reportFailure(statusChange());
    expect(world.ledger.requested).toEqual([OTHER_ARN]);
  });

  test('stay held while the execution’s own failure path runs', async () => {
    await world.reportFailure(caught);
    expect(world.lease.holderOf(AUTHORITY_ARN)).toBe(EXECUTION);
  });

  test('stay held where another execution ended', async () => {
    await world.reportFailure(statusChange({ executionArn: anotherExecution }));
    expect(world.lease.holderOf(AUTHORITY_ARN)).toBe(EXECUTION);
  });
});

test.each<[unknown, string]>([
  [null, 'input'],
  [[], 'input'],
  [{}, 'executionArn'],
  [{ ...caught, executionArn: 1 }, 'executionArn'],
  [{ ...caught, error: undefined }, 'error'],
  [{ ...caught, cause: {} }, 'cause'],
  [{ ...caught, certificateAuthorityArn: [] }, 'certificateAuthorityArn'],
  [{ detail: null }, 'input'],
  [{ detail: [] }, 'input'],
  [statusChange({ executionArn: undefined }), 'executionArn'],
  [statusChange({ status: undefined }), 'status'],
  [statusChange({ error: 1 }), 'error'],
  [statusChange({ input: {} }), 'input'],
])('input %# is refused, and the field is named', async (wrong, field) => {
  expect((await refusalFrom(world.reportFailure(wrong))).field).toBe(field);
  expect(world.told).toEqual([]);
});

test('a cause of 200 KB is told shortened', async () => {
  await world.reportFailure({ ...caught, cause: 'x'.repeat(200_000) });
  expect(world.ledger.sent[0]?.text.length).toBeLessThan(6_000);
});

test('a repair that died is verified again, which begins it again; other executions that name a CA are not', async () => {
  const executionArn = EXECUTION.replace('guard-authority', 'repair-authority');
  await world.reportFailure(statusChange());
  await world.reportFailure({ ...caught, executionArn });
  expect(world.ledger.requested).toEqual([]);
  await world.reportFailure(statusChange({ executionArn, status: 'ABORTED' }));
  expect(world.ledger.requested).toEqual([AUTHORITY_ARN]);
});
