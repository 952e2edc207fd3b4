import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { AlertInbox } from '../../local/story/alert-inbox.ts';
import { executionEnded, startExecution } from '../../local/story/execution.ts';
import { type AuditedCertificate, issuedBy, usable } from './kit/audit.ts';
import { grantedAuthority } from './kit/authorities.ts';
import { importIntoAcm, issueDirectly } from './kit/certificates.ts';
import { deliverEvents } from './kit/deliveries.ts';
import { secretsIn } from './kit/everything.ts';
import { executionsAbout } from './kit/executions.ts';
import { endFaults, inject } from './kit/faults.ts';
import { prepared, stepped } from './kit/functions.ts';
import type { Guard } from './kit/guard.ts';
import { subscribe } from './kit/notices.ts';
import { ownAccounts } from './kit/own-accounts.ts';
import { type OwnTime, ownTime } from './kit/own-time.ts';
import { acmCertificate, issuanceFor, reissued, serialOf } from './kit/reissue.ts';
import { secretOf } from './kit/secrets.ts';
import { until } from './kit/until.ts';

/** The steps of both machines, in their order. */
const STEPS = [
  'PrepareReissue',
  'IssueCertificate',
  'CollectCertificate',
  'DecideDelivery',
  'DeliverCertificate',
  'VerifyDelivery',
  'RetireCertificate',
  'CleanUpIssuance',
] as const;

type Step = (typeof STEPS)[number];
type Strategy = 'secret' | 'acm-import';

let time: OwnTime;
let guard: Guard;
let inbox: AlertInbox;
let authority: string;

beforeAll(async () => {
  time = await ownTime(ownAccounts.stopped, 4595);
  guard = time.guard;
  [inbox, authority] = await Promise.all([subscribe(guard), grantedAuthority(guard.pki)]);
});

afterAll(() => time.stop());

/** A certificate that is to be replaced, and with what. */
interface Asked {
  readonly name: string;
  readonly certificateArn: string;
  readonly input: object;
}

/** @param name the only certificates of that common name are this one and its replacement */
async function asked(strategy: Strategy, name: string, ca = authority): Promise<Asked> {
  const issued = await issueDirectly(guard.pki, ca, 30, { subject: [`CN=${name}.example.com`] });
  const certificateArn = strategy === 'secret' ? issued.arn : await importIntoAcm(guard.pki, issued);
  const deliver = strategy === 'secret' ? { deliver: { secret: `journey/${name}` } } : {};
  return { name, certificateArn, input: { certificateArn, strategy, ...deliver } };
}

/** Takes the steps up to this one as the machines do; then nothing goes on. */
async function stopAfter(last: Step, { input }: Asked): Promise<void> {
  const { intent } = await prepared(guard, input);
  for (const step of STEPS.slice(1, STEPS.indexOf(last) + 1))
    await until(`${step} is done`, async () => {
      const { waitSeconds } = await stepped(guard, step, intent);
      return waitSeconds === undefined ? true : undefined;
    });
}

const replaced: Asked[] = [];

/** It is replaced, once, and the new certificate is where it is used. */
async function expectReplaced(strategy: Strategy, ask: Asked): Promise<void> {
  const issuance = await issuanceFor(guard, ask.certificateArn);
  expect(issuance).toMatchObject({ state: 'finished', attempt: 1, deliveries: 1, proof: {} });
  const found =
    strategy === 'secret'
      ? (await secretOf(guard, `journey/${ask.name}`)).certificate
      : (await acmCertificate(guard, ask.certificateArn)).toString();
  expect(serialOf(found)).toBe(issuance.issued?.serial);
  replaced.push(ask);
}

describe.each(['secret', 'acm-import'] as const)('%s, stopped after', (strategy) => {
  test.each(STEPS)('%s and started again at once', async (step) => {
    const ask = await asked(strategy, `${strategy}-${step}-at-once`);
    await stopAfter(step, ask);
    await reissued(guard, ask.input);
    await expectReplaced(strategy, ask);
  });

  describe('and started again ten minutes later:', () => {
    const stopped = new Map<Step, Asked>();

    beforeAll(async () => {
      for (const step of STEPS) {
        const ask = await asked(strategy, `${strategy}-${step}-later`);
        await stopAfter(step, ask);
        stopped.set(step, ask);
      }
      await time.skip(10 * 60);
    });

    test.each(STEPS)('%s', async (step) => {
      const ask = stopped.get(step);
      if (ask === undefined) throw new Error(`${step} was not stopped after`);
      await reissued(guard, ask.input);
      await expectReplaced(strategy, ask);
    });
  });
});

