import { invalid } from '../../errors.ts';
import type { Acl } from '../../neighbours/s3/bucket.ts';
import type { World } from '../../world.ts';
import type { KeptCrl } from '../revocation-configuration.ts';
import { type Depositor, mayDepositItself, type Target } from './bucket-rights.ts';
import { deposit, NotPermitted } from './deposit.ts';
import { once } from './pieces.ts';

/** What acm-pca writes into a bucket that is to hold CRLs, to see whether it can (user guide, crl-planning). */
const TEST_KEYS: Readonly<Record<Acl, string>> = {
  'public-read': 'acm-pca-permission-test-key',
  'bucket-owner-full-control': 'acm-pca-permission-test-key-private',
  private: 'acm-pca-permission-test-key-private',
};

export const aclOf = ({ S3ObjectAcl }: KeptCrl): Acl =>
  S3ObjectAcl === 'BUCKET_OWNER_FULL_CONTROL' ? 'bucket-owner-full-control' : 'public-read';

/**
 * Tries a bucket by writing a test object.
 *
 * @throws ServiceError ValidationException with the text of the service (hashicorp/terraform-provider-aws#33306) when the
 *   bucket is not there or acm-pca, or the caller, may not write to it
 */
export async function testPermission(crl: KeptCrl, depositor: Depositor, world: World): Promise<void> {
  const { S3BucketName: bucket } = crl;
  const place = { account: depositor.owner, region: depositor.region };
  const target: Target = { bucket, key: TEST_KEYS[aclOf(crl)], acl: aclOf(crl) };
  try {
    const settings = await world.buckets.settingsOf(bucket, place);
    if (!settings || !mayDepositItself(settings, target, place)) throw new NotPermitted('the caller may not write it');
    await deposit(target, { contentType: 'text/plain', chunks: once(Buffer.alloc(0)) }, depositor, world);
  } catch {
    throw permissionError(bucket);
  }
}

const permissionError = (bucket: string) =>
  invalid(
    `Permission error with your S3 bucket '${bucket}'. Check that your bucket policy, encryption settings, S3 Block Public Access settings, and global account permissions are configured correctly. For more information, check the service documentation.`,
  );
