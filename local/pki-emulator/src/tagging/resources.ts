import { isGone } from '../acm-pca/authority.ts';
import type { Tags } from '../tags.ts';
import type { Call } from '../wire/call.ts';

/** A resource with tags, or one that had some. */
export interface TaggedResource {
  readonly arn: string;
  readonly type: ResourceType;
  readonly tags: Tags;
  readonly sequence: number;
}

export const RESOURCE_TYPES = ['acm:certificate', 'acm-pca:certificate-authority'] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

/** What the caller's account has in the region and was ever tagged, the oldest first. */
export function taggedResources({ world, account, region }: Call): readonly TaggedResource[] {
  const now = world.clock.now();
  const { certificates, authorities } = world.state.scope(account, region);
  const kept = [...authorities.values()].filter((authority) => !isGone(authority, now));
  return [
    ...[...certificates.values()].filter(wasEverTagged).map(asResource('acm:certificate')),
    ...kept.filter(wasEverTagged).map(asResource('acm-pca:certificate-authority')),
  ].sort((one, other) => one.sequence - other.sequence);
}

const wasEverTagged = ({ tags, hadTags }: { readonly tags: Tags; readonly hadTags?: boolean }): boolean =>
  tags.size > 0 || hadTags === true;

const asResource =
  (type: ResourceType) =>
  ({ arn, tags, sequence }: Omit<TaggedResource, 'type'>): TaggedResource => ({ arn, type, tags, sequence });