test('an execution that somebody stops while it runs is told, and another one ends what it began', async () => {
  const ask = await asked('secret', 'really-stopped');
  const execution = await startExecution(guard.cloud, guard.reissueMachine, ask.input);
  const child = await until('the certificate is issued', async () => {
    const [nested] = await executionsAbout({ ...guard, machine: nestedMachine() }, execution);
    const { state } = await issuanceFor(guard, ask.certificateArn).catch(() => ({ state: 'open' }));
    return ['open', 'keyed', 'sent'].includes(state) ? undefined : nested;
  });
  const sfn = new SFNClient(guard.cloud);
  for (const executionArn of [execution, child.arn])
    await sfn.send(new StopExecutionCommand({ executionArn })).catch(() => undefined); // one may have ended
  expect(await executionEnded(guard.cloud, execution)).toMatchObject({ status: 'ABORTED' });
  await reissued(guard, ask.input);
  await expectReplaced('secret', ask);
  expect(await inbox.waitFor(({ id }) => id.startsWith(`${execution}/failed`))).toBeDefined();
});

/** Where reissue-certificate has its nested executions. */
const nestedMachine = (): string => guard.reissueMachine.replace('reissue-certificate', 'issue-and-deliver');

describe('the answer to the request was lost after the certificate was issued; started again', () => {
  let ca: string;
  beforeAll(async () => void (ca = await grantedAuthority(guard.pki)));
  afterEach(() => endFaults(guard.emulatorUrl));

  /** Every answer of the CA is lost until the faults end. */
  async function lost(name: string): Promise<Asked> {
    const ask = await asked('secret', name, ca);
    await time.rest();
    const { intent } = await prepared(guard, ask.input);
    const failure = { error: 'InternalFailure', status: 500, after: true } as const;
    const { region } = guard.pki;
    await inject(guard.emulatorUrl, [{ service: 'acm-pca', operation: 'IssueCertificate', region, ...failure }]);
    await expect(stepped(guard, 'IssueCertificate', intent)).rejects.toThrow(/InternalFailure/);
    await endFaults(guard.emulatorUrl);
    expect(await issuanceFor(guard, ask.certificateArn)).toMatchObject({ state: 'sent' });
    return ask;
  }

  test('at once, the same request gets the same certificate', async () => {
    const ask = await lost('lost-at-once');
    await reissued(guard, ask.input);
    await expectReplaced('secret', ask);
    expect(await issuanceFor(guard, ask.certificateArn)).toMatchObject({ doubts: [] });
  });

  test('ten minutes later, the record of the call has told which it is', async () => {
    const ask = await lost('lost-and-recorded');
    await time.rest();
    await time.skip(10 * 60);
    await reissued(guard, ask.input);
    await expectReplaced('secret', ask);
    expect(await issuanceFor(guard, ask.certificateArn)).toMatchObject({ doubts: [{ resolved: 'adopted' }] });
  });

  test('ten minutes later, the CA’s audit report tells which it is, where the record was lost as well', async () => {
    await deliverEvents(guard, 'none');
    const ask = await lost('lost-and-unrecorded');
    await deliverEvents(guard, 'every');
    await time.skip(10 * 60);
    await reissued(guard, ask.input);
    await expectReplaced('secret', ask);
    expect(await issuanceFor(guard, ask.certificateArn)).toMatchObject({ doubts: [{ resolved: 'adopted' }] });
    await time.skip(31 * 60); // so that the CA makes another report
    expectOneFor(await issuedBy(guard, ca), ['lost-at-once', 'lost-and-recorded', 'lost-and-unrecorded']);
  });
});

/** Of each name there are two certificates that could be used: the old one and the new one. */
function expectOneFor(issued: readonly AuditedCertificate[], names: readonly string[]): void {
  const counted = names.map((name) => `${name}: ${usable(issued, `CN=${name}.example.com`).length}`);
  expect(counted).toEqual(names.map((name) => `${name}: 2`));
}

test('the CA issued one certificate for each, and no temporary secret is left', async () => {
  const issued = await issuedBy(guard, authority);
  const names = replaced.map(({ name }) => name).filter((name) => !name.startsWith('lost'));
  expect(names.length).toBe(2 * 2 * STEPS.length + 1);
  expectOneFor(issued, names);
  expect(await secretsIn(guard)).not.toContain('renewguard/temporary/');
});
