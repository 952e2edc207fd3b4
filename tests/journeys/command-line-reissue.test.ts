import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { AnswerReport } from '../../cli/approval/answer.ts';
import type { BudgetReport } from '../../cli/budget/budget.ts';
import type { ReissueResult } from '../../cli/reissue/result.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { issueDirectly } from './kit/certificates.ts';
import { Person } from './kit/command-line.ts';
import type { Guard } from './kit/guard.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { guardInAccount } from './kit/own-guard.ts';
import { issuanceFor, issuancesFor, itemsIn, replacedBy, serialOf } from './kit/reissue.ts';
import { makeSecret, secretOf } from './kit/secrets.ts';
import { until } from './kit/until.ts';

const ACCOUNT = ownAccounts.commandLine;
let guard: Guard;
let erika: Person;
let authority: string;

beforeAll(async () => {
  const { emulatorUrl } = deployedCloud();
  guard = await guardInAccount(ACCOUNT, { ACM: emulatorUrl, ACM_PCA: emulatorUrl });
  erika = new Person(guard, `renewguard-of-${ACCOUNT}`);
  authority = await grantedAuthority(guard.pki);
});

const issued = (name: string) => issueDirectly(guard.pki, authority, 20, { subject: [`CN=${name}.example.com`] });

const SCHEMA = schemaOf('reissue-result.v1');

const result = (stdout: string): ReissueResult => {
  const told = JSON.parse(stdout) as ReissueResult;
  expect(errorsIn(SCHEMA, told)).toEqual([]);
  return told;
};

test('from a plan that finds no route to the proof: route set, plan, reissue, and again', async () => {
  const { arn, pem } = await issued('walk');
  const before = await erika.types('plan', arn);
  expect(before.stdout).toContain(`npx renewguard route set ${arn} --strategy secret --secret <name>`);
  expect(before.code).toBe(1);

  const set = await erika.types('route', 'set', arn, '--strategy', 'secret', '--secret', 'journey/walk');
  expect(set.stdout).toMatch(/secret +journey\/walk {2}← set for it/);
  expect(set).toMatchObject({ code: 0, stderr: '' });

  const plan = await erika.types('plan', arn, '--json');
  expect(plan.code).toBe(0);
  expect(errorsIn(schemaOf('reissue-plan.v1'), JSON.parse(plan.stdout))).toEqual([]);
  expect(JSON.parse(plan.stdout)).toMatchObject({
    action: 'reissue',
    strategy: 'secret',
    delivery: { wayBack: null, request: { authorityArn: authority } },
    known: { generation: 1, mode: { mode: 'act' }, budget: { limit: 50 } },
    unreadable: [],
  });
  expect(await issuancesFor(guard, arn)).toEqual([]);

  const { code, stdout, stderr } = await erika.types('reissue', arn);
  const { certificate = '' } = await secretOf(guard, 'journey/walk');
  expect(code).toBe(0);
  expect(stdout).toContain(`Replaced, and found where it is used: ${arn}`);
  expect(stdout).toMatch(new RegExp(`Old serial +${serialOf(pem)},`));
  expect(stdout).toMatch(new RegExp(`New serial +${serialOf(certificate)},`));
  expect(stdout).toMatch(/Proof +AWSCURRENT of journey\/walk: serial/);
  const steps = [...stderr.matchAll(/^\d\d:\d\d:\d\dZ {2}([a-z]+(?: [a-z]+)?) {2,}\S/gm)].map(([, step]) => step);
  // Events of the certificate may have started other executions, which are at the same: none does anything twice.
  expect([...new Set(steps)]).toEqual([
    'prepare',
    'issue',
    'collect',
    'decide',
    'deliver',
    'verify',
    'retire',
    'clean up',
  ]);

  const again = await erika.types('reissue', arn, '--json');
  expect(again.code).toBe(0);
  expect(result(again.stdout)).toMatchObject({ outcome: 'proven', generation: 1 });
  expect((await secretOf(guard, 'journey/walk')).certificate).toBe(certificate);
});

test('what comes with the command counts for this time; a CA and a serial number name the certificate', async () => {
  const { arn } = await issued('given');
  const [, serial = ''] = arn.split('/certificate/');
  const args = ['--serial', serial, '--strategy', 'secret', '--secret', 'journey/given', '--json'];
  const { code, stdout } = await erika.types('reissue', authority, ...args);
  expect(result(stdout)).toMatchObject({ outcome: 'proven', certificateArn: arn, strategy: 'secret' });
  expect(code).toBe(0);
});

test('a secret of another application: exit code 1, the error by its name, and what to do', async () => {
  const { arn } = await issued('foreign');
  await makeSecret(guard, 'journey/foreign', { password: 'x' });
  const planned = await erika.types('plan', arn, '--secret', 'journey/foreign');
  expect(planned.stdout).toContain('Plan: not possible so: SecretNotOurs');
  const { code, stdout } = await erika.types('reissue', arn, '--secret', 'journey/foreign');
  expect(stdout).toContain('Not replaced: SecretNotOurs');
  expect(stdout).toContain(`Name another secret: npx renewguard route set ${arn} --secret <name>`);
  expect([planned.code, code]).toEqual([1, 1]);
});

