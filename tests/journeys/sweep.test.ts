import { ListExecutionsCommand, SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { DeleteCertificateCommand, ACMClient } from '@aws-sdk/client-acm';
import { openAccount } from '../../local/cloud/organization.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { execute, startExecution } from '../../local/story/execution.ts';
import { scheduled } from '../builders/config-events.ts';
import { deployedCloud } from './deployed-cloud.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { importedCertificate, issueDirectly, usedCertificate } from './kit/certificates.ts';
import { ConfigStandIn } from './kit/config-stand-in.ts';
import { certificateFindingOf } from './kit/findings.ts';
import { invoke } from './kit/functions.ts';
import { type Guard, pkiOf } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { type OwnEmulator, startOwnEmulator } from './kit/own-emulator.ts';
import { guardInAccount, letIn } from './kit/own-guard.ts';
import { callsIn, forgetCalls, recordOf, summaryOf, sweep } from './kit/sweeps.ts';
import { until } from './kit/until.ts';

const ACCOUNT = ownAccounts.sweep;
/** A member that lets RenewGuard read, and one that joined without. */
const MEMBER = '888811117777';
const STRANGER = '888822227777';
let emulator: OwnEmulator;
let config: ConfigStandIn;
let guard: Guard;
let inbox: AlertInbox;
let authority: string;
let used: string;
let theirs: string;
let direct: string;

beforeAll(async () => {
  emulator = await startOwnEmulator(4596);
  const { url } = emulator;
  config = await ConfigStandIn.start();
  const endpoints = { ACM: url, ACM_PCA: url, emulatorUrl: url, CONFIG: config.url };
  guard = await guardInAccount(ACCOUNT, endpoints, {
    ConfigRule: 'on',
    SweepScope: 'organization',
    MemberAccounts: MEMBER,
  });
  for (const [account, name] of [
    [MEMBER, 'member'],
    [STRANGER, 'stranger'],
  ] as const)
    await openAccount(deployedCloud(), account, name, ACCOUNT);
  await letIn(guard, MEMBER);
  inbox = await subscribe(guard);
  authority = await grantedAuthority(guard.pki);
  used = await usedCertificate(url, guard.pki, authority);
  theirs = await importedCertificate(pkiOf(guard, MEMBER), await grantedAuthority(pkiOf(guard, MEMBER)), 400);
  direct = (await issueDirectly(guard.pki, authority, 20, { subject: ['CN=device.example.com'] })).arn;
});

afterAll(() => Promise.all([emulator.stop(), config.stop()]));

test('a sweep keeps every certificate of the organisation, names the account that it can’t read, and its figures add up', async () => {
  const outcome = await sweep(guard);
  const { planned, read = 0, unreadable = 0, skippedPlaces = 0 } = outcome;
  expect({ planned, read, unreadable }).toEqual({ planned: 3, read: 2, unreadable: 1 });
  expect(read + unreadable + skippedPlaces).toBe(planned);
  const { coverage } = await summaryOf(guard, outcome);
  expect(coverage.open.map(({ place }) => place.account)).toEqual([STRANGER]);
  const notice = await inbox.waitFor(({ subject }) => subject.includes('AccountUnreadable'));
  expect(notice?.text).toContain(STRANGER);
  expect(await recordOf(guard, used)).toMatchObject({ authorityArn: authority, verdict: { verdict: 'renewable' } });
  expect(await recordOf(guard, theirs)).toMatchObject({ account: MEMBER, kind: 'imported' });
  expect(await recordOf(guard, direct)).toMatchObject({
    source: 'acm-pca',
    management: { by: 'nobody', evidence: 'acm-inventory' },
    domainName: 'device.example.com',
  });
  expect(await certificateFindingOf(guard, direct)).toContain('UnmanagedExpiring');
});

test('a second sweep asks ACM for the list, and for nothing that it was told before', async () => {
  await forgetCalls(guard);
  await sweep(guard);
  expect(await callsIn(guard, ACCOUNT)).toEqual({ SearchCertificates: 1 });
  expect(await callsIn(guard, MEMBER)).toEqual({ SearchCertificates: 1 });
});

test('what is deleted is gone, with the date; what can’t be read at the moment stays as it was', async () => {
  const gone = await importedCertificate(guard.pki, authority, 300);
  await sweep(guard);
  await new ACMClient(guard.pki).send(new DeleteCertificateCommand({ CertificateArn: gone }));
  const fault = { service: 'acm', operation: '*', account: MEMBER, error: 'AccessDeniedException' };
  await fetch(`${guard.emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
  const outcome = await sweep(guard);
  await fetch(`${guard.emulatorUrl}/_emulator/faults`, { method: 'DELETE' });
  expect(outcome).toMatchObject({ read: 1, unreadable: 2 });
  expect(await recordOf(guard, gone)).toMatchObject({ goneAt: expect.any(String) as string });
  expect((await recordOf(guard, theirs))?.goneAt).toBeUndefined();
});

test.each<[string, object, RegExp]>([
  ['an account that is none of the organisation’s', { accounts: ['123456789012'] }, /^accounts: .*123456789012/],
  ['a malformed region', { regions: ['nowhere'] }, /^regions\.0: expected a region/],
  ['a date that has passed', { asOf: '2020-01-01' }, /^asOf: expected a time to come/],
  ['something that sweeps don’t know', { acounts: [] }, /acounts/],
])('%s is refused by name, before anything runs', async (_, input, message) => {
  const { status, error, cause } = await execute(guard.cloud, guard.sweepMachine, input);
  expect({ status, error }).toEqual({ status: 'FAILED', error: 'InvalidInput' });
  expect(cause).toMatch(message);
});

test('a sweep that is stopped in the middle does no harm, and two at once leave what one leaves', async () => {
  const before = await recordOf(guard, used);
  const sfn = new SFNClient(guard.cloud);
  const executionArn = await startExecution(guard.cloud, guard.sweepMachine, {});
  await sfn.send(new StopExecutionCommand({ executionArn }));
  const [one, other] = await Promise.all([sweep(guard), sweep(guard)]);
  expect([one.unreadable, other.unreadable]).toEqual([1, 1]);
  expect(await recordOf(guard, used)).toEqual(before);
});

test('an assessment of a date to come tells what will have broken by then, and writes nothing', async () => {
  const asOf = new Date(Date.now() + 30 * 24 * 60 * 60 * 1000).toISOString();
  const outcome = await sweep(guard, { asOf });
  const { forecast } = await summaryOf(guard, outcome);
  expect(forecast?.asOf).toBe(asOf);
  expect(forecast?.breaks.map(({ arn }) => arn)).toContain(direct);
  expect(outcome.remedies).toBe(0);
});

test('the schedule starts no sweep that is not due', async () => {
  const { status, output } = await execute(guard.cloud, guard.sweepMachine, { scheduled: true });
  expect([status, JSON.parse(output)]).toEqual(['SUCCEEDED', expect.objectContaining({ planned: 0 })]);
  const running = await until('no sweep runs', async () => {
    const list = new ListExecutionsCommand({ stateMachineArn: guard.sweepMachine, statusFilter: 'RUNNING' });
    const { executions = [] } = await new SFNClient(guard.cloud).send(list);
    return executions.length === 0 ? executions : undefined;
  });
  expect(running).toEqual([]);
});

/** What AWS Config is told when its rule is due: `NON_COMPLIANT RegionUnreadable`, by the resource's id. */
async function toldConfig(): Promise<Readonly<Record<string, string>>> {
  await invoke(guard, 'EvaluateCompliance', scheduled({ accountId: ACCOUNT }));
  const told = [...config.takeTold().values()];
  return Object.fromEntries(
    told.map((each) => [each.ComplianceResourceId, `${each.ComplianceType} ${each.Annotation.split(':')[0]}`]),
  );
}

test('AWS Config is told of the own account what sweeps have proven, and of what they could not read that nobody knows', async () => {
  const gone = `${used.slice(0, -4)}0000`;
  config.evaluatedBefore = [{ resourceType: 'AWS::ACM::Certificate', resourceId: gone }];
  expect(await toldConfig()).toEqual({
    // An account that can't be read may use it, and it is not shared with that account.
    [authority]: 'NON_COMPLIANT PolicyMissing',
    [used]: 'COMPLIANT Renewable',
    [gone]: 'NOT_APPLICABLE NotJudged',
  });
  const fault = { service: 'acm', operation: '*', account: ACCOUNT, error: 'AccessDeniedException' };
  await fetch(`${guard.emulatorUrl}/_emulator/faults`, { method: 'POST', body: JSON.stringify(fault) });
  await sweep(guard);
  expect((await toldConfig())[used]).toMatch(/^NON_COMPLIANT (Account|Region)Unreadable$/);
  await fetch(`${guard.emulatorUrl}/_emulator/faults`, { method: 'DELETE' });
  await sweep(guard);
  expect((await toldConfig())[used]).toBe('COMPLIANT Renewable');
});
