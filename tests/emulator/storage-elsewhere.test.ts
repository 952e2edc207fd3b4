import { ListCertificatesCommand } from '@aws-sdk/client-acm';
import { DeleteBucketPolicyCommand, ListBucketsCommand } from '@aws-sdk/client-s3';
import { activeRoot, issuance, issued } from './kit/authorities.ts';
import { askForReport, endedReport, type Row } from './kit/audit-reports.ts';
import { freshBucket, keysIn, objectIn, preparedBucket, putPolicy, writingPolicy } from './kit/buckets.ts';
import { startCloud } from './kit/cloud.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { crlOn, crlText, serialOf } from './kit/revocation.ts';

/** An S3 elsewhere is played by another emulator. */
let elsewhere: Bench;
let bench: Bench;
beforeAll(async () => {
  elsewhere = await startBench();
  bench = await startBench({ s3Endpoint: `${elsewhere.url}/` });
});
afterAll(async () => {
  await bench.stop();
  await elsewhere.stop();
});

test('CRLs and audit reports are written to the S3 that is configured', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  const s3 = elsewhere.s3(account);
  const bucket = await preparedBucket(s3);
  const root = await activeRoot(pca, { RevocationConfiguration: { CrlConfiguration: crlOn(bucket) } });
  const leaf = await issued(pca, issuance(root));
  await bench.advance(1);
  const key = `crl/${serialOf(root)}.crl`;
  expect(await keysIn(s3, bucket)).toEqual(['acm-pca-permission-test-key-private', key]);
  expect(crlText(await objectIn(s3, bucket, key))).toContain('Version 2');
  const { AuditReportId = '', S3Key = '' } = await askForReport(pca, root, bucket);
  expect((await endedReport(pca, root, AuditReportId)).AuditReportStatus).toBe('SUCCESS');
  const rows = JSON.parse((await objectIn(s3, bucket, S3Key)).toString()) as Row[];
  expect(rows.map(({ certificateArn }) => certificateArn)).toContain(leaf.arn);
});

test('the policy there is what counts, and a bucket of an account that nobody heard of is not seen', async () => {
  const account = freshAccount();
  const pca = bench.pca(account);
  const s3 = elsewhere.s3(account);
  const bucket = await preparedBucket(s3);
  const root = await activeRoot(pca);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  const { AuditReportId = '' } = await askForReport(pca, root, bucket);
  expect((await endedReport(pca, root, AuditReportId)).AuditReportStatus).toBe('FAILED');
  const foreign = await preparedBucket(elsewhere.s3(freshAccount()));
  const refused = activeRoot(pca, { RevocationConfiguration: { CrlConfiguration: crlOn(foreign) } });
  await expect(refused).rejects.toThrow('Permission error');
});

test('a report is written into a bucket of another account whose policy lets acm-pca in for this one', async () => {
  const [account, hub] = [freshAccount(), freshAccount()];
  const pca = bench.pca(account);
  const root = await activeRoot(pca);
  await bench.acm(hub).send(new ListCertificatesCommand({}));
  const s3 = elsewhere.s3(hub);
  const bucket = await preparedBucket(s3);
  const { AuditReportId = '', S3Key = '' } = await askForReport(pca, root, bucket);
  expect((await endedReport(pca, root, AuditReportId)).AuditReportStatus).toBe('SUCCESS');
  expect(await keysIn(s3, bucket)).toEqual([S3Key]);
  const others = await activeRoot(pca);
  await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
  const refused = await askForReport(pca, others, bucket);
  expect((await endedReport(pca, others, refused.AuditReportId ?? '')).AuditReportStatus).toBe('FAILED');
  await expect(askForReport(pca, await activeRoot(pca), freshBucket())).rejects.toMatchObject({
    name: 'InvalidArgsException',
  });
});

test('a report is written into a bucket whose policy lets acm-pca in for the organisation that the CA’s account is in', async () => {
  const cloud = await startCloud();
  const own = await startBench({ s3Endpoint: elsewhere.url, cloudEndpoint: cloud.url });
  try {
    const [member, stranger, hub] = [freshAccount(), freshAccount(), freshAccount()];
    cloud.organizations.set(member, 'o-ours').set(stranger, 'o-theirs');
    await own.acm(hub).send(new ListCertificatesCommand({}));
    const s3 = elsewhere.s3(hub);
    const bucket = await preparedBucket(s3);
    const condition = { StringEquals: { 'aws:SourceOrgID': 'o-ours' } };
    await putPolicy(s3, bucket, writingPolicy(bucket, { condition }));
    const statusFor = async (account: string): Promise<string | undefined> => {
      const pca = own.pca(account);
      const root = await activeRoot(pca);
      const { AuditReportId = '' } = await askForReport(pca, root, bucket);
      return (await endedReport(pca, root, AuditReportId)).AuditReportStatus;
    };
    // At the same time: whom one is written for does not hinder the other.
    const statuses = await Promise.all([member, member, stranger, freshAccount()].map(statusFor));
    expect(statuses).toEqual(['SUCCESS', 'SUCCESS', 'FAILED', 'FAILED']);
  } finally {
    await own.stop();
    await cloud.stop();
  }
});

test('the emulator then plays no S3 itself, and says so', async () => {
  await expect(bench.s3(freshAccount()).send(new ListBucketsCommand({}))).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('another S3 endpoint is configured') as string,
  });
});

test('an S3 that is away is a permission error for a new CA and a failure for a report', async () => {
  const gone = await startBench();
  const lonely = await startBench({ s3Endpoint: gone.url });
  try {
    const pca = lonely.pca(freshAccount());
    const root = await activeRoot(pca);
    await gone.stop();
    const wish = { RevocationConfiguration: { CrlConfiguration: crlOn(freshBucket()) } };
    await expect(activeRoot(pca, wish)).rejects.toThrow('Permission error');
    await expect(askForReport(pca, root, freshBucket())).rejects.toMatchObject({ name: 'InvalidArgsException' });
  } finally {
    await lonely.stop();
  }
});
