import { GetObjectCommand } from '@aws-sdk/client-s3';
import { ownBucketClient } from './clients.ts';
import { inOwnAccount, unlessNotThere } from './errors.ts';

/** A part of a sweep's report, read with the credentials of a terminal. @returns undefined where it is not there (any more) */
export async function ownReport(region: string, bucketName: string, key: string): Promise<string | undefined> {
  const get = new GetObjectCommand({ Bucket: bucketName, Key: key });
  return inOwnAccount('s3:GetObject', async () => {
    const answer = await unlessNotThere(() => ownBucketClient(region).send(get), 'NoSuchKey');
    return answer?.Body?.transformToString();
  });
}
