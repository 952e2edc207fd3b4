import {
  CopyObjectCommand,
  DeleteBucketCommand,
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetBucketLocationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketOwnershipControlsCommand,
  PutPublicAccessBlockCommand,
} from '@aws-sdk/client-s3';
import { OPEN, createBucket, freshBucket, putPolicy, ownBucket, put } from './kit/buckets.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { signature } from './kit/wire.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const own = () => ownBucket(bench);

describe('a bucket', () => {
  test('is its account’s, in a region, and is deleted when it is empty', async () => {
    const { s3, Bucket } = await own();
    expect((await s3.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('eu-west-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBe('eu-west-1');
    expect((await s3.send(new ListBucketsCommand({}))).Buckets).toMatchObject([
      { Name: Bucket, BucketRegion: 'eu-west-1' },
    ]);
    await put(s3, Bucket, 'key');
    await expect(s3.send(new DeleteBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'BucketNotEmpty' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'key' }));
    await s3.send(new DeleteBucketCommand({ Bucket }));
    await expect(s3.send(new HeadBucketCommand({ Bucket }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  test('has a name nobody else can have', async () => {
    const { s3, Bucket } = await own();
    await expect(createBucket(bench.s3(freshAccount()), Bucket)).rejects.toMatchObject({ name: 'BucketAlreadyExists' });
    await expect(createBucket(s3, Bucket)).rejects.toMatchObject({ name: 'BucketAlreadyOwnedByYou' });
  });

  test('in us-east-1 has no location, and is created again without an error', async () => {
    const s3 = bench.s3(freshAccount(), 'us-east-1');
    const Bucket = freshBucket();
    await createBucket(s3, Bucket, 'us-east-1');
    await createBucket(s3, Bucket, 'us-east-1');
    expect((await s3.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
  });

  test.each(['ab', 'Upper', 'under_score', '-dash', '10.0.0.1', 'a..b', 'x'.repeat(64), 'xn--a'])(
    'cannot be named %s',
    async (name) => {
      await expect(createBucket(bench.s3(freshAccount()), name)).rejects.toMatchObject({ name: 'InvalidBucketName' });
    },
  );

  test('cannot be created for another region than it is asked of', async () => {
    const s3 = bench.s3(freshAccount());
    await expect(createBucket(s3, freshBucket(), 'eu-central-1')).rejects.toMatchObject({
      name: 'IllegalLocationConstraintException',
    });
    const unnamed = await fetch(`${bench.url}/${freshBucket()}`, {
      method: 'PUT',
      headers: { authorization: signature('s3') },
    });
    expect([unnamed.status, await unnamed.text()]).toEqual([
      400,
      expect.stringContaining('IllegalLocationConstraintException'),
    ]);
  });

  test('is asked in its region', async () => {
    const { account, Bucket } = await own();
    const elsewhere = bench.s3(account, 'us-east-1');
    await expect(elsewhere.send(new GetObjectCommand({ Bucket, Key: 'x' }))).rejects.toMatchObject({
      name: 'PermanentRedirect',
    });
  });

  test('is forgotten by a reset', async () => {
    const other = await startBench();
    try {
      const s3 = other.s3(freshAccount());
      await createBucket(s3, 'some-bucket');
      await other.admin('POST', '/reset');
      expect((await s3.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    } finally {
      await other.stop();
    }
  });
});

describe('the settings of a bucket', () => {
  test('are those of a new one of today: no public access, no ACLs, no policy', async () => {
    const { s3, Bucket } = await own();
    const { PublicAccessBlockConfiguration } = await s3.send(new GetPublicAccessBlockCommand({ Bucket }));
    expect(Object.values(PublicAccessBlockConfiguration ?? {})).toEqual([true, true, true, true]);
    const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }));
    expect(OwnershipControls?.Rules).toEqual([{ ObjectOwnership: 'BucketOwnerEnforced' }]);
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  });

  test('are changed, shown and removed', async () => {
    const { s3, Bucket } = await own();
    const block = { ...OPEN, BlockPublicAcls: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
    expect((await s3.send(new GetPublicAccessBlockCommand({ Bucket }))).PublicAccessBlockConfiguration).toEqual(block);
    await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
    await expect(s3.send(new GetPublicAccessBlockCommand({ Bucket }))).rejects.toMatchObject({
      name: 'NoSuchPublicAccessBlockConfiguration',
    });
    const OwnershipControls = { Rules: [{ ObjectOwnership: 'ObjectWriter' as const }] };
    await s3.send(new PutBucketOwnershipControlsCommand({ Bucket, OwnershipControls }));
    expect((await s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).OwnershipControls).toEqual(
      OwnershipControls,
    );
    await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
    await expect(s3.send(new GetBucketOwnershipControlsCommand({ Bucket }))).rejects.toMatchObject({
      name: 'OwnershipControlsNotFoundError',
    });
    const policy = statement(Bucket, { Principal: { AWS: '111122223333' }, Action: 's3:GetObject' });
    await putPolicy(s3, Bucket, policy);
    expect((await s3.send(new GetBucketPolicyCommand({ Bucket }))).Policy).toBe(policy);
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    await expect(s3.send(new GetBucketPolicyCommand({ Bucket }))).rejects.toMatchObject({ name: 'NoSuchBucketPolicy' });
  });

  test.each([
    ['no JSON', '{', 'MalformedPolicy'],
    ['no statement', '{"Version":"2012-10-17"}', 'MalformedPolicy'],
    [
      'a statement for nobody',
      '{"Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"BUCKET"}]}',
      'MalformedPolicy',
    ],
    [
      'another bucket',
      '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"arn:aws:s3:::other"}]}',
      'MalformedPolicy',
    ],
    [
      'everybody, while public policies are blocked',
      '{"Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"BUCKET"}]}',
      'AccessDenied',
    ],
  ])('take no policy with %s', async (_, policy, name) => {
    const { s3, Bucket } = await own();
    await expect(putPolicy(s3, Bucket, policy.replace('BUCKET', `arn:aws:s3:::${Bucket}`))).rejects.toMatchObject({
      name,
    });
  });

  test('are the owner’s to change', async () => {
    const { Bucket } = await own();
    await expect(putPolicy(bench.s3(freshAccount()), Bucket, statement(Bucket, {}))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

const statement = (bucket: string, more: object) =>
  JSON.stringify({
    Statement: [
      {
        Effect: 'Allow',
        Principal: '*',
        Action: 's3:*',
        Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        ...more,
      },
    ],
  });

describe('what this S3 has not is refused by name:', () => {
  const refusal = (words: string) => ({ name: 'NotImplemented', message: expect.stringContaining(words) as string });

  test('operations, parameters and headers', async () => {
    const { s3, Bucket } = await own();
    await put(s3, Bucket, 'key');
    await expect(s3.send(new GetBucketVersioningCommand({ Bucket }))).rejects.toMatchObject(refusal('versioning'));
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'key', VersionId: '1' }))).rejects.toMatchObject(
      refusal('versionId'),
    );
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'key', Range: 'bytes=0-1' }))).rejects.toMatchObject(
      refusal('range'),
    );
    await expect(put(s3, Bucket, 'key', { StorageClass: 'GLACIER' })).rejects.toMatchObject(
      refusal('x-amz-storage-class'),
    );
    await expect(put(s3, Bucket, 'key', { ACL: 'public-read-write' })).rejects.toMatchObject(
      refusal('public-read-write'),
    );
    const copy = new CopyObjectCommand({ Bucket, Key: 'other', CopySource: `${Bucket}/key` });
    await expect(s3.send(copy)).rejects.toMatchObject(refusal('x-amz-copy-source'));
  });

  test('XML that says what it does not know', async () => {
    const { account, Bucket } = await own();
    const put = (query: string, body: string) =>
      fetch(`${bench.url}/${Bucket}?${query}`, {
        method: 'PUT',
        headers: { authorization: signature('s3', account) },
        body,
      });
    for (const body of [
      '',
      '<PublicAccessBlockConfiguration><Other>1</Other></PublicAccessBlockConfiguration>',
      '<Other/>',
      '<a><b></a>',
    ]) {
      const answer = await put('publicAccessBlock', body);
      expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('<Code>MalformedXML</Code>')]);
    }
  });
});

test('calls are in the call log, and meet faults', async () => {
  const { account, s3, Bucket } = await own();
  const fault = { service: 's3', operation: 'PutObject', error: 'SlowDown', status: 503, count: 1, account };
  expect((await bench.admin('POST', '/faults', fault)).status).toBe(200);
  await expect(put(s3, Bucket, 'key')).rejects.toMatchObject({ name: 'SlowDown' });
  await put(s3, Bucket, 'key');
  const calls = (await bench.admin('GET', '/calls')).body as Record<string, string>[];
  const seen = calls
    .filter((each) => each['service'] === 's3' && each['account'] === account)
    .map((each) => [each['operation'], each['outcome']]);
  expect(seen).toEqual([
    ['CreateBucket', 'OK'],
    ['PutObject', 'SlowDown'],
    ['PutObject', 'OK'],
  ]);
});
