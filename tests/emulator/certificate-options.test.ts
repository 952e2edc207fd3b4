import {
  type CertificateOptions,
  RequestCertificateCommand,
  UpdateCertificateOptionsCommand,
} from '@aws-sdk/client-acm';
import { activeRoot } from './kit/authorities.ts';
import { describe as described, imported, requested } from './kit/certificates.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { published } from './kit/public.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const LOGGED = { CertificateTransparencyLoggingPreference: 'ENABLED' } as const;

const update = (CertificateArn: string, Options: CertificateOptions = LOGGED) =>
  new UpdateCertificateOptionsCommand({ CertificateArn, Options });

test('the options of imported and of private certificates are not updated, in the words of the service', async () => {
  const account = freshAccount();
  const acm = bench.acm(account);
  const root = await activeRoot(bench.pca(account));
  const { CertificateArn = '' } = await requested(acm, { CertificateAuthorityArn: root });
  await expect(acm.send(update(CertificateArn))).rejects.toMatchObject({
    name: 'InvalidStateException',
    message: 'The UpdateCertificateOptions command is not permitted for private certificates.',
  });
  await expect(acm.send(update(await imported(acm)))).rejects.toMatchObject({
    name: 'InvalidStateException',
    message: 'The UpdateCertificateOptions command is not permitted for imported certificates.',
  });
});

test('a public certificate stays in the transparency logs, and keeps what its request said of export and validation', async () => {
  const { acm, arn } = await published(bench);
  await acm.send(update(arn));
  expect((await described(acm, arn)).Options).toEqual({ ...LOGGED, Export: 'DISABLED', ValidationMethod: 'DNS' });
});

test.each<[string, CertificateOptions, string]>([
  ['Export, even to what it is', { Export: 'DISABLED' }, 'Export option for certificates cannot be updated'],
  ['Export together with logging', { ...LOGGED, Export: 'ENABLED' }, 'Export option'],
  ['logging to DISABLED', { CertificateTransparencyLoggingPreference: 'DISABLED' }, 'no longer available'],
  ['the validation method of a certificate that has DNS', { ValidationMethod: 'DNS' }, 'from EMAIL to DNS only'],
  ['nothing', {}, 'Options must name'],
])('an update of %s is refused and changes nothing', async (_, options, words) => {
  const { acm, arn } = await published(bench);
  const before = await described(acm, arn);
  await expect(acm.send(update(arn, options))).rejects.toMatchObject({
    name: 'ValidationException',
    message: expect.stringContaining(words) as string,
  });
  expect(await described(acm, arn)).toEqual(before);
});

test('a public certificate that is not issued yet has no options to update', async () => {
  const acm = bench.acm(freshAccount());
  const request = new RequestCertificateCommand({ DomainName: 'www.example.com', ValidationMethod: 'DNS' });
  const { CertificateArn = '' } = await acm.send(request);
  await expect(acm.send(update(CertificateArn))).rejects.toMatchObject({
    name: 'InvalidStateException',
    message: expect.stringContaining('PENDING_VALIDATION') as string,
  });
});

test('a certificate that is not there is not found', async () => {
  const arn = 'arn:aws:acm:eu-west-1:111122223333:certificate/00000000-0000-4000-8000-000000000000';
  await expect(bench.acm('111122223333').send(update(arn))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
});
