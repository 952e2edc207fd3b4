import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { aGrant, unread } from '../builders/authority-facts.ts';
import { sharingPolicy } from '../builders/policy.ts';
import { FakeWorld } from '../fakes/fake-world.ts';
import { MachineOnFakes, named, times, type FunctionName } from './machine-on-fakes.ts';
import { TaskFailed } from './run-machine.ts';

const OTHER_ARN = AUTHORITY_ARN.replace('11111111-', '22222222-');
const manual = { certificateAuthorityArn: AUTHORITY_ARN };
const record = (eventName: string, eventSource = 'acm-pca.amazonaws.com') => ({
  account: PKI,
  detail: { eventName, eventSource, requestParameters: { certificateAuthorityArn: AUTHORITY_ARN } },
});
const shareRemoved = record('DisassociateResourceShare', 'ram.amazonaws.com');

let world: FakeWorld;
let machine: MachineOnFakes;

beforeEach(() => {
  world = new FakeWorld();
  machine = new MachineOnFakes('guard-authority', world);
});

const guard = (input: object) => machine.run(input);

describe('a verification', () => {
  test('of a healthy CA ends as granted, and nobody is told', async () => {
    const { output, visited } = await guard(manual);
    expect(output).toMatchObject({
      skipped: null,
      authorities: [{ verdict: 'granted', reason: 'Granted', notices: 0 }],
    });
    expect(visited).toEqual([
      'IdentifyAuthorities',
      'GuardEachAuthority',
      'BeginVerification',
      'VerifyAuthority',
      'WhatWasSeen',
      'FindDependents',
      'WhoElseUsesIt',
      'AlertOrResolve',
      'ReleaseVerification',
      'HasMoreArrived',
      'Concluded',
      'HasAnyFailed',
      'Guarded',
    ]);
    expect(world.lease.holderOf(AUTHORITY_ARN)).toBeUndefined();
  });

  test('after a removal alerts at the first read that shows it, and resolves when it is undone', async () => {
    world.authorities.one.grants = known([]);
    expect((await guard(record('DeletePermission'))).waited).toEqual([]);
    expect(world.told).toEqual(['LOW PermissionMissing']);
    world.authorities.one.grants = known([aGrant()]);
    await guard(record('CreatePermission'));
    expect(world.told).toEqual(['LOW PermissionMissing', 'RESOLVED PermissionMissing']);
  });

  test('after a removal that doesn’t show waits 5, 30 and 120 seconds before it ends as fine', async () => {
    const { output, waited } = await guard(record('DeletePermission'));
    expect(waited).toEqual([5, 30, 120]);
    expect(output).toMatchObject({ authorities: [{ verdict: 'granted' }] });
    expect(world.authorities.reads).toBe(4);
  });

  test('that AWS does not answer ends as undeterminable, and people are told so', async () => {
    world.authorities.one.grants = unread('acm-pca:ListPermissions', 'throttled');
    const { output, waited, failed } = await guard(manual);
    expect([waited, failed]).toEqual([[5, 30, 120], undefined]);
    expect(output).toMatchObject({ authorities: [{ verdict: 'undeterminable' }] });
    expect(world.told).toEqual(['LOW AuthorityUndeterminable']);
  });

  test('of the same event ten times, at once, tells once', async () => {
    world.authorities.one.grants = known([]);
    const all = await Promise.all(times(10, record('DeletePermission')).map(guard));
    expect(all.map(({ failed }) => failed)).toEqual(times(10, undefined));
    const left = all.filter(({ output }) => JSON.stringify(output).includes('to the execution that is verifying'));
    expect(left).toHaveLength(9);
    // One runs, and once more for those that left.
    expect(world.authorities.reads).toBe(2);
    expect(world.told).toEqual(['LOW PermissionMissing']);
    expect(world.lease.holderOf(AUTHORITY_ARN)).toBeUndefined();
  });

  test('of the same event ten times, one after the other, tells once', async () => {
    world.authorities.one.grants = known([]);
    for (const event of times(10, record('DeletePermission'))) await guard(event);
    expect(world.told).toEqual(['LOW PermissionMissing']);
  });

  test('of a call that failed does nothing, and says why', async () => {
    const { output, visited } = await guard({
      ...record('DeletePermission'),
      detail: { ...record('DeletePermission').detail, errorCode: 'AccessDenied' },
    });
    expect(output).toEqual({ authorities: [], skipped: 'DeletePermission failed with AccessDenied: nothing changed' });
    expect(visited).not.toContain('VerifyAuthority');
  });
});

describe('an account that turns out to use a CA', () => {
  test('is judged in the same verification, and remembered', async () => {
    world.accounts.issue(PAYMENTS);
    const { output, visited } = await guard(manual);
    expect(visited.filter((state) => state === 'VerifyAuthority')).toHaveLength(2);
    expect(output).toMatchObject({ authorities: [{ verdict: 'missing', reason: 'PolicyMissing' }] });
    expect(world.told).toEqual(['HIGH PolicyMissing']);
    expect(world.memory.consumers.get(AUTHORITY_ARN)).toEqual([PAYMENTS]);
  });

  test('is known the next time', async () => {
    world.accounts.issue(PAYMENTS);
    await guard(manual);
    const { visited } = await guard(manual);
    expect(visited.filter((state) => state === 'VerifyAuthority')).toHaveLength(1);
    expect(world.told).toEqual(['HIGH PolicyMissing']);
  });

  test('and no more is no longer concerned', async () => {
    world.accounts.issue(PAYMENTS);
    await guard(manual);
    world.accounts.certificates.clear();
    await guard(manual);
    expect(world.told).toEqual(['HIGH PolicyMissing', 'RESOLVED PolicyMissing']);
    expect(world.ledger.sent.at(-1)?.text).toContain(
      'No certificate of the account depends on the authority any more.',
    );
  });
});

