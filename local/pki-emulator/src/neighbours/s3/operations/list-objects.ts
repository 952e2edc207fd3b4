import { ServiceError } from '../../../errors.ts';
import { elements } from '../../../wire/xml.ts';
import { authorise } from '../access.ts';
import type { StoredObject } from '../bucket.ts';
import { document } from '../documents.ts';
import { bucketOf, type S3Call, type S3Operation } from '../operation.ts';

const LARGEST = 1000;

interface Wish {
  readonly prefix: string;
  readonly delimiter: string;
  readonly most: number;
  readonly after: string;
  readonly written: (text: string) => string;
}

/** Version 2 alone: the one all clients use; keys in the order of their UTF-8 bytes. */
const listObjects: S3Operation = {
  name: 'ListObjectsV2',
  method: 'GET',
  level: 'bucket',
  subresource: 'list-type',
  query: ['prefix', 'delimiter', 'max-keys', 'continuation-token', 'start-after', 'encoding-type', 'fetch-owner'],
  answer(call) {
    const bucket = bucketOf(call);
    authorise(bucket, 's3:ListBucket', call.asker);
    const wish = wishOf(call);
    const { items, next } = page([...bucket.objects.values()], wish);
    const token = call.query['continuation-token'];
    const head = elements({
      Name: bucket.name,
      Prefix: wish.written(wish.prefix),
      ...(wish.delimiter === '' ? {} : { Delimiter: wish.written(wish.delimiter) }),
      ...(token === undefined ? {} : { ContinuationToken: token }),
      ...(call.query['start-after'] === undefined ? {} : { StartAfter: wish.written(call.query['start-after']) }),
      ...(call.query['encoding-type'] === undefined ? {} : { EncodingType: 'url' }),
      KeyCount: items.length,
      MaxKeys: wish.most,
      IsTruncated: String(next !== undefined),
      ...(next === undefined ? {} : { NextContinuationToken: Buffer.from(next).toString('base64url') }),
    });
    const owner = call.query['fetch-owner'] === 'true' ? bucket.owner : undefined;
    return document('ListBucketResult', head + items.map((item) => shown(item, owner, wish)).join(''));
  },
};

function wishOf({ query }: S3Call): Wish {
  const { prefix = '', delimiter = '', 'max-keys': most = String(LARGEST), 'encoding-type': encoding } = query;
  const wrong = (what: string) => new ServiceError('InvalidArgument', `The argument ${what} is not valid.`, 400);
  if (query['list-type'] !== '2') throw wrong('list-type');
  if (!/^\d{1,9}$/.test(most)) throw wrong('max-keys');
  if (encoding !== undefined && encoding !== 'url') throw wrong('encoding-type');
  const token = query['continuation-token'];
  const after = token === undefined ? (query['start-after'] ?? '') : Buffer.from(token, 'base64url').toString();
  const written =
    encoding === 'url' ? (text: string) => encodeURIComponent(text).replaceAll('%2F', '/') : (text: string) => text;
  return { prefix, delimiter, most: Math.min(Number(most), LARGEST), after, written };
}

/** An object, or what several have in common up to a delimiter. */
type Item = { readonly at: string; readonly object?: StoredObject };

function page(
  objects: readonly StoredObject[],
  { prefix, delimiter, most, after }: Wish,
): { items: Item[]; next?: string } {
  const found = new Map<string, Item>();
  const sorted = objects
    .filter(({ key }) => key.startsWith(prefix))
    .sort((a, b) => Buffer.compare(Buffer.from(a.key), Buffer.from(b.key)));
  for (const object of sorted) {
    const end = delimiter === '' ? -1 : object.key.indexOf(delimiter, prefix.length);
    const item = end === -1 ? { at: object.key, object } : { at: object.key.slice(0, end + delimiter.length) };
    if (item.at > after) found.set(item.at, found.get(item.at) ?? item);
  }
  const all = [...found.values()];
  const items = all.slice(0, most);
  const last = items.at(-1)?.at;
  return all.length > items.length && last !== undefined ? { items, next: last } : { items };
}

function shown({ at, object }: Item, owner: string | undefined, { written }: Wish): string {
  if (!object) return elements({ CommonPrefixes: { Prefix: written(at) } });
  return elements({
    Contents: {
      Key: written(object.key),
      LastModified: object.modifiedAt.toISOString(),
      ETag: `"${object.etag}"`,
      Size: object.size,
      ...(owner === undefined ? {} : { Owner: { ID: owner } }),
      StorageClass: 'STANDARD',
    },
  });
}

export const LISTING_OPERATIONS: readonly S3Operation[] = [listObjects];
