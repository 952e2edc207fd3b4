import { withFault } from '../../faults/meeting.ts';
import type { Deposit } from '../../neighbours/s3/object-store.ts';
import type { World } from '../../world.ts';
import { asksForOrganization, type Depositor, mayDeposit, type Target } from './bucket-rights.ts';

/** The bucket is not there, or its policy or settings do not let acm-pca write. */
export class NotPermitted extends Error {
  override readonly name = 'NotPermitted';
}

/**
 * Writes an object for a CA, as acm-pca; faults of S3's PutObject are met as by any other caller.
 *
 * @throws NotPermitted; any other error when S3 does not do its work
 */
export async function deposit(
  target: Target,
  content: Pick<Deposit, 'contentType' | 'chunks'>,
  depositor: Depositor,
  world: World,
): Promise<void> {
  const { bucket, key, acl } = target;
  const place = { account: depositor.owner, region: depositor.region };
  const settings = await world.buckets.settingsOf(bucket, place);
  const organization =
    settings && asksForOrganization(settings)
      ? await world.cloud?.organizationOf(depositor.owner, depositor.region)
      : undefined;
  if (!settings || !mayDeposit(settings, target, { ...depositor, organization }))
    throw new NotPermitted(`${bucket}/${key} may not be written`);
  await withFault({ service: 's3', operation: 'PutObject', ...place, world }, () =>
    world.buckets.put(bucket, { key, acl, ...content }, place),
  );
}
