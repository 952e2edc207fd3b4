import { bucketArn, checkAcl, principalsOf } from '../../neighbours/s3/access.ts';
import type { Acl } from '../../neighbours/s3/bucket.ts';
import type { BucketSettings, Place } from '../../neighbours/s3/object-store.ts';
import { decide, type Principal, readBucketPolicy } from '../../neighbours/s3/policy.ts';

/** The CA on whose behalf acm-pca writes. */
export interface Depositor {
  readonly arn: string;
  readonly owner: string;
  readonly region: string;
  /** The organisation that the owner is in; undefined: in none, or the policy does not ask. */
  readonly organization?: string | undefined;
}

/** What is to be written where. */
export interface Target {
  readonly bucket: string;
  readonly key: string;
  readonly acl: Acl;
}

/** What the bucket policy must allow acm-pca, on the object and on the bucket (service-facts 1.5). */
const ON_OBJECT = ['s3:PutObject', 's3:PutObjectAcl'];
const ON_BUCKET = ['s3:GetBucketAcl', 's3:GetBucketLocation'];

/** As which service acm-pca comes: in a region that has to be enabled, also by its regional name (user guide, crl-planning). */
const serviceNames = (region: string): Principal[] =>
  ['acm-pca.amazonaws.com', `acm-pca.${region}.amazonaws.com`].map((name) => ({ kind: 'Service', name }));

/** May acm-pca write this for the CA? The policy must say so, and the bucket must take the ACL. */
export function mayDeposit(settings: BucketSettings, target: Target, depositor: Depositor): boolean {
  const { arn, owner, region, organization } = depositor;
  const context = {
    ...{ 'aws:sourceaccount': owner, 'aws:sourcearn': arn, 'aws:securetransport': 'true' },
    // A key that is there only for an account of an organisation (IAM user guide, aws:SourceOrgID).
    ...(organization === undefined ? {} : { 'aws:sourceorgid': organization }),
  };
  return isAllowed(settings, target, serviceNames(region), { region, context }) && takes(settings, target.acl);
}

/**
 * May the caller write it as well? The service asks for both (API reference, CreateCertificateAuthority). Whoever owns the
 * bucket may; of a bucket elsewhere the owner is not known, and only the service is judged.
 */
export function mayDepositItself(settings: BucketSettings, target: Target, { account, region }: Place): boolean {
  if (settings.owner === undefined || settings.owner === account) return true;
  const context = { 'aws:principalaccount': account, 'aws:securetransport': 'true' };
  return isAllowed(settings, target, principalsOf(account, region), { region, context });
}

/** Whether it depends on the organisation of whom acm-pca comes for. */
export const asksForOrganization = ({ policy = '' }: BucketSettings): boolean => /aws:sourceorgid/i.test(policy);

function isAllowed(
  { policy: text }: BucketSettings,
  { bucket, key, acl }: Target,
  principals: readonly Principal[],
  { region, context }: { readonly region: string; readonly context: Readonly<Record<string, string>> },
): boolean {
  const policy = text === undefined ? undefined : readBucketPolicy(text);
  const arn = bucketArn(bucket, region);
  const allows = (action: string, resource: string, more: Readonly<Record<string, string>> = {}): boolean =>
    decide(policy, { action, resource, principals, context: { ...context, ...more } }) === 'allowed';
  return (
    ON_OBJECT.every((action) => allows(action, `${arn}/${key}`, { 's3:x-amz-acl': acl })) &&
    ON_BUCKET.every((action) => allows(action, arn))
  );
}

function takes(settings: BucketSettings, acl: Acl): boolean {
  try {
    checkAcl(settings, acl);
    return true;
  } catch {
    return false; // S3's reason is not acm-pca's: it says that there is a permission error.
  }
}
