import { ServiceError } from '../../../errors.ts';
import { elements } from '../../../wire/xml.ts';
import { accessDenied, authorise, bucketArn, checkPolicyIsPrivate } from '../access.ts';
import { ALL_BLOCKED, type Bucket, OBJECT_OWNERSHIPS, type PublicAccessBlock } from '../bucket.ts';
import { document } from '../documents.ts';
import { bucketOf, empty, type S3Call, type S3Operation } from '../operation.ts';
import { readBucketPolicy } from '../policy.ts';
import { leavesOf } from '../xml-documents.ts';

/** The longest bucket policy (S3 user guide). */
const POLICY_LIMIT = 20 * 1024;

/** A setting's three operations: only the bucket's owner changes it. */
function setting(
  name: string,
  subresource: string,
  right: string,
  {
    read,
    write,
    remove,
  }: {
    read: (bucket: Bucket) => string;
    write: (bucket: Bucket, body: string) => void;
    remove: (bucket: Bucket) => void;
  },
): S3Operation[] {
  const own = (call: S3Call, action: string): Bucket => {
    const bucket = bucketOf(call);
    authorise(bucket, action, call.asker);
    return bucket;
  };
  const changed = (
    verb: string,
    method: string,
    act: (bucket: Bucket, body: string) => void,
    status: number,
  ): S3Operation => ({
    name: `${verb}${name}`,
    method,
    level: 'bucket',
    subresource,
    answer(call) {
      const bucket = own(call, `s3:${verb === 'Delete' && name !== 'BucketPolicy' ? 'Put' : verb}${right}`);
      if (call.asker?.account !== bucket.owner) throw accessDenied();
      act(bucket, call.request.body);
      return empty(status);
    },
  });
  const shown: S3Operation = {
    name: `Get${name}`,
    method: 'GET',
    level: 'bucket',
    subresource,
    answer: (call) => answerOf(name, read(own(call, `s3:Get${right}`))),
  };
  return [
    shown,
    changed('Put', 'PUT', write, name === 'BucketPolicy' ? 204 : 200),
    changed('Delete', 'DELETE', remove, 204),
  ];
}

/** A policy is JSON, every other setting XML. */
const answerOf = (name: string, content: string) =>
  name === 'BucketPolicy'
    ? { status: 200, headers: { 'content-type': 'application/json' }, body: content }
    : document(ROOTS[name] ?? name, content);

const ROOTS: Readonly<Record<string, string>> = {
  PublicAccessBlock: 'PublicAccessBlockConfiguration',
  BucketOwnershipControls: 'OwnershipControls',
};

const policy = setting('BucketPolicy', 'policy', 'BucketPolicy', {
  read({ policy: text }) {
    if (text === undefined) throw new ServiceError('NoSuchBucketPolicy', 'The bucket policy does not exist', 404);
    return text;
  },
  write(bucket, body) {
    checkPolicy(bucket, body);
    checkPolicyIsPrivate(bucket, body);
    bucket.policy = body;
  },
  remove: (bucket) => void delete bucket.policy,
});

/** @throws ServiceError MalformedPolicy: no policy at all, or one on other resources */
function checkPolicy({ name, region }: Bucket, body: string): void {
  const read = body.length <= POLICY_LIMIT ? readBucketPolicy(body) : undefined;
  if (!read) throw new ServiceError('MalformedPolicy', 'This policy contains invalid Json', 400);
  const arn = bucketArn(name, region);
  const resources = read.Statement.flatMap(({ Resource, NotResource }) => Resource ?? NotResource ?? []);
  if (resources.some((each) => each !== arn && each !== `${arn}*` && !each.startsWith(`${arn}/`))) {
    throw new ServiceError('MalformedPolicy', 'Policy has invalid resource', 400);
  }
}

const BLOCKS = Object.keys(ALL_BLOCKED) as (keyof PublicAccessBlock)[];

const publicAccessBlock = setting('PublicAccessBlock', 'publicAccessBlock', 'BucketPublicAccessBlock', {
  read({ publicAccessBlock: block }) {
    if (block) return elements(Object.fromEntries(BLOCKS.map((name) => [name, String(block[name])])));
    throw new ServiceError(
      'NoSuchPublicAccessBlockConfiguration',
      'The public access block configuration was not found',
      404,
    );
  },
  write(bucket, body) {
    const leaves = leavesOf(body, 'PublicAccessBlockConfiguration', BLOCKS);
    const [BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets] = BLOCKS.map(
      (name) => leaves[name]?.toLowerCase() === 'true',
    ) as [boolean, boolean, boolean, boolean];
    bucket.publicAccessBlock = { BlockPublicAcls, IgnorePublicAcls, BlockPublicPolicy, RestrictPublicBuckets };
  },
  remove: (bucket) => (bucket.publicAccessBlock = undefined),
});

const ownershipControls = setting('BucketOwnershipControls', 'ownershipControls', 'BucketOwnershipControls', {
  read({ objectOwnership: ObjectOwnership }) {
    if (ObjectOwnership) return elements({ Rule: { ObjectOwnership } });
    throw new ServiceError('OwnershipControlsNotFoundError', 'The bucket ownership controls were not found', 404);
  },
  write(bucket, body) {
    const { ObjectOwnership } = leavesOf(body, 'OwnershipControls', ['Rule', 'ObjectOwnership']);
    const found = OBJECT_OWNERSHIPS.find((each) => each === ObjectOwnership);
    if (!found) throw new ServiceError('MalformedXML', 'The object ownership is none S3 knows', 400);
    bucket.objectOwnership = found;
  },
  remove: (bucket) => (bucket.objectOwnership = undefined),
});

export const SETTING_OPERATIONS: readonly S3Operation[] = [...policy, ...publicAccessBlock, ...ownershipControls];
