import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { tableApprovals } from '../../core/aws/approvals.ts';
import { MachineTaskAnswers } from '../../core/aws/task-answers.ts';
import type { Issuance } from '../../core/domain/reissue/issuance.ts';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { type EndedExecution, executionEnded, startExecution } from '../../local/story/execution.ts';
import { issuedBy, usable } from './kit/audit.ts';
import { guardedAuthority } from './kit/authorities.ts';
import { inspect, type IssuedDirectly, issueDirectly } from './kit/certificates.ts';
import { endedAbout } from './kit/executions.ts';
import { certificateFindingOf } from './kit/findings.ts';
import { type Guard, hubGuard, ofCertificates } from './kit/guard.ts';
import { subjectsAbout, subscribe } from './kit/notices.ts';
import { issuancesFor, reissued, replacedBy, serialOf, setRoute, tableOf, toldOf } from './kit/reissue.ts';
import { makeSecret, secretOf, stagesOf } from './kit/secrets.ts';
import { TlsHost } from './kit/tls-host.ts';
import { until } from './kit/until.ts';

let guard: Guard;
let inbox: AlertInbox;
let authority: string;

beforeAll(async () => {
  guard = hubGuard();
  [inbox, authority] = await Promise.all([subscribe(guard), guardedAuthority(guard)]);
});

/** An application's certificate, in a secret whose owner lets RenewGuard write to it. */
async function inSecret(name: string): Promise<IssuedDirectly> {
  const issued = await issueDirectly(guard.pki, authority, 20, { subject: ['CN=app.example.com'] });
  const { pem: certificate, chain: certificateChain, key: privateKey } = issued;
  await makeSecret(guard, name, { certificate, certificateChain, privateKey }, { 'renewguard:certificate': 'adopted' });
  return issued;
}

test('a CA whose route says so has each device’s certificate replaced by itself, once, and nobody is alarmed', async () => {
  const devices = await guardedAuthority(guard);
  await setRoute(guard, devices, { strategy: 'same-key' });
  const { arn, pem } = await issueDirectly(guard.pki, devices, 20);
  const issuance = await replacedBy(guard, arn);
  const { certificate } = await secretOf(guard, `renewguard/published/${serialOf(pem)}`);
  expect(serialOf(certificate)).toBe(issuance.issued?.serial);
  expect(await certificateFindingOf(guard, arn)).toBeUndefined();
  // The record of the call and that of its end may both have started it.
  await endedAbout(ofCertificates(guard), arn, 2);
  for (const { status, cause } of await endedAbout({ ...guard, machine: guard.reissueMachine }, arn, 1))
    expect(`${status} ${cause}`).toBe('SUCCEEDED ');
  expect(usable(await issuedBy(guard, devices), 'CN=device-7')).toHaveLength(2);
  expect(await subjectsAbout(inbox, arn)).toEqual([]);

  // What RenewGuard asked for itself is nobody's news.
  const own = await endedAbout(ofCertificates(guard), issuance.issued?.certificateArn ?? '', 2);
  const skipped = { certificates: [], skipped: 'RenewGuard asked for it itself' };
  expect(own.map(({ output }) => JSON.parse(output) as unknown)).toEqual(own.map(() => skipped));
});

test('an unmanaged certificate that has a route by now is replaced when it is looked at, and then it is well', async () => {
  const { arn } = await inSecret('journey/routed');
  await until('it is found to expire', () => certificateFindingOf(guard, arn));
  await setRoute(guard, arn, { secret: 'journey/routed' });
  expect(await inspect(guard, arn)).toMatchObject({ plan: { strategy: 'secret', underWay: true } });
  const issuance = await replacedBy(guard, arn);
  expect(serialOf((await secretOf(guard, 'journey/routed')).certificate)).toBe(issuance.issued?.serial);
  expect(await inspect(guard, arn)).toMatchObject({ notices: 1 });
  expect(await certificateFindingOf(guard, arn)).toBe('UnmanagedExpiring RESOLVED v2');
  expect(await subjectsAbout(inbox, arn)).toEqual(['HIGH UnmanagedExpiring', 'RESOLVED UnmanagedExpiring']);
});

