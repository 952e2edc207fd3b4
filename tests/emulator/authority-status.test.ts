import {
  type ACMPCAClient,
  CreatePermissionCommand,
  DeleteCertificateAuthorityCommand,
  GetCertificateAuthorityCertificateCommand,
  GetCertificateAuthorityCsrCommand,
  GetCertificateCommand,
  IssueCertificateCommand,
  ListCertificateAuthoritiesCommand,
  ListPermissionsCommand,
  RestoreCertificateAuthorityCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import {
  activeRoot,
  certifyRoot,
  csrOf,
  describeAuthority,
  issuance,
  issued,
  pendingAuthority,
  statusOf,
} from './kit/authorities.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

const update = (pca: ACMPCAClient, arn: string, Status: 'ACTIVE' | 'DISABLED') =>
  pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: arn, Status }));
const remove = (pca: ACMPCAClient, arn: string, days?: number) =>
  pca.send(
    new DeleteCertificateAuthorityCommand({
      CertificateAuthorityArn: arn,
      ...(days ? { PermanentDeletionTimeInDays: days } : {}),
    }),
  );
const restore = (pca: ACMPCAClient, arn: string) =>
  pca.send(new RestoreCertificateAuthorityCommand({ CertificateAuthorityArn: arn }));

test('a CA is CREATING until its keys are made, and gives no CSR before', async () => {
  await bench.stop();
  bench = await startBench({ settleMilliseconds: 60_000 });
  const pca = bench.pca(freshAccount());
  const asked = pendingAuthority(pca);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const { CertificateAuthorities = [] } = await pca.send(new ListCertificateAuthoritiesCommand({}));
  const arn = CertificateAuthorities[0]?.Arn ?? '';
  expect(CertificateAuthorities[0]?.Status).toBe('CREATING');
  await expect(pca.send(new GetCertificateAuthorityCsrCommand({ CertificateAuthorityArn: arn }))).rejects.toMatchObject(
    {
      name: 'RequestInProgressException',
    },
  );
  await bench.advance(60);
  expect(await asked).toBe(arn);
  expect(await statusOf(pca, arn)).toBe('PENDING_CERTIFICATE');
});

test('a CA goes from PENDING_CERTIFICATE by its certificate to ACTIVE, and between ACTIVE and DISABLED by Update', async () => {
  const pca = bench.pca(freshAccount());
  const arn = await pendingAuthority(pca);
  expect(await statusOf(pca, arn)).toBe('PENDING_CERTIFICATE');
  await certifyRoot(pca, arn, 365);
  expect(await statusOf(pca, arn)).toBe('ACTIVE');
  await update(pca, arn, 'DISABLED');
  expect(await statusOf(pca, arn)).toBe('DISABLED');
  await update(pca, arn, 'ACTIVE');
  expect(await statusOf(pca, arn)).toBe('ACTIVE');
});

test('a CA without certificate neither issues nor has a certificate to give', async () => {
  const pca = bench.pca(freshAccount());
  const arn = await pendingAuthority(pca);
  await expect(pca.send(new IssueCertificateCommand(issuance(arn)))).rejects.toMatchObject({
    name: 'InvalidStateException',
    message: 'The certificate authority is not in a valid state for issuing certificates',
  });
  await expect(
    pca.send(new GetCertificateAuthorityCertificateCommand({ CertificateAuthorityArn: arn })),
  ).rejects.toMatchObject({ name: 'InvalidStateException' });
});

test('a DISABLED CA issues nothing but still hands out what it issued', async () => {
  const pca = bench.pca(freshAccount());
  const arn = await activeRoot(pca);
  const leaf = await issued(pca, issuance(arn));
  await update(pca, arn, 'DISABLED');
  await expect(pca.send(new IssueCertificateCommand(issuance(arn)))).rejects.toMatchObject({
    name: 'InvalidStateException',
  });
  const again = await pca.send(new GetCertificateCommand({ CertificateAuthorityArn: arn, CertificateArn: leaf.arn }));
  expect(again.Certificate).toBe(leaf.Certificate);
});

test('Update is refused in other states with the words of the real service', async () => {
  const pca = bench.pca(freshAccount());
  const arn = await pendingAuthority(pca);
  await expect(update(pca, arn, 'DISABLED')).rejects.toMatchObject({
    name: 'InvalidStateException',
    message: 'The certificate authority must be in the ACTIVE or DISABLED state to be updated',
  });
});

test('Update sets no other status', async () => {
  const pca = bench.pca(freshAccount());
  const arn = await activeRoot(pca);
  const command = new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: arn, Status: 'EXPIRED' });
  await expect(pca.send(command)).rejects.toMatchObject({ name: 'InvalidArgsException' });
});

