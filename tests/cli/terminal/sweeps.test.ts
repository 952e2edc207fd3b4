import { listItem, sweepItem } from '../../../core/aws/sweep-items.ts';
import type { SweepRecord } from '../../../core/domain/sweep/sweep.ts';
import { PAYMENTS } from '../../builders/accounts.ts';
import { aCertificateFinding } from '../../builders/certificates.ts';
import { aCoverageFinding } from '../../builders/coverage.ts';
import { anOutcome, aRecord, aSweep } from '../../builders/inventory.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { type Bench, freshAccount, startBench } from '../../emulator/kit/emulator.ts';
import { asItem } from '../kit/items.ts';
import { NO_STACK, stackWith, StandIn } from '../kit/stand-in.ts';
import { renewguard, towards } from '../kit/terminal.ts';

let bench: Bench;
let standIn: StandIn;
beforeAll(async () => {
  [bench, standIn] = await Promise.all([startBench(), new StandIn().start()]);
});
afterAll(() => Promise.all([bench.stop(), standIn.stop()]));

const account = freshAccount();
const MACHINE = `arn:aws:states:eu-west-1:${account}:stateMachine:renewguard-sweep-organization`;
const ID = aSweep().id;
const run = (...args: readonly string[]) => renewguard(args, { ...towards(bench, account), ...standIn.variables });

const SWEEPS = {
  SweepOrganizationArn: MACHINE,
  SweepScope: 'organization',
  SweepRegions: '',
  SweepEveryHours: '24',
  BucketName: 'renewguard-bucket',
};

/** A table with these items, as queries for a partition and a beginning of the sort key find them. */
function tableOf(items: readonly Readonly<Record<string, unknown>>[]): void {
  const text = (values: unknown, name: string): string => (values as Record<string, { S?: string }>)[name]?.S ?? '';
  standIn.on('Query', ({ ExpressionAttributeValues: values = {}, IndexName }) => {
    const found = items.filter(
      ({ pk, sk = '' }) => pk === text(values, ':pk') && String(sk).startsWith(text(values, ':sk')),
    );
    return { Items: IndexName === undefined ? found.map(asItem) : [] };
  });
  standIn.on('GetItem', ({ Key }) => {
    const found = items.find(({ pk, sk }) => pk === text(Key, 'pk') && sk === text(Key, 'sk'));
    return found === undefined ? {} : { Item: asItem(found) };
  });
  standIn.on('BatchGetItem', ({ RequestItems }) => {
    const [name, { Keys }] = Object.entries(RequestItems as Record<string, { Keys: object[] }>)[0]!;
    const wanted = (item: (typeof items)[number]): boolean =>
      Keys.some((key) => item['pk'] === text(key, 'pk') && item['sk'] === text(key, 'sk'));
    return { Responses: { [name]: items.filter(wanted).map(asItem) } };
  });
}

const kept = (sweep: SweepRecord): readonly Readonly<Record<string, unknown>>[] => {
  const outcome = { pk: `SWEEP#${sweep.id}`, sk: 'OUTCOME#1', outcome: anOutcome() };
  return [sweepItem(sweep), listItem(sweep), outcome];
};

beforeEach(() => {
  standIn.clear();
  standIn.on('DescribeStacks', stackWith(SWEEPS));
  tableOf([]);
});

const COMMANDS = [['sweep'], ['status'], ['inventory'], ['scope', 'show'], ['scope', 'remove', 'prod']];

test.each(COMMANDS)('3: without a deployment, %j says how to name one', async (...args) => {
  standIn.on('DescribeStacks', NO_STACK);
  const { code, stdout, stderr } = await run(...args);
  expect(stderr).toContain(`there is no stack renewguard in eu-west-1 of account ${account}`);
  expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
});

test.each(COMMANDS)('3: of a RenewGuard of before it swept, %j says so', async (...args) => {
  standIn.on('DescribeStacks', stackWith());
  const { code, stderr } = await run(...args);
  expect(stderr).toContain('has no output SweepOrganizationArn: it is of before RenewGuard swept; deploy it again');
  expect(code).toBe(3);
});

