import { ServiceError } from '../../errors.ts';
import type { HttpAnswer, HttpRequest } from '../../wire/messages.ts';
import type { World } from '../../world.ts';
import type { Asker } from './access.ts';
import type { Bucket } from './bucket.ts';

/** One call of S3, path style: `/bucket/key?query`. */
export interface S3Call {
  readonly world: World;
  readonly asker: Asker;
  readonly bucketName: string;
  readonly key: string;
  readonly query: Readonly<Record<string, string>>;
  readonly request: HttpRequest;
}

/** What a request must look like to be this operation, and what it may bring. */
export interface S3Operation {
  readonly name: string;
  readonly method: string;
  readonly level: 'service' | 'bucket' | 'object';
  /** The query parameter that makes it another operation than the plain one: `policy`, `list-type`. */
  readonly subresource?: string;
  readonly query?: readonly string[];
  /** Headers `x-amz-…` and conditions beside those every request may have. */
  readonly headers?: readonly string[];
  readonly answer: (call: S3Call) => HttpAnswer;
}

/** @throws ServiceError NoSuchBucket; PermanentRedirect for one of another region */
export function bucketOf({ world, bucketName, asker }: S3Call): Bucket {
  const bucket = world.state.buckets.get(bucketName);
  if (!bucket) throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', 404);
  if (asker && asker.region !== bucket.region) {
    throw new ServiceError(
      'PermanentRedirect',
      `The bucket you are attempting to access must be addressed in the region ${bucket.region}.`,
      301,
    );
  }
  return bucket;
}

/** Whoever signed: some operations are for nobody else. @throws ServiceError AccessDenied */
export function signerOf({ asker }: S3Call): NonNullable<Asker> {
  if (asker) return asker;
  throw new ServiceError('AccessDenied', 'Access Denied', 403);
}

export const empty = (status: number, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status,
  headers,
  body: '',
});
