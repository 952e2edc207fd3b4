import { known } from '../../core/domain/fact.ts';
import { PAYMENTS, STRANGER } from '../builders/accounts.ts';
import { aGrant, unread } from '../builders/authority-facts.ts';
import { CERTIFICATE_ARN, exported, ISSUED_ARN, renewing } from '../builders/certificates.ts';
import { FakeWorld } from '../fakes/fake-world.ts';
import { MachineOnFakes, named, times } from './machine-on-fakes.ts';

const OTHER_ARN = CERTIFICATE_ARN.replace('00000000-', '99999999-');
const manual = { certificateArn: CERTIFICATE_ARN };
const event = (type: string, ...resources: readonly string[]) => ({
  'detail-type': `ACM Certificate ${type}`,
  resources,
});
const expiring = event('Approaching Expiration', CERTIFICATE_ARN);
const issued = { detail: { eventName: 'IssueCertificate', responseElements: { certificateArn: ISSUED_ARN } } };
const both = {
  'detail-type': 'AWS Health Event',
  resources: [CERTIFICATE_ARN],
  detail: { affectedEntities: [{ entityValue: OTHER_ARN }] },
};
const STUCK = { renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) };

let world: FakeWorld;
let machine: MachineOnFakes;

beforeEach(() => {
  world = new FakeWorld();
  machine = new MachineOnFakes('guard-certificate', world);
});

const guard = (input: object) => machine.run(input);

describe('an inspection', () => {
  test('of a certificate that will be renewed ends so, and nobody is told', async () => {
    world.certificates.add();
    const { output, visited, waited } = await guard(manual);
    expect(output).toMatchObject({
      skipped: null,
      certificates: [
        {
          certificateArn: CERTIFICATE_ARN,
          verdict: 'renewable',
          reason: 'Renewable',
          plan: { action: 'leave' },
          notices: 0,
        },
      ],
    });
    expect(visited).toEqual([
      'IdentifyCertificates',
      'GuardEachCertificate',
      'BeginInspection',
      'InspectCertificate',
      'WhatWasSeen',
      'ConcludeCertificate',
      'IsToBeReplaced',
      'Concluded',
      'HasAnyFailed',
      'Guarded',
    ]);
    expect(waited).toEqual([]);
  });

  test('of one whose renewal is stuck alerts once, though ACM tells of it every day, and resolves after the renewal', async () => {
    world.certificates.add(STUCK);
    world.authorities.one.grants = known([]);
    for (const each of times(45, expiring)) {
      expect((await guard(each)).failed).toBeUndefined();
      world.clock.forward(24 * 3600);
    }
    expect(world.told).toEqual(['HIGH RenewalStuck']);
    world.authorities.one.grants = known([aGrant()]);
    world.certificates.add({ notAfter: '2028-02-01T12:00:00.000Z', renewal: renewing({ status: 'SUCCESS' }) });
    await guard(event('Available', CERTIFICATE_ARN));
    expect(world.told).toEqual(['HIGH RenewalStuck', 'RESOLVED RenewalStuck']);
  });

  test('of one that is to be replaced names the strategy, and alerts', async () => {
    world.certificates.add({ ...exported, eligibility: 'INELIGIBLE', renewal: renewing({ status: 'SUCCESS' }) });
    const { output } = await guard(event('Available', CERTIFICATE_ARN));
    expect(output).toMatchObject({ certificates: [{ plan: { action: 'reissue', strategy: 'export' }, notices: 1 }] });
    expect(world.told).toEqual(['HIGH ReexportNeeded']);
  });

  test('of the same event twenty times, at once, tells once', async () => {
    world.certificates.add(STUCK);
    const all = await Promise.all(times(20, expiring).map(guard));
    expect(all.map(({ failed }) => failed)).toEqual(times(20, undefined));
    expect(world.told).toEqual(['HIGH RenewalStuck']);
  });

  test('of a certificate that is issued directly waits until it is', async () => {
    world.issued.add();
    world.issued.answers.set(ISSUED_ARN, times(2, unread('acm-pca:GetCertificate', 'unavailable')));
    const { output, waited } = await guard(issued);
    expect(waited).toEqual([5, 30]);
    expect(output).toMatchObject({ certificates: [{ verdict: 'unmanaged', notices: 0 }] });
  });

  test('that AWS does not answer waits 5, 30 and 120 seconds, and ends as undeterminable, told once', async () => {
    world.certificates.standing.set(CERTIFICATE_ARN, unread('acm:DescribeCertificate', 'throttled'));
    const { output, waited, failed } = await guard(expiring);
    expect([waited, failed]).toEqual([[5, 30, 120], undefined]);
    expect(output).toMatchObject({ certificates: [{ verdict: 'undeterminable' }] });
    expect(world.told).toEqual(['MEDIUM RenewalUndeterminable']);
    expect(machine.calls.inspectCertificate).toBe(4);
  });

  test('asks the domain again after each wait, and ends as soon as AWS answers', async () => {
    world.certificates.standing.set(CERTIFICATE_ARN, unread('acm:DescribeCertificate', 'throttled'));
    machine.onWait = (seconds) => {
      world.clock.forward(seconds);
      if (seconds === 30) world.certificates.add();
    };
    const { output, waited } = await guard(expiring);
    expect(waited).toEqual([5, 30]);
    expect(output).toMatchObject({ certificates: [{ verdict: 'renewable' }] });
    expect(world.told).toEqual([]);
  });

  test('of an account that is none of RenewGuard’s ends as undeterminable without a wait, told once', async () => {
    const arn = CERTIFICATE_ARN.replace('111122223333', STRANGER);
    world.certificates.standing.set(arn, unread('sts:AssumeRole', 'not-configured', STRANGER));
    for (const each of times(3, event('Approaching Expiration', arn))) {
      const { output, waited } = await guard(each);
      expect(waited).toEqual([]);
      expect(output).toMatchObject({ certificates: [{ verdict: 'undeterminable', reason: 'RenewalUndeterminable' }] });
    }
    expect(world.told).toEqual(['MEDIUM RenewalUndeterminable']);
  });

  test('of a certificate that is gone and was never known ends so, and nobody is told', async () => {
    const { output, visited } = await guard(expiring);
    expect(output).toEqual({
      skipped: null,
      certificates: [
        {
          certificateArn: CERTIFICATE_ARN,
          left: 'the certificate does not exist, and nothing was ever found about it',
        },
      ],
    });
    expect(visited).not.toContain('ConcludeCertificate');
  });

  test('of a certificate that is gone and had a finding resolves it', async () => {
    world.certificates.add(STUCK);
    await guard(expiring);
    world.certificates.standing.clear();
    world.clock.forward(1);
    const { output } = await guard(expiring);
    expect(output).toMatchObject({ certificates: [{ verdict: 'out-of-force', reason: 'Gone', notices: 1 }] });
    expect(world.told).toEqual(['HIGH RenewalStuck', 'RESOLVED RenewalStuck']);
    expect(world.ledger.sent.at(-1)?.text).toContain('does not exist any more');
  });

  test('that a later one overtook ends, and says so', async () => {
    world.certificates.add(STUCK);
    await world.inspections.noteInspection(CERTIFICATE_ARN, '2027-01-01T00:00:00.000Z');
    const { output, failed } = await guard(expiring);
    expect(failed).toBeUndefined();
    expect(output).toEqual({ skipped: null, certificates: [{ certificateArn: CERTIFICATE_ARN, superseded: true }] });
    expect(world.told).toEqual([]);
  });

  test('of a record about an issuance by ACM does nothing, and says why', async () => {
    const { output, visited } = await guard({
      detail: { ...issued.detail, userIdentity: { invokedBy: 'acm.amazonaws.com' } },
    });
    expect(output).toEqual({
      certificates: [],
      skipped: 'ACM asked for it: its own events tell of the certificate',
    });
    expect(visited).not.toContain('InspectCertificate');
  });
});