describe('a failure', () => {
  test('of wrong input is told by the field, and not tried again', async () => {
    const { failed } = await guard({ certificateAuthorityArn: 42 });
    expect(failed).toMatchObject({ error: 'InvalidInput' });
    expect(failed?.reason).toMatch(/^certificateAuthorityArn: expected arn:.*, got 42$/);
    expect(machine.calls).toEqual({ identifyAuthorities: 1, reportFailure: 1 });
    expect(world.told).toEqual(['HIGH ExecutionFailed']);
  });

  test('of a CA that doesn’t exist is told by its ARN, and the CA is free afterwards', async () => {
    world.authorities.one.description = known(undefined);
    const { failed } = await guard(manual);
    expect(failed).toMatchObject({ error: 'AuthorityNotFound' });
    expect(failed?.reason).toContain(AUTHORITY_ARN);
    expect(world.lease.holderOf(AUTHORITY_ARN)).toBeUndefined();
  });

  test.each<[FunctionName]>([
    ['identifyAuthorities'],
    ['verifyAuthority'],
    ['findDependents'],
    ['alertOrResolve'],
    ['releaseVerification'],
  ])('of %s that passes is tried again, and not noticed', async (name) => {
    machine.faults[name] = [
      named('AwsUnavailable'),
      new TaskFailed('Lambda.ServiceException'),
      new TaskFailed('States.Timeout'),
      new TaskFailed('Sandbox.Timedout'),
    ];
    const { failed, output } = await guard(manual);
    expect(failed).toBeUndefined();
    expect(output).toMatchObject({ authorities: [{ verdict: 'granted' }] });
    expect(world.told).toEqual([]);
  });

  test.each<[FunctionName, string, Error, string]>([
    ['identifyAuthorities', 'AccountUnreadable', named('AccountUnreadable'), 'as told'],
    ['verifyAuthority', 'AwsRefused', named('AwsRefused'), 'as told'],
    ['findDependents', 'TypeError', named('TypeError'), 'as told'],
    ['alertOrResolve', 'AwsRefused', named('AwsRefused'), 'as told'],
    ['verifyAuthority', 'States.Timeout', new TaskFailed('States.Timeout'), ''],
    ['identifyAuthorities', 'States.Timeout', new TaskFailed('States.Timeout'), ''],
  ])('of %s that stays is told once, with its cause where it has one: %s', async (name, error, fault, cause) => {
    machine.faults[name] = times(20, fault);
    const { failed } = await guard(manual);
    expect(failed).toMatchObject({ error, reason: cause });
    expect(world.told).toEqual(['HIGH ExecutionFailed']);
    expect(world.lease.holderOf(AUTHORITY_ARN)).toBeUndefined();
  });

  test('of the failure path itself ends the execution as failed: the rule on status changes tells', async () => {
    machine.faults.identifyAuthorities = [named('AwsRefused', 'denied')];
    machine.faults.reportFailure = times(20, named('AwsUnavailable'));
    expect((await guard(manual)).failed).toMatchObject({ error: 'AwsRefused' });
  });

  test('of the failure path of one CA gives up by name', async () => {
    machine.faults.verifyAuthority = times(20, named('AwsRefused'));
    machine.faults.reportFailure = times(20, named('AwsUnavailable'));
    expect((await guard(manual)).failed).toMatchObject({ error: 'VerificationGivenUp' });
  });
});

describe('several CAs of one event', () => {
  beforeEach(() => {
    world.authorities.one.policy = known(sharingPolicy());
    world.authorities.add(OTHER_ARN).policy = known(sharingPolicy({ Resource: OTHER_ARN }));
    for (const arn of [AUTHORITY_ARN, OTHER_ARN]) world.accounts.issue(PAYMENTS, 1, arn);
  });

  test('are verified each, and each is told', async () => {
    Object.assign(world.authorities.one, { policy: known(sharingPolicy({ Action: 'acm-pca:ListTags' })) });
    const { output } = await guard(shareRemoved);
    expect(output).toMatchObject({ authorities: [{ verdict: 'missing' }, { verdict: 'granted' }] });
    expect(world.told).toEqual(['HIGH PolicyMissing']);
  });

  test('one that fails does not stop the other, and the execution fails with its error', async () => {
    machine.faults.findDependents = [named('AwsRefused', 'denied')];
    const { failed } = await guard(shareRemoved);
    expect(failed).toMatchObject({ error: 'AwsRefused', reason: 'denied' });
    expect(machine.calls.alertOrResolve).toBe(1);
  });

  test('two that fail: the execution fails with the first’s error, as one text', async () => {
    machine.faults.findDependents = [named('AwsRefused', 'denied'), named('AwsRefused', 'denied, too')];
    expect((await guard(shareRemoved)).failed).toMatchObject({ error: 'AwsRefused', reason: 'denied' });
  });
});
