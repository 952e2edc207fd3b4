import {
  DeleteBucketOwnershipControlsCommand,
  DeleteBucketPolicyCommand,
  DeleteObjectCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutPublicAccessBlockCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { OPEN, freshBucket, keysIn, objectIn, putPolicy, ownBucket, put } from './kit/buckets.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { signature } from './kit/wire.ts';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

const own = () => ownBucket(bench);

const unblock = (s3: S3Client, Bucket: string) =>
  s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: OPEN }));

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

test('a policy of many wildcards is judged, and soon', async () => {
  const { s3, Bucket } = await own();
  const Key = 'a'.repeat(900);
  await put(s3, Bucket, Key);
  await s3.send(new DeletePublicAccessBlockCommand({ Bucket }));
  await putPolicy(s3, Bucket, statement(Bucket, { Resource: `arn:aws:s3:::${Bucket}/${'*a'.repeat(30)}*b` }));
  await expect(bench.s3(freshAccount()).send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({
    name: 'AccessDenied',
  });
});

describe('an object', () => {
  test('comes back as it was put, with its type and metadata', async () => {
    const { s3, Bucket } = await own();
    const Body = Buffer.from([0, 255, 13, 10, 128]);
    await put(s3, Bucket, 'a folder/ü?.bin', { Body, ContentType: 'application/x', Metadata: { one: '1' } });
    const { ContentType, Metadata, ContentLength, ETag, LastModified } = await s3.send(
      new HeadObjectCommand({ Bucket, Key: 'a folder/ü?.bin' }),
    );
    expect([ContentType, Metadata, ContentLength]).toEqual(['application/x', { one: '1' }, 5]);
    expect(ETag).toMatch(/^"[0-9a-f]{32}"$/);
    expect(LastModified).toBeInstanceOf(Date);
    expect(await objectIn(s3, Bucket, 'a folder/ü?.bin')).toEqual(Body);
  });

  test('any bytes under any key come back', async () => {
    const { s3, Bucket } = await own();
    const key = fc
      .string({ unit: 'grapheme-composite', minLength: 1, maxLength: 40 })
      .filter((each) => !/[\x00-\x1f\x7f￾￿]|^\.{1,2}$|(^|\/)\.{1,2}(\/|$)/.test(each));
    await fc.assert(
      fc.asyncProperty(key, fc.uint8Array({ maxLength: 300 }), async (Key, bytes) => {
        await put(s3, Bucket, `k/${Key}`, { Body: bytes });
        expect([...(await objectIn(s3, Bucket, `k/${Key}`))]).toEqual([...bytes]);
      }),
      { numRuns: 40 },
    );
  });

  test('sent in signed chunks is put together', async () => {
    const { account, s3, Bucket } = await own();
    const chunks = [
      '5;chunk-signature=00',
      'hello',
      '6;chunk-signature=00',
      ' world',
      '0;chunk-signature=00',
      '',
      '',
    ].join('\r\n');
    const headers = {
      authorization: signature('s3', account),
      'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
      'x-amz-decoded-content-length': '11',
    };
    const sent = await fetch(`${bench.url}/${Bucket}/key`, { method: 'PUT', headers, body: chunks });
    expect(sent.status).toBe(200);
    expect((await objectIn(s3, Bucket, 'key')).toString()).toBe('hello world');
    const checked = { ...headers, 'x-amz-trailer': 'x-amz-checksum-crc32' };
    const trailed = (digest: string) => chunks.replace(/\r\n$/, `x-amz-checksum-crc32:${digest}\r\n\r\n`);
    const put = (body: string, more: object) =>
      fetch(`${bench.url}/${Bucket}/key`, { method: 'PUT', headers: { ...checked, ...more }, body });
    expect((await put(trailed('DUoRhQ=='), {})).status).toBe(200);
    expect(await (await put(trailed('AAAAAA=='), {})).text()).toContain('BadDigest');
    const other = await put(chunks, { 'x-amz-trailer': 'x-amz-checksum-crc64nvme' });
    expect([other.status, await other.text()]).toEqual([501, expect.stringContaining('crc64nvme')]);
    const short = { ...headers, 'x-amz-decoded-content-length': '10' };
    expect((await fetch(`${bench.url}/${Bucket}/key`, { method: 'PUT', headers: short, body: chunks })).status).toBe(
      400,
    );
  });

  test('with a wrong digest is refused', async () => {
    const { s3, Bucket } = await own();
    await expect(put(s3, Bucket, 'key', { ContentMD5: Buffer.alloc(16).toString('base64') })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    await expect(put(s3, Bucket, 'key', { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    expect(await keysIn(s3, Bucket)).toEqual([]);
  });

  test('that is not there is a NoSuchKey; deleting it succeeds', async () => {
    const { s3, Bucket } = await own();
    await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'x' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    await s3.send(new DeleteObjectCommand({ Bucket, Key: 'x' }));
    const nowhere = new GetObjectCommand({ Bucket: freshBucket(), Key: 'x' });
    await expect(s3.send(nowhere)).rejects.toMatchObject({ name: 'NoSuchBucket' });
  });

  test('can be public only where ACLs count and public ones are not blocked', async () => {
    const { s3, Bucket } = await own();
    const publicly = () => put(s3, Bucket, 'key', { ACL: 'public-read' });
    await expect(publicly()).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
    await s3.send(new DeleteBucketOwnershipControlsCommand({ Bucket }));
    await expect(publicly()).rejects.toMatchObject({ name: 'AccessDenied' });
    await unblock(s3, Bucket);
    await publicly();
    expect((await fetch(`${bench.url}/${Bucket}/key`)).status).toBe(200);
  });
});

describe('objects are listed', () => {
  test('in the order of their bytes, page by page, below a prefix, up to a delimiter', async () => {
    const { s3, Bucket } = await own();
    for (const key of ['b/2', 'a', 'b/1', 'b/c/3', 'Z', 'ä']) await put(s3, Bucket, key);
    expect(await keysIn(s3, Bucket)).toEqual(['Z', 'a', 'b/1', 'b/2', 'b/c/3', 'ä']);
    const { Contents, CommonPrefixes } = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: 'b/', Delimiter: '/' }),
    );
    expect(Contents?.map(({ Key }) => Key)).toEqual(['b/1', 'b/2']);
    expect(CommonPrefixes).toEqual([{ Prefix: 'b/c/' }]);
    const seen: string[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 2, ContinuationToken }));
      seen.push(...(page.Contents ?? []).map(({ Key = '' }) => Key));
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    expect(seen).toEqual(['Z', 'a', 'b/1', 'b/2', 'b/c/3', 'ä']);
  });
});

