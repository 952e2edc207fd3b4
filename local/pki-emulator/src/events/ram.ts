import { randomUUID } from 'node:crypto';
import type { Authority } from '../acm-pca/authority.ts';
import { partitionOf } from '../partition.ts';
import type { World } from '../world.ts';
import { publishRecord } from './trail.ts';

export type RamEvent = 'AssociateResourceShare' | 'AssociateResourceSharePermission' | 'DisassociateResourceShare';

/**
 * Publishes what RAM would have recorded in the owner's account. Such records name a share and an account; the CA is in
 * none of them reliably, and the emulator leaves it out.
 */
export function recordRamCall(eventName: RamEvent, authority: Authority, accountId: string, world: World): void {
  const { owner, region } = authority;
  const resourceShareArn = `arn:${partitionOf(region)}:ram:${region}:${owner}:resource-share/${randomUUID()}`;
  const principals = eventName === 'AssociateResourceSharePermission' ? {} : { principals: [accountId] };
  publishRecord({ account: owner, region, world }, () => ({
    eventSource: 'ram.amazonaws.com',
    eventName,
    account: owner,
    region,
    accessKeyId: owner,
    requestId: randomUUID(),
    time: world.clock.now(),
    userAgent: 'pki-emulator',
    sourceAddress: '127.0.0.1',
    requestParameters: { resourceShareArn, ...principals, clientToken: randomUUID() },
    responseElements: { returnValue: true },
  }));
}
