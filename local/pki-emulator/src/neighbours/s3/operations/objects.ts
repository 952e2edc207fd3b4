import { ServiceError } from '../../../errors.ts';
import type { HttpAnswer } from '../../../wire/messages.ts';
import { authorise, checkAcl } from '../access.ts';
import { type Acl, ACLS, type StoredObject } from '../bucket.ts';
import { contentOf } from '../bodies.ts';
import { bucketOf, empty, type S3Call, type S3Operation } from '../operation.ts';
import { stored } from '../storing.ts';

const METADATA = 'x-amz-meta-';

const putObject: S3Operation = {
  name: 'PutObject',
  method: 'PUT',
  level: 'object',
  headers: ['x-amz-acl'],
  answer(call) {
    const { request, key, world } = call;
    const bucket = bucketOf(call);
    const acl = aclOf(request.headers['x-amz-acl']);
    authorise(bucket, 's3:PutObject', call.asker, { key, acl });
    if (request.headers['x-amz-acl'] !== undefined) authorise(bucket, 's3:PutObjectAcl', call.asker, { key, acl });
    checkAcl(bucket, acl);
    const contentType = request.headers['content-type'] ?? 'binary/octet-stream';
    const object = stored(key, [contentOf(request)], {
      contentType,
      acl,
      metadata: metadataOf(call),
      now: world.clock.now(),
    });
    bucket.objects.set(key, object);
    return empty(200, { etag: `"${object.etag}"` });
  },
};

function aclOf(header = 'private'): Acl {
  const found = ACLS.find((each) => each === header);
  if (found) return found;
  throw new ServiceError(
    'NotImplemented',
    `The emulator does not know the ACL ${header}; it knows ${ACLS.join(', ')}.`,
    501,
  );
}

const metadataOf = ({ request }: S3Call): Record<string, string> =>
  Object.fromEntries(Object.entries(request.headers).filter(([name]) => name.startsWith(METADATA)));

/** @throws ServiceError NoSuchKey, as HEAD and GET answer those who may list; AccessDenied for those who may not */
function objectOf(call: S3Call): StoredObject {
  const bucket = bucketOf(call);
  authorise(bucket, 's3:GetObject', call.asker, { key: call.key });
  const object = bucket.objects.get(call.key);
  if (object) return object;
  authorise(bucket, 's3:ListBucket', call.asker);
  throw new ServiceError('NoSuchKey', 'The specified key does not exist.', 404);
}

function shown(object: StoredObject): HttpAnswer {
  const headers = {
    'content-type': object.contentType,
    etag: `"${object.etag}"`,
    'last-modified': object.modifiedAt.toUTCString(),
    'accept-ranges': 'bytes',
    ...object.metadata,
  };
  return { status: 200, headers, body: Buffer.concat(object.chunks) };
}

const getObject: S3Operation = {
  name: 'GetObject',
  method: 'GET',
  level: 'object',
  answer: (call) => shown(objectOf(call)),
};
const headObject: S3Operation = {
  name: 'HeadObject',
  method: 'HEAD',
  level: 'object',
  answer: (call) => shown(objectOf(call)),
};

/** Succeeds also where there is no such object. */
const deleteObject: S3Operation = {
  name: 'DeleteObject',
  method: 'DELETE',
  level: 'object',
  answer(call) {
    const bucket = bucketOf(call);
    authorise(bucket, 's3:DeleteObject', call.asker, { key: call.key });
    bucket.objects.delete(call.key);
    return empty(204);
  },
};

export const OBJECT_OPERATIONS: readonly S3Operation[] = [putObject, getObject, headObject, deleteObject];
