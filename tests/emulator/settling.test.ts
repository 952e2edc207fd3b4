import {
  CreateCertificateAuthorityCommand,
  GetCertificateAuthorityCsrCommand,
  GetCertificateCommand,
  IssueCertificateCommand,
} from '@aws-sdk/client-acm-pca';
import { activeRoot, issuance, issued, pendingAuthority } from './kit/authorities.ts';
import { requested } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { managed, moveTo, renewed } from './kit/renewals.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench({ settleMilliseconds: 200 })));
afterEach(() => bench.stop());

/** How much of the emulator's time something takes, which runs on with real time. */
async function spent(work: () => Promise<unknown>): Promise<number> {
  const clock = async () => Date.parse(((await bench.admin('GET', '/clock')).body as { now: string }).now);
  const before = await clock();
  await work();
  return (await clock()) - before;
}

test('keys, issuances, requests and asked renewals settle by themselves, not before their time', async () => {
  expect(await spent(() => pendingAuthority(bench.pca(freshAccount())))).toBeGreaterThanOrEqual(200);
  const { acm, arn, pca, root } = await managed(bench);
  expect(await spent(() => issued(pca, issuance(root)))).toBeGreaterThanOrEqual(200);
  expect(await spent(() => requested(acm, { CertificateAuthorityArn: root }))).toBeGreaterThanOrEqual(200);
  expect((await renewed(acm, arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
});

test('they settle likewise after the clock was moved, as long as ever, and on a clock far away', async () => {
  const { acm, arn, pca, root } = await managed(bench);
  await bench.advance(10 * DAY);
  expect(await spent(() => issued(pca, issuance(root)))).toBeGreaterThanOrEqual(200);
  expect((await renewed(acm, arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
  await moveTo(bench, new Date('2030-01-01T00:00:00Z'));
  expect(await spent(() => requested(acm, { CertificateAuthorityArn: root }))).toBeGreaterThanOrEqual(200);
});

test('a clock that was moved to nothing due runs on, and what was under way settles', async () => {
  const pca = bench.pca(freshAccount());
  const root = await activeRoot(pca);
  const { CertificateArn } = await pca.send(new IssueCertificateCommand(issuance(root)));
  await bench.admin('POST', '/clock/next', {});
  const get = new GetCertificateCommand({ CertificateAuthorityArn: root, CertificateArn });
  for (let attempt = 0; attempt < 500; attempt++) {
    const found = await pca.send(get).catch((error: unknown) => (error as Error).name);
    if (typeof found !== 'string') return;
    expect(found).toBe('RequestInProgressException');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('it never settled');
});

test('what began keeps its time, what begins has the new one, and the clock ends both', async () => {
  await bench.admin('POST', '/settle', { milliseconds: 60_000 });
  const slow = await begun();
  await bench.admin('POST', '/settle', { milliseconds: 0 });
  const csrOf = (arn: string) =>
    bench.pca(arn.split(':')[4] ?? '').send(new GetCertificateAuthorityCsrCommand({ CertificateAuthorityArn: arn }));
  await expect(pendingAuthority(bench.pca(freshAccount()))).resolves.toBeDefined();
  await expect(csrOf(slow)).rejects.toMatchObject({ name: 'RequestInProgressException' });
  await bench.advance(60);
  await expect(csrOf(slow)).resolves.toMatchObject({ Csr: expect.stringContaining('REQUEST') as string });
});

/** A CA whose keys are being made. */
async function begun(): Promise<string> {
  const { CertificateAuthorityArn = '' } = await bench.pca(freshAccount()).send(
    new CreateCertificateAuthorityCommand({
      CertificateAuthorityType: 'ROOT',
      CertificateAuthorityConfiguration: {
        KeyAlgorithm: 'EC_prime256v1',
        SigningAlgorithm: 'SHA256WITHECDSA',
        Subject: { CommonName: 'x' },
      },
    }),
  );
  return CertificateAuthorityArn;
}