describe('several certificates of one event', () => {
  beforeEach(() => {
    world.certificates.add(STUCK);
    world.certificates.add({ arn: OTHER_ARN });
  });

  test('are inspected each; of each the verdict is told', async () => {
    const { output } = await guard(both);
    expect(output).toEqual({
      skipped: null,
      certificates: [
        { certificateArn: CERTIFICATE_ARN, verdict: 'not-renewable', reason: 'PCA_ACCESS_DENIED' },
        { certificateArn: OTHER_ARN, verdict: 'renewable', reason: 'Renewable' },
      ],
    });
    expect(world.told).toEqual(['HIGH RenewalStuck']);
  });

  test('that are gone or were overtaken say so', async () => {
    world.certificates.standing.delete(OTHER_ARN);
    await world.inspections.noteInspection(CERTIFICATE_ARN, '2027-01-01T00:00:00.000Z');
    const { output } = await guard(both);
    expect(output).toEqual({
      skipped: null,
      certificates: [
        { certificateArn: CERTIFICATE_ARN, superseded: true },
        {
          certificateArn: OTHER_ARN,
          left: 'the certificate does not exist, and nothing was ever found about it',
        },
      ],
    });
  });

  test('one that fails does not stop the other, and the execution fails with its error', async () => {
    machine.faults.inspectCertificate = [named('AwsRefused', 'denied')];
    const { failed } = await guard(both);
    expect(failed).toMatchObject({ error: 'AwsRefused', reason: 'denied' });
    expect(machine.calls.concludeCertificate).toBe(1);
    expect(world.told).toEqual(['HIGH ExecutionFailed']);
  });

  test('two that fail are told each; the execution fails with the first’s error, as one text', async () => {
    machine.faults.inspectCertificate = [named('AwsRefused', 'denied'), named('AwsRefused', 'denied, too')];
    expect((await guard(both)).failed).toMatchObject({ error: 'AwsRefused', reason: 'denied' });
    expect(world.told).toEqual(['HIGH ExecutionFailed', 'HIGH ExecutionFailed']);
  });

  test('of which one waits wait for nobody else', async () => {
    world.certificates.answers.set(OTHER_ARN, [unread('acm:DescribeCertificate', 'throttled')]);
    const { waited, output } = await guard(both);
    expect(waited).toEqual([5]);
    expect(output).toMatchObject({ certificates: [{ verdict: 'not-renewable' }, { verdict: 'renewable' }] });
  });

  test('a hundred are inspected within one execution, and what it tells of them is less than 64 KB', async () => {
    const arns = Array.from({ length: 100 }, (_, index) => `arn:aws:acm:eu-west-1:${PAYMENTS}:certificate/${index}`);
    for (const arn of arns) world.certificates.add({ arn, kind: 'imported', account: PAYMENTS });
    const { output, failed } = await guard({ 'detail-type': 'AWS Health Event', resources: arns });
    expect(failed).toBeUndefined();
    expect(output).toMatchObject({ certificates: { length: 100 } });
    expect(JSON.stringify(output).length).toBeLessThan(64_000);
  });
});