describe('when the CA certificate ends', () => {
  test('an ACTIVE CA is EXPIRED, issues nothing, and a new certificate makes it ACTIVE', async () => {
    const pca = bench.pca(freshAccount());
    const arn = await activeRoot(pca, { days: 10 });
    const { NotAfter } = await describeAuthority(pca, arn);
    await bench.advance(10 * DAY);
    const expired = await describeAuthority(pca, arn);
    expect(expired).toMatchObject({ Status: 'EXPIRED', LastStateChangeAt: NotAfter });
    await expect(pca.send(new IssueCertificateCommand(issuance(arn)))).rejects.toMatchObject({
      name: 'InvalidStateException',
    });
    await expect(update(pca, arn, 'DISABLED')).rejects.toMatchObject({ name: 'InvalidStateException' });
    await certifyRoot(pca, arn, 10);
    expect(await statusOf(pca, arn)).toBe('ACTIVE');
  });

  test('a DISABLED CA is EXPIRED too, and a new certificate makes it DISABLED again', async () => {
    const pca = bench.pca(freshAccount());
    const arn = await activeRoot(pca, { days: 10 });
    await update(pca, arn, 'DISABLED');
    await bench.advance(10 * DAY);
    expect(await statusOf(pca, arn)).toBe('EXPIRED');
    await certifyRoot(pca, arn, 10);
    expect(await statusOf(pca, arn)).toBe('DISABLED');
  });
});

describe('deletion', () => {
  test('is refused while the CA is ACTIVE', async () => {
    const pca = bench.pca(freshAccount());
    const arn = await activeRoot(pca);
    await expect(remove(pca, arn)).rejects.toMatchObject({
      name: 'InvalidStateException',
      message: 'The certificate authority is not in a valid state for deletion.',
    });
  });

  test.each(['PENDING_CERTIFICATE', 'DISABLED', 'EXPIRED'])(
    'from %s can be taken back with that status',
    async (status) => {
      const pca = bench.pca(freshAccount());
      const arn = status === 'PENDING_CERTIFICATE' ? await pendingAuthority(pca) : await activeRoot(pca, { days: 10 });
      if (status === 'DISABLED') await update(pca, arn, 'DISABLED');
      if (status === 'EXPIRED') await bench.advance(10 * DAY);
      await remove(pca, arn);
      expect(await statusOf(pca, arn)).toBe('DELETED');
      await restore(pca, arn);
      expect(await statusOf(pca, arn)).toBe(status);
      expect((await describeAuthority(pca, arn)).RestorableUntil).toBeUndefined();
    },
  );

  test('gives EXPIRED on restoration when the certificate ended meanwhile; until then it is DELETED', async () => {
    const pca = bench.pca(freshAccount());
    const arn = await activeRoot(pca, { days: 10 });
    await update(pca, arn, 'DISABLED');
    await remove(pca, arn);
    await bench.advance(11 * DAY);
    expect(await statusOf(pca, arn)).toBe('DELETED');
    await restore(pca, arn);
    expect(await statusOf(pca, arn)).toBe('EXPIRED');
  });

  test('leaves a window of 30 days, or as many as asked for, after which the CA is gone', async () => {
    const pca = bench.pca(freshAccount());
    const [kept, gone] = [await pendingAuthority(pca), await pendingAuthority(pca)];
    await remove(pca, kept);
    await remove(pca, gone, 7);
    const window = (await describeAuthority(pca, kept)).RestorableUntil?.getTime() ?? 0;
    expect(Math.round((window - Date.now()) / DAY / 1000)).toBe(30);
    await bench.advance(7 * DAY + 1);
    expect(await statusOf(pca, kept)).toBe('DELETED');
    await expect(describeAuthority(pca, gone)).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: `Could not find certificate authority ${gone}.`,
    });
    await expect(restore(pca, gone)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  test('closes the CA for everything but Describe and Restore', async () => {
    const pca = bench.pca(freshAccount());
    const arn = await activeRoot(pca);
    const leaf = await issued(pca, issuance(arn));
    await update(pca, arn, 'DISABLED');
    await remove(pca, arn);
    const name = 'InvalidStateException';
    await expect(pca.send(new ListPermissionsCommand({ CertificateAuthorityArn: arn }))).rejects.toMatchObject({
      name,
      message: expect.stringContaining('The certificate authority is in the DELETED state') as string,
    });
    await expect(csrOf(pca, arn)).rejects.toMatchObject({ name });
    await expect(
      pca.send(new GetCertificateCommand({ CertificateAuthorityArn: arn, CertificateArn: leaf.arn })),
    ).rejects.toMatchObject({ name });
    await expect(remove(pca, arn)).rejects.toMatchObject({ name });
    await expect(
      pca.send(
        new CreatePermissionCommand({
          CertificateAuthorityArn: arn,
          Principal: 'acm.amazonaws.com',
          Actions: ['IssueCertificate'],
        }),
      ),
    ).rejects.toMatchObject({ name });
  });

  test('cannot be taken back where there is none', async () => {
    const pca = bench.pca(freshAccount());
    const arn = await pendingAuthority(pca);
    await expect(restore(pca, arn)).rejects.toMatchObject({ name: 'InvalidStateException' });
  });
});
