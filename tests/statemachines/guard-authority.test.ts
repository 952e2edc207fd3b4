import { readFileSync } from 'node:fs';
import { known } from '../../core/domain/fact.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { aGrant, unread } from '../builders/authority-facts.ts';
import { sharingPolicy } from '../builders/policy.ts';
import { FakeWorld } from '../fakes/fake-world.ts';
import { runMachine, TaskFailed, type Machine } from './run-machine.ts';

const definition = JSON.parse(readFileSync('statemachines/guard-authority.asl.json', 'utf8')) as Machine;
const OTHER_ARN = AUTHORITY_ARN.replace('11111111-', '22222222-');
const manual = { certificateAuthorityArn: AUTHORITY_ARN };
const record = (eventName: string, eventSource = 'acm-pca.amazonaws.com') => ({
  account: PKI,
  detail: { eventName, eventSource, requestParameters: { certificateAuthorityArn: AUTHORITY_ARN } },
});
const shareRemoved = record('DisassociateResourceShare', 'ram.amazonaws.com');

type FunctionName = Exclude<
  { [K in keyof FakeWorld]: FakeWorld[K] extends (input: unknown) => Promise<unknown> ? K : never }[keyof FakeWorld],
  undefined
>;

let world: FakeWorld;
/** Failures that a function's next calls end with, before the function itself. */
let faults: Partial<Record<FunctionName, (Error | TaskFailed)[]>>;
/** How often each function was called. */
let calls: Partial<Record<FunctionName, number>>;

beforeEach(() => {
  world = new FakeWorld();
  faults = {};
  calls = {};
});

/** Calls a function as Lambda does: what it is given and answers is JSON, what it throws is a name and a text. */
async function invoke(functionName: string, payload: unknown): Promise<unknown> {
  const pascal = /^\$\{(\w+)FunctionArn\}$/.exec(functionName)?.[1] ?? '';
  const name = (pascal.charAt(0).toLowerCase() + pascal.slice(1)) as FunctionName;
  calls[name] = (calls[name] ?? 0) + 1;
  try {
    const fault = faults[name]?.shift();
    if (fault !== undefined) throw fault;
    const answer: unknown = await world[name](JSON.parse(JSON.stringify(payload)));
    return JSON.parse(JSON.stringify(answer));
  } catch (error) {
    if (error instanceof TaskFailed || !(error instanceof Error)) throw error;
    throw new TaskFailed(error.name, JSON.stringify({ errorType: error.name, errorMessage: error.message }));
  }
}

let executions = 0;

async function guard(input: object) {
  const execution = {
    id: `arn:aws:states:eu-west-1:${PKI}:execution:guard:${(executions += 1)}`,
    invoke,
    visited: [] as string[],
    waited: [] as number[],
  };
  const outcome = await runMachine(definition, input, execution).catch((error: unknown) => error);
  if (outcome instanceof Error && !(outcome instanceof TaskFailed)) throw outcome;
  const failed = outcome instanceof TaskFailed ? outcome : undefined;
  return { ...execution, output: failed ? undefined : outcome, failed };
}

const named = (name: string, message = 'as told') => Object.assign(new Error(message), { name });
const times = <T>(count: number, item: T): T[] => Array.from({ length: count }, () => item);

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
    expect(calls).toEqual({ identifyAuthorities: 1, reportFailure: 1 });
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
    faults[name] = [
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
    faults[name] = times(20, fault);
    const { failed } = await guard(manual);
    expect(failed).toMatchObject({ error, reason: cause });
    expect(world.told).toEqual(['HIGH ExecutionFailed']);
    expect(world.lease.holderOf(AUTHORITY_ARN)).toBeUndefined();
  });

  test('of the failure path itself ends the execution as failed: the rule on status changes tells', async () => {
    faults.identifyAuthorities = [named('AwsRefused', 'denied')];
    faults.reportFailure = times(20, named('AwsUnavailable'));
    expect((await guard(manual)).failed).toMatchObject({ error: 'AwsRefused' });
  });

  test('of the failure path of one CA gives up by name', async () => {
    faults.verifyAuthority = times(20, named('AwsRefused'));
    faults.reportFailure = times(20, named('AwsUnavailable'));
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
    faults.findDependents = [named('AwsRefused', 'denied')];
    const { failed } = await guard(shareRemoved);
    expect(failed).toMatchObject({ error: 'AwsRefused', reason: 'denied' });
    expect(calls.alertOrResolve).toBe(1);
  });

  test('two that fail: the execution fails with the first’s error, as one text', async () => {
    faults.findDependents = [named('AwsRefused', 'denied'), named('AwsRefused', 'denied, too')];
    expect((await guard(shareRemoved)).failed).toMatchObject({ error: 'AwsRefused', reason: 'denied' });
  });
});
