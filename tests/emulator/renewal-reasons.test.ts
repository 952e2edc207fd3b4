import {
  DeleteCertificateAuthorityCommand,
  DeletePolicyCommand,
  UpdateCertificateAuthorityCommand,
} from '@aws-sdk/client-acm-pca';
import { certifyRoot, statusOf as statusOfAuthority } from './kit/authorities.ts';
import { describe as described, requested } from './kit/certificates.ts';
import { startCloud } from './kit/cloud.ts';
import { type Bench, DAY, startBench } from './kit/emulator.ts';
import { forbid, type Managed, managed, managedAcross, moveTo, permit, renewed, shareWith } from './kit/renewals.ts';

let bench: Bench;
beforeEach(async () => void (bench = await startBench()));
afterEach(() => bench.stop());

const HOUR = 3600;

const switchTo = (status: 'ACTIVE' | 'DISABLED') => (of: Managed) =>
  of.pca.send(new UpdateCertificateAuthorityCommand({ CertificateAuthorityArn: of.root, Status: status }));

const fault = (error: string, status = 400) => {
  const set = ({ account }: Managed) =>
    bench.admin('POST', '/faults', { service: 'acm-pca', operation: 'IssueCertificate', error, status, account });
  return set;
};
const noFaults = () => bench.admin('DELETE', '/faults');

type Step = (of: Managed) => Promise<unknown>;

const repermit: Step = async ({ pca, root }) => {
  await forbid(pca, root).catch(() => undefined);
  await permit(pca, root);
};

const partly = (...actions: Parameters<typeof permit>[2] & object): Step => {
  const set: Step = async ({ pca, root }) => {
    await forbid(pca, root);
    await permit(pca, root, actions);
  };
  return set;
};

/** [cause, reason, how to bring it about, how to heal it] for a CA of the same account. */
const CAUSES: [cause: string, reason: string, cause: Step, cure: Step][] = [
  ['the permission is deleted', 'PCA_ACCESS_DENIED', ({ pca, root }) => forbid(pca, root), repermit],
  ['the permission lacks ListPermissions', 'PCA_ACCESS_DENIED', partly('IssueCertificate', 'GetCertificate'), repermit],
  ['the permission lacks GetCertificate', 'PCA_ACCESS_DENIED', partly('IssueCertificate', 'ListPermissions'), repermit],
  ['the permission lacks IssueCertificate', 'PCA_ACCESS_DENIED', partly('GetCertificate', 'ListPermissions'), repermit],
  [
    'the permission is for another source account',
    'PCA_ACCESS_DENIED',
    async ({ pca, root }) => {
      await forbid(pca, root);
      await permit(pca, root, undefined, '999999999999');
    },
    ({ pca, root, account }) => permit(pca, root, undefined, account),
  ],
  ['the CA is disabled', 'PCA_INVALID_STATE', switchTo('DISABLED'), switchTo('ACTIVE')],
  ['ACM is throttled', 'PCA_LIMIT_EXCEEDED', (of) => fault('ThrottlingException')(of), noFaults],
  ['a quota of the CA is reached', 'PCA_LIMIT_EXCEEDED', (of) => fault('LimitExceededException')(of), noFaults],
  ['acm-pca fails', 'PCA_REQUEST_FAILED', (of) => fault('InternalFailure', 500)(of), noFaults],
  ['acm-pca refuses in a way of its own', 'PCA_REQUEST_FAILED', (of) => fault('RequestFailedException')(of), noFaults],
];

