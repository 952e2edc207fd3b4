import { IssueCertificateCommand } from '@aws-sdk/client-acm-pca';
import type { PlanReport } from '../../../cli/plan/report.ts';
import { RIGHTS } from '../../../cli/rights.ts';
import { errorsIn, schemaOf } from '../../builders/schemas.ts';
import { activeRoot, issuance } from '../../emulator/kit/authorities.ts';
import { type Bench, freshAccount, startBench } from '../../emulator/kit/emulator.ts';
import { managed } from '../../emulator/kit/renewals.ts';
import { countedCalls } from '../kit/bulk.ts';
import { NO_STACK, stackWith, StandIn } from '../kit/stand-in.ts';
import { renewguard, towards, type Variables } from '../kit/terminal.ts';

let bench: Bench;
let standIn: StandIn;
beforeAll(async () => {
  [bench, standIn] = await Promise.all([startBench(), new StandIn().start()]);
});
afterAll(() => Promise.all([bench.stop(), standIn.stop()]));

beforeEach(async () => {
  standIn.clear();
  standIn.on('DescribeStacks', NO_STACK);
  standIn.on('DescribeSecret', { fault: 'ResourceNotFoundException', message: 'no such secret' });
  await bench.admin('DELETE', '/faults');
});

const towardsBoth = (account: string): Variables => ({ ...towards(bench, account), ...standIn.variables });

/** What a private CA issued directly, in an account of its own. */
async function issuedDirectly() {
  const account = freshAccount();
  const pca = bench.pca(account);
  const root = await activeRoot(pca);
  const { CertificateArn: arn = '' } = await pca.send(
    new IssueCertificateCommand({ ...issuance(root), Validity: { Type: 'DAYS', Value: 30 } }),
  );
  return { account, root, arn };
}

test('without a deployment everything is planned, and it says what was not read', async () => {
  const { account, root, arn } = await issuedDirectly();
  const { code, stdout, stderr } = await renewguard(
    ['plan', arn, '--strategy', 'secret', '--secret', 'web/tls'],
    towardsBoth(account),
  );
  expect(stdout).toContain('Plan: replace it by strategy secret');
  expect(stdout).toMatch(new RegExp(`CA +${root}`));
  expect(stdout).toMatch(/Template +arn:aws:acm-pca:::template\/EndEntityCertificate\/V1/);
  expect(stdout).toMatch(/Way back +there is no way back/);
  expect(stdout).toContain(`✓ it can be put where it is used: there is no secret web/tls in account ${account} yet`);
  expect(stdout).toContain(`there is no stack renewguard in eu-west-1 of account ${account}: ledger, routes`);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
});

test('it only reads', async () => {
  const { account, arn } = await issuedDirectly();
  await bench.admin('DELETE', '/calls');
  standIn.on('DescribeStacks', stackWith());
  standIn.on('GetItem', {}).on('Query', { Items: [], Count: 0 });
  expect((await renewguard(['plan', arn, '--secret', 'web/tls'], towardsBoth(account))).code).toBe(0);
  const called = [...Object.keys(await countedCalls(bench)), ...standIn.calls.map(({ operation }) => operation)];
  expect(called.length).toBeGreaterThan(10);
  const rights = RIGHTS.plan.map((action) => action.split(':')[1]);
  for (const each of called) {
    expect(each).toMatch(/^([a-z-]+:)?(Describe|Get|List|Query)/);
    expect([...rights, 'GetCallerIdentity']).toContain(each.split(':').at(-1));
  }
});

test('a CA and a serial number are the same certificate, and the JSON is what its schema says', async () => {
  const { account, root, arn } = await issuedDirectly();
  const serial = (arn.split('/').at(-1) ?? '').replace(/^0+/, '').toUpperCase();
  const args = ['plan', root, '--serial', serial, '--secret', 'web/tls', '--json'];
  const { code, stdout } = await renewguard(args, towardsBoth(account));
  const plan = JSON.parse(stdout) as PlanReport;
  expect(errorsIn(schemaOf('reissue-plan.v1'), plan)).toEqual([]);
  expect(plan).toMatchObject({ certificateArn: arn, action: 'reissue', delivery: { wayBack: null } });
  expect(code).toBe(0);
});

