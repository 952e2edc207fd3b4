import { readdirSync } from 'node:fs';
import { FakeWorld } from '../fakes/fake-world.ts';
import { ReissueWorld } from '../fakes/reissue-world.ts';
import { read } from './samples.ts';
import { functions } from './template.ts';

const inputOf = (folder: string) => read(`events/direct/${folder}.json`);

test('the direct inputs are there for every function', () => {
  const folders = functions.map(([, { CodeUri = '' }]) => `${CodeUri.replace('functions/', '')}.json`);
  expect(readdirSync('events/direct').toSorted()).toEqual(folders.toSorted());
});

test('those about CAs are taken by their functions', async () => {
  const world = new FakeWorld();
  world.authorities.add((inputOf('verify-authority') as { certificateAuthorityArn: string }).certificateAuthorityArn);
  expect(await world.identifyAuthorities(inputOf('identify-authorities'))).toMatchObject({
    authorities: [{ eventName: 'manual' }],
  });
  expect(await world.verifyAuthority(inputOf('verify-authority'))).toMatchObject({ verdict: 'granted' });
  expect(await world.findDependents(inputOf('find-dependents'))).toMatchObject({ accounts: {}, newConsumers: [] });
  expect(await world.alertOrResolve(inputOf('alert-or-resolve'))).toMatchObject({ notices: 1 });
  expect(await world.releaseVerification(inputOf('release-verification'))).toEqual({ again: false });
  expect(await world.reportFailure(inputOf('report-failure'))).toMatchObject({ notices: { length: 1 } });
});

test('those about certificates are taken by their functions', async () => {
  const world = new FakeWorld();
  const { certificateArn: arn } = inputOf('inspect-certificate') as { certificateArn: string };
  expect(await world.identifyCertificates(inputOf('identify-certificates'))).toMatchObject({
    certificates: [{ certificateArn: arn, eventName: 'manual', alone: true }],
  });
  expect(await world.inspectCertificate(inputOf('inspect-certificate'))).toMatchObject({ next: 'leave' });
  world.certificates.add({ arn });
  expect(await world.inspectCertificate(inputOf('inspect-certificate'))).toMatchObject({
    next: 'conclude',
    judged: { verdict: { verdict: 'renewable' } },
  });
  expect(await world.concludeCertificate(inputOf('conclude-certificate'))).toMatchObject({
    certificateArn: arn,
    reason: 'PCA_ACCESS_DENIED',
    plan: { action: 'alert' },
    notices: 1,
  });
});

test('those about issuances are taken by their functions, which then miss the certificate or the issuance', async () => {
  const world = new ReissueWorld();
  await expect(world.prepareReissue(inputOf('prepare-reissue'))).rejects.toMatchObject({ name: 'CertificateNotFound' });
  const steps = [
    ...(['issueCertificate', 'collectCertificate', 'decideDelivery', 'requestApproval', 'deliverCertificate'] as const),
    ...(['verifyDelivery', 'rollBackDelivery', 'retireCertificate', 'cleanUpIssuance'] as const),
  ];
  for (const step of steps) {
    const folder = step.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    await expect(world[step](inputOf(folder))).rejects.toMatchObject({ name: 'InvalidInput', field: 'intent' });
  }
  expect(await world.resumeReissues()).toEqual({ due: 0, started: 0 });
  expect(await world.huntLeftOvers()).toEqual({ temporary: 0, removed: 0 });
});

test('what InspectCertificate hands on has the members of ConcludeCertificate’s sample', async () => {
  const world = new FakeWorld();
  world.certificates.add();
  const { certificateArn, inspectedAt, gone, judged } = await world.inspectCertificate({
    ...inputOf('inspect-certificate'),
    certificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/00000000-1111-2222-3333-444444444444',
  });
  const { holder, ...sample } = inputOf('conclude-certificate') as Record<string, object>;
  expect(holder).toMatch(/^arn:aws:states:/); // the machine's own
  expect(Object.keys({ certificateArn, inspectedAt, gone, judged })).toEqual(Object.keys(sample));
  expect(Object.keys(judged)).toEqual(Object.keys(sample.judged!));
});

test('the reporting function also takes the event of an execution that ended', async () => {
  const outcome = await new FakeWorld().reportFailure(read('events/states-execution-failed.json'));
  expect(outcome).toMatchObject({ error: 'States.DataLimitExceeded', notices: { length: 1 } });
});
