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
 * The buckets behind an S3 endpoint, path style. There is no way to call as a service, so it is asked as the account that owns
 * the CA, and where that may not, as each account that the emulator knows: a bucket of an account that it never heard of
 * counts as not there.
 *
 * @param accounts those that it knows
 */
export function bucketsAt(endpoint: string, accounts: () => readonly string[]): ObjectStore {
  /** As whom a bucket was found. */
  const insiders = new Map<string, string>();
  return {
    remote: true,
    async settingsOf(bucket, place) {
      const known = insiders.get(bucket);
      const asked = new Set([...(known === undefined ? [] : [known]), place.account, ...accounts()]);
      for (const account of asked) {
        const settings = await settingsAs(endpoint, bucket, { ...place, account });
        if (settings === 'not there') break;
        if (settings === 'not for you') continue;
        insiders.set(bucket, account);
        return { ...settings, owner: account === place.account ? undefined : account };
      }
      // Not before it is known: meanwhile others write.
      insiders.delete(bucket);
      return undefined;
    },
    async put(bucket, { key, contentType, acl, chunks }, place) {
      const path = `/${bucket}/${key.split('/').map(encodeURIComponent).join('/')}`;
      const headers = { 'content-type': contentType, 'x-amz-acl': acl };
      const { status, text } = await ask(
        endpoint,
        'PUT',
        path,
        { ...place, account: insiders.get(bucket) ?? place.account },
        { headers, chunks },
      );
      if (status !== 200) throw new Error(`PutObject: ${status} ${refusalIn(text)}`);
    },
  };
}

type Settings = Omit<BucketSettings, 'owner'>;

async function settingsAs(
  endpoint: string,
  bucket: string,
  place: Place,
): Promise<Settings | 'not there' | 'not for you'> {
  const answers = await Promise.all(
    ['policy', 'publicAccessBlock', 'ownershipControls'].map((name) =>
      ask(endpoint, 'GET', `/${bucket}?${name}`, place),
    ),
  );
  if (answers.every(isUsable)) return settingsFrom(...(answers as [Answer, Answer, Answer]));
  return answers.some(({ status }) => status === 403) ? 'not for you' : 'not there';
}

/** The codes by which S3 says that a bucket has no such setting: it is there all the same. */
const UNSET = ['NoSuchBucketPolicy', 'NoSuchPublicAccessBlockConfiguration', 'OwnershipControlsNotFoundError'];

/** @throws Error when the endpoint answers what is neither a setting nor a refusal of the bucket */
function isUsable({ status, text }: Answer): boolean {
  if (status === 200 || UNSET.some((code) => text.includes(code))) return true;
  if (status >= 500) throw new Error(`S3: ${status} ${refusalIn(text)}`);
  return false;
}

function settingsFrom(policy: Answer, block: Answer, ownership: Answer): Settings {
  const flag = (name: keyof PublicAccessBlock): boolean => elementIn(block.text, name)?.toLowerCase() === 'true';
  return {
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
