import { RenewCertificateCommand } from '@aws-sdk/client-acm';
import { activeRoot } from './kit/authorities.ts';
import { describe as described, imported, requested } from './kit/certificates.ts';
import { type Bench, DAY, freshAccount, startBench } from './kit/emulator.ts';
import { certificateText } from './kit/openssl.ts';
import { clockOf, exportOf, managed, moveTo, permit, renewed } from './kit/renewals.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

const HOUR = 3_600_000;
const seconds = (moment: Date, more: number) => new Date(moment.getTime() + more * 1000);

const putInUse = (certificateArn: string, inUseBy = ['arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/x']) =>
  bench.admin('POST', '/certificates/in-use', { certificateArn, inUseBy });

describe('the steps seen on AWS', () => {
  test('a new certificate is INELIGIBLE and has no RenewalSummary; exporting makes it ELIGIBLE, also without permission', async () => {
    const { acm, arn, certificate } = await managed(bench, { permitted: false, exported: false });
    expect(certificate).toMatchObject({ Status: 'ISSUED', Type: 'PRIVATE', RenewalEligibility: 'INELIGIBLE' });
    expect(certificate.RenewalSummary).toBeUndefined();
    await exportOf(acm, arn);
    const exported = await described(acm, arn);
    expect(exported.RenewalEligibility).toBe('ELIGIBLE');
    expect(exported.RenewalSummary).toBeUndefined();
  });

  test('RenewCertificate answers nothing and leaves PENDING_AUTO_RENEWAL without a reason until it settles', async () => {
    const slow = await startBench({ settleMilliseconds: 400 });
    try {
      const { acm, arn } = await managed(slow, { permitted: false });
      const { $metadata, ...answer } = await acm.send(new RenewCertificateCommand({ CertificateArn: arn }));
      expect($metadata.httpStatusCode).toBe(200);
      expect(answer).toEqual({});
      const { RenewalSummary } = await described(acm, arn);
      expect(RenewalSummary).toEqual({
        RenewalStatus: 'PENDING_AUTO_RENEWAL',
        DomainValidationOptions: [],
        UpdatedAt: expect.any(Date) as Date,
      });
      await expect(acm.send(new RenewCertificateCommand({ CertificateArn: arn }))).rejects.toMatchObject({
        name: 'RequestInProgressException',
      });
    } finally {
      await slow.stop();
    }
  });

  test('with permission it is a SUCCESS: new serial, key and validity under the same ARN, INELIGIBLE until exported again', async () => {
    const { acm, arn, certificate } = await managed(bench);
    const before = await exportOf(acm, arn);
    await bench.advance(100 * DAY);
    const after = await renewed(acm, arn);
    expect(after).toMatchObject({
      CertificateArn: arn,
      Status: 'ISSUED',
      RenewalEligibility: 'INELIGIBLE',
      RenewalSummary: { RenewalStatus: 'SUCCESS', DomainValidationOptions: [] },
    });
    expect(after.RenewalSummary?.RenewalStatusReason).toBeUndefined();
    expect(after.Serial).not.toBe(certificate.Serial);
    const moved = (after.NotAfter?.getTime() ?? 0) - (certificate.NotAfter?.getTime() ?? 0);
    expect(Math.abs(moved - 100 * DAY * 1000)).toBeLessThan(30_000);
    expect((after.NotAfter?.getTime() ?? 0) - (after.NotBefore?.getTime() ?? 0)).toBe(395 * DAY * 1000 + HOUR);
    const again = await exportOf(acm, arn);
    expect((await described(acm, arn)).RenewalEligibility).toBe('ELIGIBLE');
    const keyOf = (pem = '') => /pub:[\s0-9a-f:]+/.exec(certificateText(pem))?.[0];
    expect(keyOf(again.Certificate)).toBeDefined();
    expect(keyOf(again.Certificate)).not.toBe(keyOf(before.Certificate));
  });

  test('without permission it stays PENDING_AUTO_RENEWAL with PCA_ACCESS_DENIED, ISSUED and ELIGIBLE', async () => {
    const { acm, arn, certificate } = await managed(bench, { permitted: false });
    expect(await renewed(acm, arn)).toMatchObject({
      Status: 'ISSUED',
      RenewalEligibility: 'ELIGIBLE',
      Serial: certificate.Serial,
      RenewalSummary: { RenewalStatus: 'PENDING_AUTO_RENEWAL', RenewalStatusReason: 'PCA_ACCESS_DENIED' },
    });
  });

  test('it can be asked for again after a failure, and succeeds when the cause is gone', async () => {
    const { acm, pca, root, arn } = await managed(bench, { permitted: false });
    await renewed(acm, arn);
    await permit(pca, root);
    expect((await renewed(acm, arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
  });

  test('one that was asked for and failed is attempted hourly from then on', async () => {
    const { acm, pca, root, arn } = await managed(bench, { permitted: false });
    await renewed(acm, arn);
    await permit(pca, root);
    await bench.advance(3590);
    expect((await described(acm, arn)).RenewalSummary?.RenewalStatus).toBe('PENDING_AUTO_RENEWAL');
    await bench.advance(20);
    expect((await described(acm, arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
  });
});

describe('RenewCertificate refuses', () => {
  const refusal = (arn: string) => ({
    name: 'ValidationException',
    message: `Certificate ARN ${arn} has not been exported so it is not eligible for the Renew Certificate API.`,
  });

  test('what was never exported, in the words of the service, even when it is in use', async () => {
    const { acm, arn } = await managed(bench, { exported: false });
    await expect(acm.send(new RenewCertificateCommand({ CertificateArn: arn }))).rejects.toMatchObject(refusal(arn));
    await putInUse(arn);
    await expect(acm.send(new RenewCertificateCommand({ CertificateArn: arn }))).rejects.toMatchObject(refusal(arn));
  });

  test('what was not exported since it was last renewed', async () => {
    const { acm, arn } = await managed(bench);
    await renewed(acm, arn);
    await expect(acm.send(new RenewCertificateCommand({ CertificateArn: arn }))).rejects.toMatchObject(refusal(arn));
  });

  test('what is imported, expired, failed or not there', async () => {
    const { account, acm, pca, arn } = await managed(bench);
    const other = await imported(acm);
    const short = await requested(acm, { CertificateAuthorityArn: await activeRoot(pca, { days: 100 }) });
    for (const CertificateArn of [other, short.CertificateArn]) {
      await expect(acm.send(new RenewCertificateCommand({ CertificateArn }))).rejects.toMatchObject({
        name: 'ValidationException',
      });
    }
    await expect(
      bench.acm(freshAccount()).send(new RenewCertificateCommand({ CertificateArn: arn })),
    ).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await bench.admin('POST', '/faults', { service: 'acm-pca', operation: 'IssueCertificate', error: 'X', account });
    await bench.advance(396 * DAY);
    await expect(acm.send(new RenewCertificateCommand({ CertificateArn: arn }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining('EXPIRED') as string,
    });
  });
});

describe('managed renewal', () => {
  test('begins exactly 60 days before the end', async () => {
    const { acm, arn, daysBefore, certificate } = await managed(bench);
    await moveTo(bench, seconds(daysBefore(60), -20));
    expect((await described(acm, arn)).RenewalSummary).toBeUndefined();
    await moveTo(bench, daysBefore(60));
    const after = await described(acm, arn);
    expect(after).toMatchObject({
      Status: 'ISSUED',
      RenewalEligibility: 'INELIGIBLE',
      RenewalSummary: { RenewalStatus: 'SUCCESS', UpdatedAt: daysBefore(60) },
    });
    expect(after.NotAfter?.getTime()).toBe(daysBefore(60).getTime() + 395 * DAY * 1000);
    expect(after.Serial).not.toBe(certificate.Serial);
  });

  test('leaves what is not eligible alone, and attempts it at the next hour when it becomes so', async () => {
    const { acm, arn, daysBefore } = await managed(bench, { exported: false });
    await moveTo(bench, seconds(daysBefore(50), 600));
    expect((await described(acm, arn)).RenewalSummary).toBeUndefined();
    await exportOf(acm, arn);
    await moveTo(bench, seconds(daysBefore(50), 3590));
    expect((await described(acm, arn)).RenewalSummary).toBeUndefined();
    await moveTo(bench, seconds(daysBefore(50), 3600));
    expect((await described(acm, arn)).RenewalSummary).toMatchObject({
      RenewalStatus: 'SUCCESS',
      UpdatedAt: seconds(daysBefore(50), 3600),
    });
  });

  test('goes on year after year for what is in use, which stays ELIGIBLE', async () => {
    const { acm, arn, certificate } = await managed(bench, { exported: false });
    await putInUse(arn);
    await bench.advance(3 * 365 * DAY);
    const after = await described(acm, arn);
    expect(after).toMatchObject({
      Status: 'ISSUED',
      RenewalEligibility: 'ELIGIBLE',
      RenewalSummary: { RenewalStatus: 'SUCCESS' },
    });
    // Each renewal comes 60 days before the end of the one before.
    const renewals = ((after.NotAfter?.getTime() ?? 0) - (certificate.NotAfter?.getTime() ?? 0)) / (DAY * 1000);
    expect(renewals).toBeCloseTo(3 * 335, 5);
  });

  test('does nothing a second time for what was exported once: it ends', async () => {
    const { acm, arn } = await managed(bench);
    await bench.advance(800 * DAY);
    expect(await described(acm, arn)).toMatchObject({
      Status: 'EXPIRED',
      RenewalEligibility: 'INELIGIBLE',
      RenewalSummary: { RenewalStatus: 'SUCCESS' },
    });
  });

  test('attempts hourly while it fails, and begins a stuck attempt anew each 72 hours', async () => {
    const { acm, arn, daysBefore } = await managed(bench, { permitted: false });
    const updatedAt = async () => (await described(acm, arn)).RenewalSummary?.UpdatedAt;
    await moveTo(bench, seconds(daysBefore(60), 71 * 3600));
    expect(await updatedAt()).toEqual(daysBefore(60));
    await moveTo(bench, daysBefore(57));
    expect(await updatedAt()).toEqual(daysBefore(57));
    await moveTo(bench, seconds(daysBefore(54), -1));
    expect(await updatedAt()).toEqual(daysBefore(57));
    await moveTo(bench, daysBefore(54));
    expect(await updatedAt()).toEqual(daysBefore(54));
    // A long move passes over attempts that would change nothing; what is due next is the next hour all the same.
    await moveTo(bench, seconds(daysBefore(20), 1800));
    expect((await clockOf(bench)).nextDue).toBe(seconds(daysBefore(20), 3600).toISOString());
    expect(await updatedAt()).toEqual(daysBefore(21));
  });

  test('heals at the next hour after the cause is gone', async () => {
    const { acm, pca, root, arn, daysBefore } = await managed(bench, { permitted: false });
    await moveTo(bench, seconds(daysBefore(40), 600));
    await permit(pca, root);
    expect((await described(acm, arn)).RenewalSummary).toMatchObject({
      RenewalStatus: 'PENDING_AUTO_RENEWAL',
      RenewalStatusReason: 'PCA_ACCESS_DENIED',
    });
    await moveTo(bench, seconds(daysBefore(40), 3600));
    expect((await described(acm, arn)).RenewalSummary).toEqual({
      RenewalStatus: 'SUCCESS',
      DomainValidationOptions: [],
      UpdatedAt: seconds(daysBefore(40), 3600),
    });
  });

  test('has FAILED with the last reason when the certificate ends first', async () => {
    const { acm, arn, daysBefore } = await managed(bench, { permitted: false });
    await moveTo(bench, seconds(daysBefore(0), -20));
    expect(await described(acm, arn)).toMatchObject({
      Status: 'ISSUED',
      RenewalEligibility: 'ELIGIBLE',
      RenewalSummary: { RenewalStatus: 'PENDING_AUTO_RENEWAL' },
    });
    await moveTo(bench, daysBefore(0));
    expect(await described(acm, arn)).toMatchObject({
      Status: 'EXPIRED',
      RenewalEligibility: 'INELIGIBLE',
      RenewalSummary: {
        RenewalStatus: 'FAILED',
        RenewalStatusReason: 'PCA_ACCESS_DENIED',
        UpdatedAt: daysBefore(0),
      },
    });
  });
});