describe('renewguard sweep', () => {
  test('3: what can’t be asked is refused before anything is', async () => {
    for (const [args, words] of [
      [['--accounts', '1'], /accounts\.0: expected an account of twelve digits/],
      [['--as-of', '2020-01-01'], /asOf: expected a time to come/],
      [['--accounts', account, '--scope', 'prod'], /scopes: expected either accounts or scopes/],
      [
        ['--issued-between', '2026-02-01..2026-01-01'],
        /include\.issuedBetween\.to: expected a time that is not before/,
      ],
    ] as const) {
      const { code, stdout, stderr } = await run('sweep', ...args);
      expect(stderr).toMatch(words);
      expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
    }
    expect(standIn.calls).toEqual([]);
  });

  test('0: starts one, follows it and prints its figures', async () => {
    standIn.on('StartExecution', {
      executionArn: `${MACHINE.replace('stateMachine', 'execution')}:${ID}`,
      startDate: 1,
    });
    let looks = 0;
    standIn.on('DescribeExecution', () => {
      looks += 1;
      const { finishedAt: _, report: __, ...sweep } = aSweep();
      tableOf(kept(looks < 3 ? { ...sweep, status: 'running' } : { ...sweep, status: 'finished' }));
      return { status: looks < 3 ? 'RUNNING' : 'SUCCEEDED' };
    });
    const { code, stdout, stderr } = await run('sweep', '--accounts', account, '--json');
    const told = JSON.parse(stdout) as object;
    expect(errorsIn(schemaOf('sweep-result.v1'), told)).toEqual([]);
    expect(told).toMatchObject({ id: ID, outcome: 'finished', complete: true, said: ['All 3 places read.'] });
    expect(stderr).toContain('1 of 3 places looked at; 3 certificates');
    expect(code).toBe(0);
    const { input } = standIn.calls.find(({ operation }) => operation === 'StartExecution')!;
    expect(input).toEqual({ stateMachineArn: MACHINE, input: JSON.stringify({ accounts: [account], dryRun: false }) });
  });

  test('0: with --no-wait it is started, and left', async () => {
    standIn.on('StartExecution', {
      executionArn: `${MACHINE.replace('stateMachine', 'execution')}:${ID}`,
      startDate: 1,
    });
    const { code, stdout } = await run('sweep', '--no-wait');
    expect(stdout).toContain(`Started ${ID}: arn:aws:states:`);
    expect(code).toBe(0);
    expect(standIn.calls.map(({ operation }) => operation)).not.toContain('DescribeExecution');
  });

  test('3: an account that is none of ours, which the plan finds out', async () => {
    standIn.on('StartExecution', {
      executionArn: `${MACHINE.replace('stateMachine', 'execution')}:${ID}`,
      startDate: 1,
    });
    standIn.on('DescribeExecution', {
      status: 'FAILED',
      error: 'InvalidInput',
      cause: '{"errorMessage":"accounts: expected accounts of the organisation"}',
    });
    const { code, stdout } = await run('sweep', '--accounts', PAYMENTS);
    expect(stdout).toContain('accounts: expected accounts of the organisation');
    expect(code).toBe(3);
  });
});

