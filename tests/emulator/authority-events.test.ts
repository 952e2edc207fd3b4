import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import { activeRoot, issuance, issued, pendingAuthority } from './kit/authorities.ts';
import { askForReport, endedReport } from './kit/audit-reports.ts';
import { keysIn, preparedBucket } from './kit/buckets.ts';
import { freshAccount } from './kit/emulator.ts';
import { type EventBench, startEventBench } from './kit/events.ts';
import { crlOn, revoke, serialOf } from './kit/revocation.ts';

let stage: EventBench;
beforeEach(async () => void (stage = await startEventBench({ s3Endpoint: 'own' })));
afterEach(() => stage.stop());

const HALF_HOUR = 1800;

test('a CA that has got its keys is told of', async () => {
  const account = freshAccount();
  const arn = await pendingAuthority(stage.bench.pca(account));
  expect(await stage.typed('ACM Private CA Creation')).toMatchObject([
    { account, region: 'eu-west-1', resources: [arn], record: { result: 'success' } },
  ]);
});

describe('a CRL', () => {
  async function listing() {
    const account = freshAccount();
    const pca = stage.bench.pca(account);
    const s3 = stage.bench.s3(account);
    const bucket = await preparedBucket(s3);
    const root = await activeRoot(pca, { RevocationConfiguration: { CrlConfiguration: crlOn(bucket) } });
    const leaf = await issued(pca, issuance(root));
    await stage.bench.advance(60);
    const CrlUrl = `http://${bucket}.s3.eu-west-1.amazonaws.com/crl/${serialOf(root)}.crl`;
    return { account, pca, s3, bucket, root, leaf, CrlUrl };
  }
  const lists = () => stage.typed('ACM Private CA CRL Generation');

  test('that was published is told with its URL, and CloudTrail knows of it', async () => {
    const { account, root, CrlUrl } = await listing();
    expect(await lists()).toMatchObject([{ account, resources: [root] }]);
    expect((await lists())[0]?.record).toEqual({ result: 'success', CrlUrl });
    const [record] = await stage.named('GenerateCRL');
    expect(record).toMatchObject({
      account,
      detailType: 'AWS Service Event via CloudTrail',
      record: {
        eventType: 'AwsServiceEvent',
        userIdentity: { accountId: account, invokedBy: 'acm-pca.amazonaws.com' },
        resources: [{ type: 'AWS::ACMPCA::CertificateAuthority', ARN: root }],
        recipientAccountId: account,
      },
    });
  });

  test('that may not be written is told as a failure with its reason, each quarter of an hour', async () => {
    const { pca, s3, bucket, root, leaf, CrlUrl } = await listing();
    await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    await revoke(pca, root, serialOf(leaf.arn));
    await stage.bench.advance(HALF_HOUR + 900);
    const failure = {
      result: 'failure',
      CrlUrl,
      reason: 'Failed to write CRL to S3. Check your S3 bucket permissions.',
    };
    expect((await lists()).map(({ record }) => record)).toEqual([{ result: 'success', CrlUrl }, failure, failure]);
    expect(await stage.named('GenerateCRL')).toHaveLength(1);
  });

  test('that S3 does not take is told as an internal failure', async () => {
    const { pca, root, leaf } = await listing();
    const fault = { service: 's3', operation: 'PutObject', error: 'InternalError', status: 500, count: 1 };
    await stage.bench.admin('POST', '/faults', fault);
    await revoke(pca, root, serialOf(leaf.arn));
    await stage.bench.advance(HALF_HOUR);
    expect((await lists()).at(-1)?.record).toMatchObject({
      result: 'failure',
      reason: 'Failed to write CRL to S3. Internal failure.',
    });
  });
});

test('an audit report is told by its bare id, whether it succeeded or failed', async () => {
  const account = freshAccount();
  const pca = stage.bench.pca(account);
  const s3 = stage.bench.s3(account);
  const root = await activeRoot(pca);
  const bucket = await preparedBucket(s3);
  const ids: string[] = [];
  for (const policy of ['there', 'gone']) {
    if (policy === 'gone') await s3.send(new DeleteBucketPolicyCommand({ Bucket: bucket }));
    const { AuditReportId = '' } = await askForReport(pca, root, bucket);
    await endedReport(pca, root, AuditReportId);
    ids.push(AuditReportId);
    await stage.bench.advance(HALF_HOUR);
  }
  const told = await stage.typed('ACM Private CA Audit Report Generation');
  expect(told.map(({ resources, record }) => [resources, record])).toEqual([
    [[root, ids[0]], { result: 'success' }],
    [[root, ids[1]], { result: 'failure' }],
  ]);
  const records = await stage.named('CreateCertificateAuthorityAuditReport');
  expect(records[0]?.record).toMatchObject({
    requestParameters: { certificateAuthorityArn: root, s3BucketName: bucket, auditReportResponseFormat: 'JSON' },
    responseElements: { auditReportId: ids[0], s3Key: `audit-report/${serialOf(root)}/${ids[0]}.json` },
  });
  expect(await keysIn(s3, bucket)).toHaveLength(1);
});