describe('another account', () => {
  test('may what the policy allows it, and no more', async () => {
    const { s3, Bucket } = await own();
    await put(s3, Bucket, 'key');
    const account = freshAccount();
    const other = bench.s3(account);
    await expect(objectIn(other, Bucket, 'key')).rejects.toMatchObject({ name: 'AccessDenied' });
    await putPolicy(
      s3,
      Bucket,
      statement(Bucket, { Principal: { AWS: `arn:aws:iam::${account}:root` }, Action: ['s3:GetObject'] }),
    );
    expect((await objectIn(other, Bucket, 'key')).toString()).toBe('text');
    await expect(put(other, Bucket, 'key')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(objectIn(other, Bucket, 'missing')).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(objectIn(bench.s3(freshAccount()), Bucket, 'key')).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('and even the owner may nothing that is denied, but the policy is the owner’s', async () => {
    const { s3, Bucket } = await own();
    await put(s3, Bucket, 'key');
    await putPolicy(s3, Bucket, statement(Bucket, { Effect: 'Deny' }));
    await expect(objectIn(s3, Bucket, 'key')).rejects.toMatchObject({ name: 'AccessDenied' });
    await s3.send(new DeleteBucketPolicyCommand({ Bucket }));
    expect((await objectIn(s3, Bucket, 'key')).toString()).toBe('text');
  });

  test('without a name reads what everybody may, unless that is restricted', async () => {
    const { s3, Bucket } = await own();
    await put(s3, Bucket, 'key');
    await unblock(s3, Bucket);
    await putPolicy(s3, Bucket, statement(Bucket, { Action: 's3:GetObject' }));
    const read = async () => (await fetch(`${bench.url}/${Bucket}/key`)).status;
    expect(await read()).toBe(200);
    const block = { ...OPEN, RestrictPublicBuckets: true };
    await s3.send(new PutPublicAccessBlockCommand({ Bucket, PublicAccessBlockConfiguration: block }));
    expect(await read()).toBe(403);
  });
});