describe('renewguard status', () => {
  test('2: never swept, and an account that can’t be read; findings are counted beside', async () => {
    const finding = aCoverageFinding();
    tableOf([{ pk: 'COVERAGE', sk: 'FINDING#1', finding }]);
    standIn.on('Scan', { Items: [asItem({ finding: aCertificateFinding() })] });
    const { code, stdout } = await run('status', '--json');
    const told = JSON.parse(stdout) as object;
    expect(errorsIn(schemaOf('status.v1'), told)).toEqual([]);
    expect(told).toMatchObject({
      unseen: [{ code: 'SweepMissed' }, { code: 'AccountUnreadable', subject: PAYMENTS }],
      scopes: [{ scope: 'default', state: 'never' }],
      findings: { total: 1 },
    });
    expect(code).toBe(2);
  });

  test('2: a sweep whose execution failed', async () => {
    const { finishedAt: _, ...sweep } = aSweep({ status: 'running' });
    tableOf(kept(sweep));
    standIn.on('Scan', { Items: [] });
    standIn.on('DescribeExecution', { status: 'FAILED', error: 'AwsRefused', cause: 'no' });
    const { code, stdout } = await run('status');
    expect(stdout).toContain(`${ID} (default) of 2026-11-25T03:00:00.000Z did not come to its end: AwsRefused: no`);
    expect(code).toBe(2);
  });
});

describe('renewguard inventory', () => {
  beforeEach(() => standIn.on('Scan', { Items: [asItem({ record: aRecord() })] }));

  test('0: prints what there is, as lines, CSV or JSON', async () => {
    const { code, stdout, stderr } = await run('inventory');
    expect(stdout.split('\n')).toEqual([
      expect.stringMatching(/^ENDS/),
      expect.stringMatching(/^2027-10-01 +renewable/),
      '',
    ]);
    expect(stderr).toBe('renewguard: 1 certificate\n');
    expect(code).toBe(0);
    expect((await run('inventory', '--csv')).stdout).toMatch(/^arn,account,region,.*\r\narn:aws:acm:.*\r\n$/);
    const told = JSON.parse((await run('inventory', '--json')).stdout) as object;
    expect(errorsIn(schemaOf('inventory.v1'), told)).toEqual([]);
    expect(told).toMatchObject({ count: 1, certificates: [{ domainName: 'www.example.com' }] });
  });

  test('2: says what could not be read there', async () => {
    tableOf([{ pk: 'COVERAGE', sk: 'FINDING#1', finding: aCoverageFinding() }]);
    const { code, stderr } = await run('inventory');
    expect(stderr).toContain(`not listed, or as it was known before: Account ${PAYMENTS} could not be read.`);
    expect(code).toBe(2);
    expect((await run('inventory', '--account', account)).code).toBe(0);
  });
});

describe('renewguard scope', () => {
  test('sets one, shows and removes it', async () => {
    standIn.on('PutItem', {}).on('DeleteItem', {});
    const { code, stdout } = await run('scope', 'set', 'prod', '--accounts', 'own', '--regions', 'eu-west-1', '--json');
    const told = JSON.parse(stdout) as object;
    expect(errorsIn(schemaOf('scopes.v1'), told)).toEqual([]);
    expect(told).toMatchObject({
      changed: 'set',
      scopes: [{ name: 'prod', accounts: 'own', standing: { state: 'never' } }],
    });
    expect(code).toBe(0);
    const { input } = standIn.calls.find(({ operation }) => operation === 'PutItem')!;
    expect(input).toMatchObject({
      Item: { pk: { S: 'SCOPES' }, sk: { S: 'prod' }, scope: { M: { accounts: { S: 'own' } } } },
    });
    const { scopes } = told as { scopes: readonly object[] };
    const { source: __, standing: ___, ...scope } = scopes[0] as Record<string, unknown>;
    tableOf([{ pk: 'SCOPES', sk: 'prod', scope }]);
    expect((await run('scope', 'show')).stdout).toMatch(/^prod$[\s\S]*^default \(as deployed\)$/m);
    expect(await run('scope', 'remove', 'prod')).toMatchObject({ code: 0 });
    expect(standIn.calls.map(({ operation }) => operation)).toContain('DeleteItem');
  });

  test('3: one that is wrong, or is not there', async () => {
    expect(await run('scope', 'set', 'prod', '--accounts', 'own')).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('regions: expected at least one region') as string,
    });
    expect(await run('scope', 'remove', 'prod')).toMatchObject({ code: 3 });
    expect(standIn.calls.map(({ operation }) => operation)).not.toContain('DeleteItem');
  });
});