test('where RenewGuard is deployed: the mode, the ledger, and the budget', async () => {
  const { account, arn } = await issuedDirectly();
  standIn.on('DescribeStacks', stackWith());
  standIn.on('Query', { Items: [], Count: 0 });
  standIn.on('GetItem', ({ Key }) =>
    (Key as { sk: { S: string } }).sk.S.startsWith('BUDGET#') ? { Item: { used: { N: '7' } } } : {},
  );
  const { code, stdout } = await renewguard(['plan', arn, '--secret', 'web/tls'], towardsBoth(account));
  expect(stdout).toMatch(/Mode +dry-run: as deployed, nobody has set another/);
  expect(stdout).toMatch(/Ledger +no replacement was begun yet \(generation 1/);
  expect(stdout).toMatch(/Budget +7 of 50 certificates of this CA used in this hour/);
  expect(stdout).toContain('Nothing is replaced while the mode is dry-run: npx renewguard mode act');
  expect(code).toBe(0);
});

test('2: a table that can’t be read is told, with what to allow; the plan is made all the same', async () => {
  const { account, arn } = await issuedDirectly();
  standIn.on('DescribeStacks', stackWith());
  standIn.on('GetItem', { fault: 'AccessDeniedException', message: 'not for you' });
  const { code, stdout } = await renewguard(['plan', arn, '--secret', 'web/tls', '--json'], towardsBoth(account));
  const plan = JSON.parse(stdout) as PlanReport;
  expect(plan).toMatchObject({
    action: 'reissue',
    unreadable: [{ operation: 'dynamodb:GetItem', advice: `allow dynamodb:GetItem to arn:aws:iam::${account}:root` }],
  });
  expect(plan).not.toHaveProperty('known');
  expect(code).toBe(2);
});

test('2: what the plan depends on was denied, in one line', async () => {
  const { account, arn } = await issuedDirectly();
  await bench.admin('POST', '/faults', {
    service: 'acm-pca',
    operation: 'ListTags',
    error: 'AccessDeniedException',
    account,
  });
  const { code, stdout, stderr } = await renewguard(['plan', arn], towardsBoth(account));
  expect(stderr).toMatch(
    /^renewguard: acm-pca:ListTags in account \d+ was denied: .*; allow acm-pca:ListTags to \S+\n$/,
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
});

test('1: nothing tells how to deliver it', async () => {
  const { account, arn } = await issuedDirectly();
  const { code, stdout } = await renewguard(['plan', arn], towardsBoth(account));
  expect(stdout).toContain('Plan: tell people, who have to replace it by hand');
  expect(stdout).toContain(`npx renewguard route set ${arn} --strategy secret --secret <name>`);
  expect(code).toBe(1);
});

test('0: ACM renews it', async () => {
  const { account, arn } = await managed(bench);
  const { code, stdout } = await renewguard(['plan', arn], towardsBoth(account));
  expect(stdout).toContain('Plan: leave it');
  expect(code).toBe(0);
});

describe('3:', () => {
  test('there is no such certificate', async () => {
    const { account, root } = await issuedDirectly();
    const { code, stderr } = await renewguard(['plan', root, '--serial', 'abc'], towardsBoth(account));
    expect(stderr).toContain('check the ARN');
    expect(code).toBe(3);
  });

  test.each([
    ['the stack that was named', ['--stack', 'other'], {}],
    ['the stack of the environment', [], { RENEWGUARD_STACK: 'other' }],
  ])('%s is not there', async (_, args, variables) => {
    const { account, arn } = await issuedDirectly();
    const { code, stdout, stderr } = await renewguard(['plan', arn, ...args], {
      ...towardsBoth(account),
      ...variables,
    });
    expect(stderr).toContain(`there is no stack other in eu-west-1 of account ${account}; name it with --stack`);
    expect({ code, stdout }).toEqual({ code: 3, stdout: '' });
  });
});
