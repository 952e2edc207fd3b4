import { createHash } from 'node:crypto';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { BucketSettings, Deposit, ObjectStore, Place } from '../neighbours/s3/object-store.ts';
import type { ObjectOwnership, PublicAccessBlock } from '../neighbours/s3/bucket.ts';
import { elementIn, refusalIn, scopedHeader } from './asking.ts';

const TIMEOUT_MILLISECONDS = 5000;
/** A report of a hundred thousand certificates is some 50 MB. */
const WRITE_TIMEOUT_MILLISECONDS = 60_000;

const EMPTY = createHash('sha256').digest('hex');

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * The buckets behind an S3 endpoint, path style. It is asked as the account that owns the CA, as there is no way to call as
 * a service: so buckets of other accounts count as not there unless their policy lets that account in.
 */
export function bucketsAt(endpoint: string): ObjectStore {
  const read = (path: string, place: Place): Promise<Answer> => ask(endpoint, 'GET', path, place);
  return {
    remote: true,
    async settingsOf(bucket, place) {
      const [policy, block, ownership] = (await Promise.all(
        ['policy', 'publicAccessBlock', 'ownershipControls'].map((name) => read(`/${bucket}?${name}`, place)),
      )) as [Answer, Answer, Answer];
      if (![policy, block, ownership].every(isUsable)) return undefined;
      return settingsFrom(policy, block, ownership);
    },
    async put(bucket, { key, contentType, acl, chunks }, place) {
      const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
      const headers = { 'content-type': contentType, 'x-amz-acl': acl };
      const { status, text } = await ask(endpoint, 'PUT', path, place, { headers, chunks });
      if (status !== 200) throw new Error(`PutObject: ${status} ${refusalIn(text)}`);
    },
  };
}

/** The codes by which S3 says that a bucket has no such setting: it is there all the same. */
const UNSET = ['NoSuchBucketPolicy', 'NoSuchPublicAccessBlockConfiguration', 'OwnershipControlsNotFoundError'];

/** @throws Error when the endpoint answers what is neither a setting nor a refusal of the bucket */
function isUsable({ status, text }: Answer): boolean {
  if (status === 200 || UNSET.some((code) => text.includes(code))) return true;
  if (status >= 500) throw new Error(`S3: ${status} ${refusalIn(text)}`);
  return false;
}

function settingsFrom(policy: Answer, block: Answer, ownership: Answer): BucketSettings {
  const flag = (name: keyof PublicAccessBlock): boolean => elementIn(block.text, name)?.toLowerCase() === 'true';
  return {
    owner: undefined,
    ...(policy.status === 200 ? { policy: policy.text } : {}),
    publicAccessBlock: {
      BlockPublicAcls: flag('BlockPublicAcls'),
      IgnorePublicAcls: flag('IgnorePublicAcls'),
      BlockPublicPolicy: flag('BlockPublicPolicy'),
      RestrictPublicBuckets: flag('RestrictPublicBuckets'),
    },
    objectOwnership: elementIn(ownership.text, 'ObjectOwnership') as ObjectOwnership | undefined,
  };
}

/** One call; what is sent is gone through twice, for its digest and size and for itself, and never put together. */
async function ask(
  endpoint: string,
  method: string,
  path: string,
  { account, region }: Place,
  sent: { readonly headers: Readonly<Record<string, string>>; readonly chunks: Deposit['chunks'] } = {
    headers: {},
    chunks: nothing,
  },
): Promise<Answer> {
  const { size, digest } = await measured(sent.chunks());
  const headers = {
    ...sent.headers,
    authorization: scopedHeader({ accessKeyId: account, region, service: 's3' }),
    'x-amz-content-sha256': digest,
    'content-length': size,
  };
  const url = new URL(endpoint.replace(/\/$/, '') + path);
  const start = url.protocol === 'https:' ? requestHttps : requestHttp;
  const timeout = AbortSignal.timeout(size > 0 ? WRITE_TIMEOUT_MILLISECONDS : TIMEOUT_MILLISECONDS);
  const request = start(url, { method, headers, signal: timeout });
  const answered = new Promise<Answer>((resolve, reject) => {
    request.once('error', reject);
    request.once('response', (response) => {
      response
        .toArray()
        .then(
          (pieces: Buffer[]) => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(pieces).toString() }),
          reject,
        );
    });
  });
  const [answer] = await Promise.all([answered, pipeline(Readable.from(sent.chunks(), { objectMode: true }), request)]);
  return answer;
}

const nothing: Deposit['chunks'] = () => Readable.from([]);

async function measured(chunks: AsyncIterable<Buffer>): Promise<{ size: number; digest: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, digest: size === 0 ? EMPTY : hash.digest('hex') };
}
