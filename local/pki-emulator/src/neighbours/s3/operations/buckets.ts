import { ServiceError } from '../../../errors.ts';
import { elements } from '../../../wire/xml.ts';
import { authorise } from '../access.ts';
import { isBucketName, newBucket, OBJECT_OWNERSHIPS, type ObjectOwnership } from '../bucket.ts';
import { document } from '../documents.ts';
import { bucketOf, empty, type S3Operation, signerOf } from '../operation.ts';
import { leavesOf } from '../xml-documents.ts';

/** The one region that has no name as a location (S3 API reference, CreateBucket). */
const UNNAMED_REGION = 'us-east-1';

const listBuckets: S3Operation = {
  name: 'ListBuckets',
  method: 'GET',
  level: 'service',
  answer(call) {
    const { account } = signerOf(call);
    const own = [...call.world.state.buckets.values()].filter(({ owner }) => owner === account);
    const shown = own
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, createdAt, region }) =>
        elements({ Bucket: { Name: name, CreationDate: createdAt.toISOString(), BucketRegion: region } }),
      );
    return document(
      'ListAllMyBucketsResult',
      `${elements({ Owner: { ID: account } })}<Buckets>${shown.join('')}</Buckets>`,
    );
  },
};

const createBucket: S3Operation = {
  name: 'CreateBucket',
  method: 'PUT',
  level: 'bucket',
  headers: ['x-amz-object-ownership'],
  answer(call) {
    const { account, region } = signerOf(call);
    const { world, bucketName, request } = call;
    if (!isBucketName(bucketName))
      throw new ServiceError('InvalidBucketName', 'The specified bucket is not valid.', 400);
    checkLocation(request.body, region);
    const ownership = ownershipOf(request.headers['x-amz-object-ownership']);
    const known = world.state.buckets.get(bucketName);
    if (known && known.owner !== account) {
      throw new ServiceError('BucketAlreadyExists', 'The requested bucket name is not available.', 409);
    }
    // In us-east-1 alone creating one's own bucket again succeeds (S3 API reference, CreateBucket).
    if (known && region !== UNNAMED_REGION) {
      throw new ServiceError(
        'BucketAlreadyOwnedByYou',
        'Your previous request to create the named bucket succeeded and you already own it.',
        409,
      );
    }
    const made = { name: bucketName, owner: account, region, createdAt: world.clock.now() };
    if (!known) world.state.buckets.set(bucketName, newBucket(made, ownership));
    return empty(200, { location: `/${bucketName}` });
  },
};

function checkLocation(body: string, region: string): void {
  const { LocationConstraint } =
    body.trim() === '' ? {} : leavesOf(body, 'CreateBucketConfiguration', LOCATION_MEMBERS);
  if ((LocationConstraint ?? UNNAMED_REGION) === region) return;
  const named = LocationConstraint ?? 'unspecified';
  throw new ServiceError(
    'IllegalLocationConstraintException',
    `The ${named} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    400,
  );
}

const LOCATION_MEMBERS = ['LocationConstraint'];

function ownershipOf(header: string | undefined): ObjectOwnership | undefined {
  const found = OBJECT_OWNERSHIPS.find((each) => each === header);
  if (header !== undefined && !found)
    throw new ServiceError('InvalidArgument', 'Invalid x-amz-object-ownership header', 400);
  return found;
}

const deleteBucket: S3Operation = {
  name: 'DeleteBucket',
  method: 'DELETE',
  level: 'bucket',
  answer(call) {
    const bucket = bucketOf(call);
    authorise(bucket, 's3:DeleteBucket', call.asker);
    if (bucket.objects.size > 0)
      throw new ServiceError('BucketNotEmpty', 'The bucket you tried to delete is not empty', 409);
    call.world.state.buckets.delete(bucket.name);
    return empty(204);
  },
};

const headBucket: S3Operation = {
  name: 'HeadBucket',
  method: 'HEAD',
  level: 'bucket',
  answer(call) {
    const bucket = bucketOf(call);
    authorise(bucket, 's3:ListBucket', call.asker);
    return empty(200, { 'x-amz-bucket-region': bucket.region, 'x-amz-access-point-alias': 'false' });
  },
};

const getBucketLocation: S3Operation = {
  name: 'GetBucketLocation',
  method: 'GET',
  level: 'bucket',
  subresource: 'location',
  answer(call) {
    const bucket = bucketOf(call);
    authorise(bucket, 's3:GetBucketLocation', call.asker);
    return document('LocationConstraint', bucket.region === UNNAMED_REGION ? '' : bucket.region);
  },
};

export const BUCKET_OPERATIONS: readonly S3Operation[] = [
  listBuckets,
  createBucket,
  deleteBucket,
  headBucket,
  getBucketLocation,
];
