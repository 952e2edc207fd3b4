import { randomUUID } from 'node:crypto';
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** What a bucket's policy must say before acm-pca writes to it for an account's CAs (service-facts 1.5). */
export const depositPolicy = (bucket: string, account: string): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { Service: 'acm-pca.amazonaws.com' },
        Action: ['s3:PutObject', 's3:PutObjectAcl', 's3:GetBucketAcl', 's3:GetBucketLocation'],
        Resource: [`arn:aws:s3:::${bucket}/*`, `arn:aws:s3:::${bucket}`],
        Condition: { StringEquals: { 'aws:SourceAccount': account } },
      },
    ],
  });

/** A bucket that acm-pca may write to for the client's account. */
export async function preparedBucket(s3: S3Client, bucket = `bucket-${randomUUID()}`): Promise<string> {
  const { accessKeyId: account } = await s3.config.credentials();
  await s3.send(
    new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration: { LocationConstraint: 'eu-west-1' } }),
  );
  await s3.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: depositPolicy(bucket, account) }));
  return bucket;
}

/** The keys in a bucket. */
export const keysIn = async (s3: S3Client, bucket: string): Promise<string[]> =>
  ((await s3.send(new ListObjectsV2Command({ Bucket: bucket }))).Contents ?? []).map(({ Key = '' }) => Key);

/** What is in a bucket under a key. */
export async function objectIn(s3: S3Client, bucket: string, key: string): Promise<Buffer> {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}
