import fc from 'fast-check';
import { createBucket, objectIn, writingPolicy } from './kit/buckets.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { signature } from './kit/wire.ts';
import { PutObjectCommand } from '@aws-sdk/client-s3';

let bench: Bench;
beforeAll(async () => void (bench = await startBench()));
afterAll(() => bench.stop());

test('no request for S3 makes it fail, hang or lose another object', async () => {
  const account = freshAccount();
  const s3 = bench.s3(account);
  await createBucket(s3, 'kept');
  await createBucket(s3, 'played-with');
  await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'key', Body: 'text' }));
  const text = fc.string({ unit: 'grapheme', maxLength: 30 });
  const path = fc.oneof(
    fc.constantFrom(
      '',
      '/',
      '/played-with',
      '/played-with/',
      '/played-with/key',
      '/%',
      '/played-with/%zz',
      '//',
      '/nowhere/x',
    ),
    text.map((each) => `/played-with/${encodeURIComponent(each)}`),
  );
  const parameter = fc.constantFrom(
    'policy',
    'publicAccessBlock',
    'ownershipControls',
    'location',
    'list-type',
    'prefix',
    'acl',
    'x-id',
  );
  const query = fc.dictionary(parameter, fc.oneof(fc.constantFrom('', '2'), text), { maxKeys: 2 });
  const header = fc.constantFrom(
    'x-amz-acl',
    'content-md5',
    'x-amz-content-sha256',
    'x-amz-decoded-content-length',
    'range',
  );
  const headers = fc.dictionary(header, fc.constantFrom('private', 'public-read', 'STREAMING-X', '5', 'AAAA'), {
    maxKeys: 2,
  });
  const xml = fc.constantFrom(
    '<OwnershipControls><Rule/></OwnershipControls>',
    '<PublicAccessBlockConfiguration/>',
    '<a><a></a></a>',
  );
  const body = fc.oneof(
    text,
    xml,
    fc.constant(writingPolicy('played-with')),
    fc.constant('{"Statement":[{"Effect":"Allow"}]}'),
  );
  const statuses = new Set<number>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE'),
      path,
      query,
      headers,
      body,
      fc.boolean(),
      async (method, at, parameters, more, content, signed) => {
        const url = `${bench.url}${at}?${new URLSearchParams(parameters).toString()}`;
        const authorization: Record<string, string> = signed ? { authorization: signature('s3', account) } : {};
        const sent = method === 'GET' || method === 'HEAD' ? {} : { body: content };
        const { status } = await fetch(url, { method, headers: { ...authorization, ...more }, ...sent });
        expect(status === 501 ? 400 : status).toBeLessThan(500);
        statuses.add(status);
      },
    ),
    { numRuns: 600 },
  );
  expect([...statuses]).toEqual(expect.arrayContaining([200, 404]));
  expect((await objectIn(s3, 'kept', 'key')).toString()).toBe('text');
});