test('the mode: stop holds a reissue, which says so; act lets it go on', async () => {
  const { arn } = await issued('mode');
  const stopped = await erika.types('mode', 'stop', '--reason', 'a journey');
  expect(stopped.stdout).toMatch(new RegExp(`^stop: set by arn:aws:iam::${ACCOUNT}:\\S+ on \\S+Z: a journey\\n$`));
  const held = await erika.types('reissue', arn, '--secret', 'journey/mode', '--json');
  expect(held.code).toBe(2);
  expect(result(held.stdout).waitingFor).toMatchObject({
    what: 'mode',
    next: [expect.stringMatching(/^The mode is stop: /), 'npx renewguard mode act', expect.stringContaining(arn)],
  });
  expect((await erika.types('plan', arn, '--secret', 'journey/mode')).stdout).toContain('while the mode is stop');
  expect((await erika.types('mode', 'act')).code).toBe(0);
  expect((await erika.types('mode')).stdout).toMatch(/^act: set by/);
  expect((await erika.types('reissue', arn, '--secret', 'journey/mode')).code).toBe(0);
});

/** A reissue that waits for somebody to say yes or no. @returns the question's id */
async function asked(arn: string, secret: string): Promise<string> {
  const { code, stdout, stderr } = await erika.types('reissue', arn, '--secret', secret, '--approval', 'yes', '--json');
  expect(code).toBe(2);
  expect(stderr).toMatch(/decide {2,}a person is asked/);
  const { waitingFor } = result(stdout);
  expect(waitingFor).toMatchObject({ what: 'approval' });
  return waitingFor?.next[0]?.split(' ').at(-1) ?? '';
}

test('approve: recorded with who said it, and delivered; a second answer changes nothing', async () => {
  const { arn } = await issued('approved');
  const id = await asked(arn, 'journey/approved');
  const { code, stdout } = await erika.types('approve', id, '--json');
  expect(code).toBe(0);
  expect(errorsIn(schemaOf('approval-answer.v1'), JSON.parse(stdout))).toEqual([]);
  expect(JSON.parse(stdout) as AnswerReport).toMatchObject({
    id,
    answer: 'approved',
    sent: 'sent',
    certificateArn: arn,
  });
  const { proof } = await replacedBy(guard, arn);
  expect(serialOf((await secretOf(guard, 'journey/approved')).certificate ?? '')).toBe(proof?.serial);

  const again = await erika.types('approve', id);
  expect(again.stdout).toContain('Approved: ');
  expect(again.stdout).toContain('no task that waits for it now');
  const other = await erika.types('reject', id);
  expect(other.stderr).toMatch(/was approved already, by arn:\S+: the first answer stands/);
  expect([again.code, other.code]).toEqual([0, 1]);
});

test('reject: nothing is delivered, and the execution fails by that name', async () => {
  const { arn } = await issued('rejected');
  const id = await asked(arn, 'journey/rejected');
  expect((await erika.types('reject', id)).stdout).toContain('the old certificate stays in use');
  const failure = await until('the ledger knows of it', async () => (await issuanceFor(guard, arn)).failure);
  expect(failure).toMatchObject({ error: 'DeliveryRejected' });
  const told = await erika.types('plan', arn, '--secret', 'journey/rejected');
  expect(told.stdout).toMatch(/Failure +DeliveryRejected on/);
  expect(told.code).toBe(1);
});

test('3: a question that nobody asked', async () => {
  const { code, stderr } = await erika.types('approve', '000000000000-4');
  expect(stderr).toMatch(/^renewguard: there is no question 000000000000-4: /);
  expect(code).toBe(3);
});

test('Ctrl-C stops the following, not the execution', async () => {
  const { arn } = await issued('left');
  const never = ['--endpoint', '127.0.0.1:1', '--proof-minutes', '1'];
  const { code, stderr } = await erika.interrupts(
    ['reissue', arn, '--secret', 'journey/left', ...never],
    /verify {2,}/,
  );
  expect(code).toBe(130);
  const [, execution = ''] = /not followed any more; the execution goes on: (\S+)/.exec(stderr) ?? [];
  const described = await new SFNClient(guard.cloud).send(new DescribeExecutionCommand({ executionArn: execution }));
  expect(described.status).toBe('RUNNING');
});

test('--no-follow starts it and leaves', async () => {
  const { arn } = await issued('started');
  const { code, stdout } = await erika.types('reissue', arn, '--secret', 'journey/started', '--no-follow', '--json');
  expect(result(stdout)).toMatchObject({ outcome: 'started', certificateArn: arn });
  expect(code).toBe(0);
  await replacedBy(guard, arn);
});

test('the budget counts what was issued, with what it costs', async () => {
  const { code, stdout } = await erika.types('budget', '--json');
  const told = JSON.parse(stdout) as BudgetReport;
  expect(errorsIn(schemaOf('issuing-budget.v1'), told)).toEqual([]);
  const ours = told.authorities.find(({ arn }) => arn === authority);
  expect(ours?.issued).toBeGreaterThan(4);
  expect(ours).toMatchObject({ limit: 50, waiting: 0, commonName: expect.any(String) as string });
  expect(told.cost[0]?.dollars).toBeCloseTo(0.75 * (ours?.issued ?? 0));
  expect(code).toBe(0);
});

test('no token of a task and no key was ever printed', async () => {
  const tokens = (await itemsIn(guard)).flatMap(({ taskToken }) => (typeof taskToken === 'string' ? [taskToken] : []));
  expect(tokens.length).toBeGreaterThan(0);
  for (const token of tokens) expect(erika.printed).not.toContain(token);
  expect(erika.printed).not.toContain('PRIVATE KEY');
});