describe('a delivery that a person must allow', () => {
  const inputFor = ({ arn }: IssuedDirectly, secret: string) => ({
    certificateArn: arn,
    strategy: 'secret',
    deliver: { secret, approval: true },
  });

  const begin = (old: IssuedDirectly, secret: string): Promise<string> =>
    startExecution(guard.cloud, guard.reissueMachine, inputFor(old, secret));

  /** Waits until a person is asked by another task than before. @returns what the answer names */
  async function asked({ arn }: IssuedDirectly, before?: string): Promise<{ id: string; taskToken: string }> {
    const id = await until('somebody is asked', async () => (await issuancesFor(guard, arn))[0]?.approval?.id);
    return until('the task waits', async () => {
      const waiting = await tableApprovals(tableOf(guard)).waiting(id);
      return waiting === undefined || waiting.taskToken === before ? undefined : { id, taskToken: waiting.taskToken };
    });
  }

  /** Waits until a person is asked, and answers for them. */
  async function answered(secret: string, answer: 'approved' | 'rejected'): Promise<[IssuedDirectly, EndedExecution]> {
    const old = await inSecret(secret);
    const execution = await begin(old, secret);
    const { id } = await asked(old);
    const [issuance] = await issuancesFor(guard, old.arn);
    if (issuance === undefined) throw new Error('The ledger knows nothing.');
    expect((await toldOf(inbox, issuance, 'approval')).text).toContain(`npx renewguard approve ${id}`);
    expect((await secretOf(guard, secret)).certificate).toBe(old.pem); // until then nothing is delivered
    await giveAnswer(id, answer);
    return [old, await executionEnded(guard.cloud, execution)];
  }

  async function giveAnswer(id: string, answer: 'approved' | 'rejected'): Promise<void> {
    const approvals = tableApprovals(tableOf(guard));
    const { taskToken = '' } = (await approvals.waiting(id)) ?? {};
    expect(await approvals.answer(id, answer, 'a journey', new Date().toISOString())).toBe('answered');
    expect(await new MachineTaskAnswers(new SFNClient(guard.cloud)).sendAnswer(taskToken, answer)).toBe('sent');
  }

  const issuanceOf = async ({ arn }: IssuedDirectly): Promise<Issuance | undefined> =>
    (await issuancesFor(guard, arn))[0];

  test('is made once they said yes', async () => {
    const [old, ended] = await answered('journey/approved', 'approved');
    expect(ended).toMatchObject({ status: 'SUCCEEDED' });
    expect((await secretOf(guard, 'journey/approved')).certificate).not.toBe(old.pem);
    expect((await secretOf(guard, 'journey/approved', 'AWSPREVIOUS')).certificate).toBe(old.pem);
    expect(await issuanceOf(old)).toMatchObject({ state: 'finished', deliveries: 1 });
  });

  test('is asked about again where the execution that asked was stopped: the answer reaches the next one', async () => {
    const secret = 'journey/asked-again';
    const old = await inSecret(secret);
    const first = await begin(old, secret);
    const { taskToken } = await asked(old);
    await new SFNClient(guard.cloud).send(new StopExecutionCommand({ executionArn: first }));
    const next = await begin(old, secret);
    const { id } = await asked(old, taskToken);
    await giveAnswer(id, 'approved');
    expect(await executionEnded(guard.cloud, next)).toMatchObject({ status: 'SUCCEEDED' });
    expect(await issuanceOf(old)).toMatchObject({ state: 'finished', deliveries: 1, attempt: 1 });
  });

  test('is not made once they said no: the old certificate stays, and it is told', async () => {
    const [old, ended] = await answered('journey/rejected', 'rejected');
    expect(ended).toMatchObject({ status: 'FAILED', error: 'DeliveryRejected' });
    expect(ended.cause).toContain('rejected by a journey');
    expect((await secretOf(guard, 'journey/rejected')).certificate).toBe(old.pem);
    const issuance = await issuanceOf(old);
    expect(issuance).toMatchObject({ state: 'collected', deliveries: 0 });
    expect(issuance?.dueAt).toBeUndefined(); // nobody asks again by themselves
    if (issuance) await toldOf(inbox, issuance, 'failed');
  });
});

test('of four executions at once for one certificate, one issues it', async () => {
  const authorityOfOne = await guardedAuthority(guard);
  const { arn } = await issueDirectly(guard.pki, authorityOfOne, 20, { subject: ['CN=crowd.example.com'] });
  const input = { certificateArn: arn, strategy: 'secret', deliver: { secret: 'journey/crowd' } };
  const started = [1, 2, 3, 4].map(() => startExecution(guard.cloud, guard.reissueMachine, input));
  for (const execution of await Promise.all(started)) {
    const { status, cause } = await executionEnded(guard.cloud, execution);
    expect(`${status} ${cause}`).toBe('SUCCEEDED ');
  }
  expect(await replacedBy(guard, arn)).toMatchObject({ attempt: 1, deliveries: 1 });
  expect(usable(await issuedBy(guard, authorityOfOne), 'CN=crowd')).toHaveLength(2);
});

test('a host that serves the new certificate is the proof', async () => {
  const secret = 'journey/served';
  const old = await inSecret(secret);
  const host = await TlsHost.serving(old.pem, old.key);
  const { endpoint } = host;
  host.follow(guard, secret);
  try {
    await reissued(guard, {
      certificateArn: old.arn,
      strategy: 'secret',
      deliver: { secret, endpoint },
    });
  } finally {
    await host.stop();
  }
  const issuance = await replacedBy(guard, old.arn);
  const { serial = '' } = issuance.issued ?? {};
  expect(issuance.proof?.seen).toContain(`${endpoint} serves serial ${serial}`);
  expect(
    Object.values(await stagesOf(guard, secret))
      .flat()
      .toSorted(),
  ).toEqual(['AWSCURRENT', 'AWSPENDING', 'AWSPREVIOUS']);
});
