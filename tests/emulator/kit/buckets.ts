import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  DeletePublicAccessBlockCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  type ObjectOwnership,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { type Bench, freshAccount } from './emulator.ts';

export const freshBucket = (): string => `bucket-${randomUUID()}`;

/** What acm-pca must be allowed (service-facts 1.5). */
export const WRITING = ['s3:PutObject', 's3:PutObjectAcl', 's3:GetBucketAcl', 's3:GetBucketLocation'];

export interface Grant {
  readonly actions?: readonly string[];
  readonly principal?: unknown;
  readonly condition?: object;
}

/** The policy of the user guide that lets acm-pca write, or another one. */
export function writingPolicy(bucket: string, grant: Grant = {}, more: readonly object[] = []): string {
  const { actions = WRITING, principal = { Service: 'acm-pca.amazonaws.com' }, condition } = grant;
  const arn = `arn:aws:s3:::${bucket}`;
  const allow = {
    Effect: 'Allow',
    Principal: principal,
    Action: actions,
    Resource: [arn, `${arn}/*`],
    ...(condition ? { Condition: condition } : {}),
  };
  return JSON.stringify({ Version: '2012-10-17', Statement: [allow, ...more] });
}

export const createBucket = (s3: S3Client, Bucket: string, region = 'eu-west-1', ObjectOwnership?: ObjectOwnership) =>
  s3.send(
    new CreateBucketCommand({
      Bucket,
      ...(region === 'us-east-1' ? {} : { CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' } }),
      ...(ObjectOwnership ? { ObjectOwnership } : {}),
    }),
  );

export const putPolicy = (s3: S3Client, Bucket: string, Policy: string) =>
  s3.send(new PutBucketPolicyCommand({ Bucket, Policy }));

/** A bucket in an account of its own. */
export async function ownBucket(bench: Bench): Promise<{ account: string; s3: S3Client; Bucket: string }> {
  const account = freshAccount();
  const s3 = bench.s3(account);
  const Bucket = freshBucket();
  await createBucket(s3, Bucket);
  return { account, s3, Bucket };
}

export const put = (s3: S3Client, Bucket: string, Key: string, more: object = {}) =>
  s3.send(new PutObjectCommand({ Bucket, Key, Body: 'text', ...more }));

/** Block Public Access that blocks nothing. */
export const OPEN = {
  BlockPublicAcls: false,
  IgnorePublicAcls: false,
  BlockPublicPolicy: false,
  RestrictPublicBuckets: false,
};

/** A bucket that acm-pca may write to; `open` also takes public ACLs. */
export async function preparedBucket(
  s3: S3Client,
  wish: Grant & { readonly open?: boolean; readonly region?: string } = {},
) {
  const bucket = freshBucket();
  await createBucket(s3, bucket, wish.region, wish.open ? 'ObjectWriter' : undefined);
  if (wish.open) await s3.send(new DeletePublicAccessBlockCommand({ Bucket: bucket }));
  await putPolicy(s3, bucket, writingPolicy(bucket, wish));
  return bucket;
}

export const keysIn = async (s3: S3Client, Bucket: string, Prefix?: string): Promise<string[]> =>
  ((await s3.send(new ListObjectsV2Command({ Bucket, Prefix }))).Contents ?? []).map(({ Key = '' }) => Key);

export async function objectIn(s3: S3Client, Bucket: string, Key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}
