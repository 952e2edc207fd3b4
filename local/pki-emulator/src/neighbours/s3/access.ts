import { rootArn } from '../../arns.ts';
import { ServiceError } from '../../errors.ts';
import { partitionOf } from '../../partition.ts';
import type { Bucket, StoredObject } from './bucket.ts';
import { type AccessRequest, decide, isPublic, type Principal, readBucketPolicy } from './policy.ts';

/** Who asks S3: an account (its root), or nobody who says who they are. */
export type Asker = { readonly account: string; readonly region: string } | undefined;

export const accessDenied = (): ServiceError => new ServiceError('AccessDenied', 'Access Denied', 403);

/** What the policy's owner can always do, whatever the policy says: otherwise a bucket could be lost (S3 user guide). */
const ALWAYS_OWNERS = ['s3:GetBucketPolicy', 's3:PutBucketPolicy', 's3:DeleteBucketPolicy'];

/** Who an account is to a policy. */
export const principalsOf = (account: string, region: string): Principal[] =>
  [account, rootArn(account, region)].map((name) => ({ kind: 'AWS', name }));

export const bucketArn = (name: string, region: string): string => `arn:${partitionOf(region)}:s3:::${name}`;

/**
 * May it be done? The owner may what no statement denies, another account what one allows, anybody what is public.
 *
 * @throws ServiceError AccessDenied
 */
export function authorise(bucket: Bucket, action: string, asker: Asker, object?: { key: string; acl?: string }): void {
  const owns = asker?.account === bucket.owner;
  if (owns && ALWAYS_OWNERS.includes(action)) return;
  const decision = decide(bucket.policy === undefined ? undefined : readBucketPolicy(bucket.policy), {
    ...requestOf(bucket, action, object),
    principals: asker ? principalsOf(asker.account, asker.region) : [],
  });
  if (decision === 'denied') throw accessDenied();
  if (owns) return;
  const permitted = asker ? decision === 'allowed' : isOpen(bucket, decision);
  if (!permitted && !isReadable(bucket, action, object?.key)) throw accessDenied();
}

function requestOf(
  bucket: Bucket,
  action: string,
  object?: { key: string; acl?: string },
): Omit<AccessRequest, 'principals'> {
  const arn = bucketArn(bucket.name, bucket.region);
  const acl: Record<string, string> = object?.acl ? { 's3:x-amz-acl': object.acl } : {};
  return {
    action,
    resource: object ? `${arn}/${object.key}` : arn,
    context: { 'aws:securetransport': 'false', ...acl },
  };
}

/** A policy for everybody counts unless Block Public Access restricts the bucket to its owner. */
const isOpen = (bucket: Bucket, decision: string): boolean =>
  decision === 'allowed' && !bucket.publicAccessBlock?.RestrictPublicBuckets;

function isReadable(bucket: Bucket, action: string, key: string | undefined): boolean {
  const object: StoredObject | undefined = key === undefined ? undefined : bucket.objects.get(key);
  return action === 's3:GetObject' && object?.acl === 'public-read' && !bucket.publicAccessBlock?.IgnorePublicAcls;
}

/** Would Block Public Access refuse this policy? */
export function checkPolicyIsPrivate(bucket: Bucket, text: string): void {
  const policy = readBucketPolicy(text);
  if (policy && bucket.publicAccessBlock?.BlockPublicPolicy && isPublic(policy)) throw accessDenied();
}

/** @throws ServiceError AccessControlListNotSupported, AccessDenied: what an object's ACL may be in this bucket */
export function checkAcl(
  { objectOwnership, publicAccessBlock }: Pick<Bucket, 'objectOwnership' | 'publicAccessBlock'>,
  acl: string,
): void {
  if (objectOwnership === 'BucketOwnerEnforced' && acl === 'public-read') {
    throw new ServiceError('AccessControlListNotSupported', 'The bucket does not allow ACLs', 400);
  }
  if (acl === 'public-read' && publicAccessBlock?.BlockPublicAcls) throw accessDenied();
}