describe('a renewal within the account', () => {
  test.each(CAUSES)('fails when %s with %s, and heals at the next hour', async (_, reason, cause, cure) => {
    const of = await managed(bench);
    await cause(of);
    await moveTo(bench, of.daysBefore(60));
    expect(await described(of.acm, of.arn)).toMatchObject({
      Status: 'ISSUED',
      RenewalEligibility: 'ELIGIBLE',
      Serial: of.certificate.Serial,
      RenewalSummary: { RenewalStatus: 'PENDING_AUTO_RENEWAL', RenewalStatusReason: reason },
    });
    await cure(of);
    await bench.advance(HOUR - 60);
    expect((await described(of.acm, of.arn)).RenewalSummary?.RenewalStatus).toBe('PENDING_AUTO_RENEWAL');
    await bench.advance(61);
    expect((await described(of.acm, of.arn)).RenewalSummary).toMatchObject({ RenewalStatus: 'SUCCESS' });
  });

  test.each(CAUSES)('that is asked for fails when %s with %s', async (_, reason, cause) => {
    const of = await managed(bench);
    await cause(of);
    expect((await renewed(of.acm, of.arn)).RenewalSummary).toMatchObject({
      RenewalStatus: 'PENDING_AUTO_RENEWAL',
      RenewalStatusReason: reason,
    });
  });

  test('is judged anew at each attempt: the reason follows the cause', async () => {
    const of = await managed(bench);
    await forbid(of.pca, of.root);
    await moveTo(bench, of.daysBefore(60));
    expect((await described(of.acm, of.arn)).RenewalSummary?.RenewalStatusReason).toBe('PCA_ACCESS_DENIED');
    await permit(of.pca, of.root);
    await switchTo('DISABLED')(of);
    await bench.advance(HOUR);
    expect((await described(of.acm, of.arn)).RenewalSummary).toMatchObject({
      RenewalStatusReason: 'PCA_INVALID_STATE',
      UpdatedAt: new Date(of.daysBefore(60).getTime() + HOUR * 1000),
    });
  });

  test('needs a CA that outlives the next certificate: 729 days are too few, 731 are enough', async () => {
    // A certificate of day 0 is renewed on day 335 for 395 days.
    const short = await managed(bench, { days: 729 });
    const long = await managed(bench, { days: 731 });
    await moveTo(bench, long.daysBefore(60));
    expect((await described(short.acm, short.arn)).RenewalSummary?.RenewalStatusReason).toBe('PCA_INVALID_DURATION');
    expect((await described(long.acm, long.arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
    await certifyRoot(short.pca, short.root, 3650);
    await bench.advance(HOUR);
    expect((await described(short.acm, short.arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
  });

  test('fails with PCA_INVALID_STATE when the CA is deleted, with PCA_RESOURCE_NOT_FOUND once it is gone', async () => {
    const of = await managed(bench);
    await moveTo(bench, of.daysBefore(65));
    await switchTo('DISABLED')(of);
    const remove = { CertificateAuthorityArn: of.root, PermanentDeletionTimeInDays: 7 };
    await of.pca.send(new DeleteCertificateAuthorityCommand(remove));
    await moveTo(bench, of.daysBefore(60));
    expect((await described(of.acm, of.arn)).RenewalSummary?.RenewalStatusReason).toBe('PCA_INVALID_STATE');
    await moveTo(bench, of.daysBefore(57));
    expect((await described(of.acm, of.arn)).RenewalSummary?.RenewalStatusReason).toBe('PCA_RESOURCE_NOT_FOUND');
  });

  test('fails with PCA_INVALID_STATE when the certificate of the CA has ended', async () => {
    const of = await managed(bench, { days: 396 });
    await bench.advance(2 * DAY);
    await certifyRoot(of.pca, of.root, 10);
    await moveTo(bench, of.daysBefore(60));
    expect(await statusOfAuthority(of.pca, of.root)).toBe('EXPIRED');
    expect((await described(of.acm, of.arn)).RenewalSummary?.RenewalStatusReason).toBe('PCA_INVALID_STATE');
  });

  test('whose answer is lost is not taken for a success', async () => {
    const of = await managed(bench);
    const lost = { service: 'acm-pca', operation: 'IssueCertificate', error: 'InternalFailure', status: 500 };
    await bench.admin('POST', '/faults', { ...lost, after: true, count: 1 });
    await moveTo(bench, of.daysBefore(60));
    expect(await described(of.acm, of.arn)).toMatchObject({
      Serial: of.certificate.Serial,
      RenewalSummary: { RenewalStatus: 'PENDING_AUTO_RENEWAL', RenewalStatusReason: 'PCA_REQUEST_FAILED' },
    });
    await bench.advance(HOUR);
    expect((await described(of.acm, of.arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
  });
});

describe('a renewal across accounts', () => {
  const summary = async (of: Managed) => (await described(of.acm, of.arn)).RenewalSummary;

  test('needs no permission, but the policy', async () => {
    const of = await managedAcross(bench);
    await moveTo(bench, of.daysBefore(60));
    expect((await summary(of))?.RenewalStatus).toBe('SUCCESS');
  });

  test('fails with PCA_ACCESS_DENIED without the policy, which a permission does not replace', async () => {
    const of = await managedAcross(bench);
    await of.pca.send(new DeletePolicyCommand({ ResourceArn: of.root }));
    await permit(of.pca, of.root, undefined, of.account);
    await moveTo(bench, of.daysBefore(60));
    expect(await summary(of)).toMatchObject({
      RenewalStatus: 'PENDING_AUTO_RENEWAL',
      RenewalStatusReason: 'PCA_ACCESS_DENIED',
    });
    await shareWith(of.pca, of.root, of.account);
    await bench.advance(HOUR);
    expect((await summary(of))?.RenewalStatus).toBe('SUCCESS');
  });

  test('follows RAM shares: one that only lets revoke is not enough', async () => {
    const of = await managedAcross(bench);
    await of.pca.send(new DeletePolicyCommand({ ResourceArn: of.root }));
    const share = { certificateAuthorityArn: of.root, accountId: of.account };
    const permissions = ['AWSRAMRevokeCertificateCertificateAuthority'];
    await bench.admin('POST', '/ram/shares', { ...share, permissions });
    expect((await renewed(of.acm, of.arn)).RenewalSummary?.RenewalStatusReason).toBe('PCA_ACCESS_DENIED');
    await bench.admin('POST', '/ram/shares', share);
    expect((await renewed(of.acm, of.arn)).RenewalSummary?.RenewalStatus).toBe('SUCCESS');
  });

  test('fails with SLR_NOT_FOUND without the service-linked role, which the next first use of a CA creates again', async () => {
    const of = await managedAcross(bench);
    await bench.admin('POST', '/service-linked-roles', { accountId: of.account, exists: false });
    await moveTo(bench, of.daysBefore(60));
    expect(await summary(of)).toMatchObject({
      RenewalStatus: 'PENDING_AUTO_RENEWAL',
      RenewalStatusReason: 'SLR_NOT_FOUND',
    });
    await requested(of.acm, { CertificateAuthorityArn: of.root });
    await bench.advance(HOUR);
    expect((await summary(of))?.RenewalStatus).toBe('SUCCESS');
  });

  test('a missing role does not matter within the account', async () => {
    const of = await managed(bench);
    await bench.admin('POST', '/service-linked-roles', { accountId: of.account, exists: false });
    await moveTo(bench, of.daysBefore(60));
    expect((await summary(of))?.RenewalStatus).toBe('SUCCESS');
  });

  test('asks the IAM of the cloud endpoint for the role, where there is one', async () => {
    const cloud = await startCloud();
    const own = await startBench({ cloudEndpoint: cloud.url });
    try {
      const of = await managedAcross(own);
      cloud.roles.delete(of.account);
      await moveTo(own, of.daysBefore(60));
      expect((await summary(of))?.RenewalStatusReason).toBe('SLR_NOT_FOUND');
      expect(await own.admin('POST', '/service-linked-roles', { accountId: of.account, exists: true })).toMatchObject({
        status: 400,
        body: { field: 'exists' },
      });
      cloud.roles.add(of.account);
      await own.advance(HOUR);
      expect((await summary(of))?.RenewalStatus).toBe('SUCCESS');
    } finally {
      await own.stop();
      await cloud.stop();
    }
  });

  test('is PCA_REQUEST_FAILED while IAM cannot be asked', async () => {
    const lonely = await startBench({ cloudEndpoint: 'http://127.0.0.1:9' });
    try {
      const of = await managedAcross(lonely);
      await moveTo(lonely, of.daysBefore(60));
      expect((await summary(of))?.RenewalStatusReason).toBe('PCA_REQUEST_FAILED');
    } finally {
      await lonely.stop();
    }
  });
});
