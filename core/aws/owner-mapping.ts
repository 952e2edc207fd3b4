import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { parseOwnerMapping, type OwnerMapping } from '../domain/inventory/owner-mapping.ts';
import { inOwnAccount, unlessNotThere } from './errors.ts';

/** Where people put it, in RenewGuard's bucket. */
export const OWNER_MAPPING_KEY = 'configuration/owner-mapping.json';

/**
 * Reads the mapping file. @returns undefined: there is none
 * @throws InvalidInput naming the rule and the member that is wrong
 */
export async function readOwnerMapping(bucket: {
  readonly client: S3Client;
  readonly name: string;
}): Promise<OwnerMapping | undefined> {
  const get = new GetObjectCommand({ Bucket: bucket.name, Key: OWNER_MAPPING_KEY });
  const text = await inOwnAccount('s3:GetObject', async () => {
    const answer = await unlessNotThere(() => bucket.client.send(get), 'NoSuchKey');
    return answer?.Body?.transformToString();
  });
  return text === undefined ? undefined : parseOwnerMapping(text, OWNER_MAPPING_KEY);
}
