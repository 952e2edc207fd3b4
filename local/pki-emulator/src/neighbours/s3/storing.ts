import { createHash } from 'node:crypto';
import type { StoredObject } from './bucket.ts';

/** An object as it is kept: its pieces stay pieces. */
export function stored(
  key: string,
  chunks: readonly Buffer[],
  about: Pick<StoredObject, 'contentType' | 'acl' | 'metadata'> & { readonly now: Date },
): StoredObject {
  const digest = createHash('md5');
  let size = 0;
  for (const chunk of chunks) {
    digest.update(chunk);
    size += chunk.length;
  }
  const { now: modifiedAt, ...rest } = about;
  return { key, chunks, size, etag: digest.digest('hex'), ...rest, modifiedAt };
}
