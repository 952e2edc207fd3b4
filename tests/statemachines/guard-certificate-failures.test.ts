import { CERTIFICATE_ARN, renewing } from '../builders/certificates.ts';
import { FakeWorld } from '../fakes/fake-world.ts';
import { MachineOnFakes, named, times, type FunctionName } from './machine-on-fakes.ts';
import { TaskFailed } from './run-machine.ts';

const manual = { certificateArn: CERTIFICATE_ARN };
const expiring = { 'detail-type': 'ACM Certificate Approaching Expiration', resources: [CERTIFICATE_ARN] };
const STUCK = { renewal: renewing({ reason: 'PCA_ACCESS_DENIED' }) };

let world: FakeWorld;
let machine: MachineOnFakes;

beforeEach(() => {
  world = new FakeWorld();
  machine = new MachineOnFakes('guard-certificate', world);
});

const guard = (input: object) => machine.run(input);

describe('a failure of guard-certificate', () => {
  test.each<[object, string]>([
    [{ certificateArn: 42 }, 'certificateArn: expected arn:'],
    [{}, 'certificateArn: expected arn:'],
    [{ 'detail-type': 'ACM Certificate Expired', resources: [] }, 'resources: expected the ARN of a certificate'],
    [{ detail: { eventName: 'IssueCertificate' } }, 'detail.responseElements.certificateArn: expected arn:'],
  ])('of wrong input is told by the field, and not tried again: %j', async (input, cause) => {
    const { failed } = await guard(input);
    expect(failed).toMatchObject({ error: 'InvalidInput' });
    expect(failed?.reason).toContain(cause);
    expect(machine.calls).toEqual({ identifyCertificates: 1, reportFailure: 1 });
    expect(world.told).toEqual(['HIGH ExecutionFailed']);
  });

  test('of a certificate that a person names and that does not exist is told by its ARN', async () => {
    const { failed } = await guard(manual);
    expect(failed).toMatchObject({ error: 'CertificateNotFound' });
    expect(failed?.reason).toContain(CERTIFICATE_ARN);
    expect(machine.calls.inspectCertificate).toBe(1);
    expect(world.ledger.sent[0]?.text).toContain(`Certificate: ${CERTIFICATE_ARN}`);
  });

  test.each<[FunctionName]>([['identifyCertificates'], ['inspectCertificate'], ['concludeCertificate']])(
    'of %s that passes is tried again, and not noticed',
    async (name) => {
      world.certificates.add();
      machine.faults[name] = [
        named('AwsUnavailable'),
        new TaskFailed('Lambda.ServiceException'),
        new TaskFailed('States.Timeout'),
        new TaskFailed('Sandbox.Timedout'),
      ];
      const { failed, output } = await guard(manual);
      expect(failed).toBeUndefined();
      expect(output).toMatchObject({ certificates: [{ verdict: 'renewable' }] });
      expect(world.told).toEqual([]);
    },
  );

  test.each<[FunctionName, string, Error, string]>([
    ['identifyCertificates', 'TypeError', named('TypeError'), 'as told'],
    ['inspectCertificate', 'AwsRefused', named('AwsRefused'), 'as told'],
    ['concludeCertificate', 'AwsRefused', named('AwsRefused'), 'as told'],
    ['inspectCertificate', 'States.Timeout', new TaskFailed('States.Timeout'), ''],
    ['identifyCertificates', 'States.Timeout', new TaskFailed('States.Timeout'), ''],
  ])('of %s that stays is told once, with its cause where it has one: %s', async (name, error, fault, cause) => {
    world.certificates.add();
    machine.faults[name] = times(20, fault);
    const { failed } = await guard(manual);
    expect(failed).toMatchObject({ error, reason: cause });
    expect(world.told).toEqual(['HIGH ExecutionFailed']);
  });

  test('of the failure path itself ends the execution as failed: the rule on status changes tells', async () => {
    machine.faults.identifyCertificates = [named('AwsRefused', 'denied')];
    machine.faults.reportFailure = times(20, named('AwsUnavailable'));
    expect((await guard(manual)).failed).toMatchObject({ error: 'AwsRefused' });
  });

  test('of the failure path of one certificate gives up by name', async () => {
    machine.faults.inspectCertificate = times(20, named('AwsRefused'));
    machine.faults.reportFailure = times(20, named('AwsUnavailable'));
    const { failed } = await guard(manual);
    expect(failed).toMatchObject({ error: 'InspectionGivenUp' });
    expect(failed?.reason).toMatch(/neither the inspection of arn:\S+ nor the report of its failure worked/);
  });

  test('of a channel that takes nothing for an hour is told, and the next inspection sends what waited', async () => {
    world.certificates.add(STUCK);
    world.ledger.unavailable = 13;
    expect((await guard(expiring)).failed).toMatchObject({ error: 'AwsUnavailable' });
    expect(machine.calls.concludeCertificate).toBe(13);
    expect(world.told).toEqual(['HIGH ExecutionFailed']);
    world.ledger.twoMinutesLater();
    world.clock.forward(24 * 3600);
    await guard(expiring);
    expect(world.told).toEqual(['HIGH ExecutionFailed', 'HIGH RenewalStuck']);
  });
});
