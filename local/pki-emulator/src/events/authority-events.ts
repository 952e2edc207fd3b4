import { randomUUID } from 'node:crypto';
import type { Authority } from '../acm-pca/authority.ts';
import type { World } from '../world.ts';
import { isoSeconds } from '../iso-seconds.ts';

/** The events of source aws.acm-pca about a CA itself (service-facts 4), on the bus of its owner. */

const PCA = 'acm-pca.amazonaws.com';

type Owned = Pick<Authority, 'arn' | 'owner' | 'region'>;

/** Tells whether a CA got its keys. */
export async function announceWhenMade(authority: Authority, world: World): Promise<void> {
  const made = await authority.keys.outcome.then(
    () => true,
    () => false,
  );
  tell('ACM Private CA Creation', authority, world, { result: made ? 'success' : 'failure' });
}

export function tellListPublished(authority: Owned, url: string, world: World): void {
  tell('ACM Private CA CRL Generation', authority, world, { result: 'success', CrlUrl: url });
  recordListGeneration(authority, world);
}

/** @param reason one of the three documented ones */
export function tellListFailed(authority: Owned, url: string, reason: string, world: World): void {
  tell('ACM Private CA CRL Generation', authority, world, { result: 'failure', CrlUrl: url, reason });
}

/** The second resource is the bare id of the report. */
export function tellAuditReport(authority: Owned, reportId: string, succeeded: boolean, world: World): void {
  tell('ACM Private CA Audit Report Generation', authority, world, { result: succeeded ? 'success' : 'failure' }, [
    reportId,
  ]);
}

function tell(
  detailType: string,
  { arn, owner, region }: Owned,
  world: World,
  detail: object,
  more: readonly string[] = [],
): void {
  world.publisher.publish({ account: owner, region, detailType, resources: [arn, ...more], detail: () => detail });
}

/** CloudTrail's record GenerateCRL (user guide, "CloudTrail examples"; the records SignCRL and SignCACSR have no documented sample). */
function recordListGeneration({ arn, owner, region }: Owned, world: World): void {
  const detail = () => ({
    eventVersion: '1.11',
    userIdentity: { accountId: owner, invokedBy: PCA },
    eventTime: isoSeconds(world.clock.now()),
    eventSource: PCA,
    eventName: 'GenerateCRL',
    awsRegion: region,
    sourceIPAddress: PCA,
    userAgent: PCA,
    requestParameters: null,
    responseElements: null,
    eventID: randomUUID(),
    readOnly: false,
    resources: [{ accountId: owner, type: 'AWS::ACMPCA::CertificateAuthority', ARN: arn }],
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    eventCategory: 'Management',
    recipientAccountId: owner,
  });
  world.publisher.publish({ account: owner, region, detailType: 'AWS Service Event via CloudTrail', detail });
}
