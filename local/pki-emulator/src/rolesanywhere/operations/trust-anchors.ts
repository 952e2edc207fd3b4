import { z } from 'zod';
import { invalid } from '../../errors.ts';
import type { Call } from '../../wire/call.ts';
import { operation } from '../../wire/operation.ts';
import { source, trustedBy } from '../anchor-source.ts';
import { notificationSettingKeys, notificationSettings, resourceName, tags, uuid } from '../members.ts';
import { putSettings, resetSettings } from '../notifications.ts';
import { MOST, requireRoom } from '../quotas.ts';
import { found, holdingsOf, newResource } from '../resources.ts';
import { putTags } from '../tagging.ts';
import { type TrustAnchor, trustAnchorDetail } from '../trust-anchor.ts';
import { deleting, disabling, enabling, getting, listing } from './of-a-kind.ts';

const KIND = {
  kind: 'trust-anchor',
  noun: 'TrustAnchor',
  member: 'trustAnchor',
  all: ({ trustAnchors }: { readonly trustAnchors: Map<string, TrustAnchor> }) => trustAnchors,
  detailOf: trustAnchorDetail,
  changed: ({ arn }: TrustAnchor, { world }: Call) => world.agenda.plan(arn),
} as const;

export const getTrustAnchor = getting(KIND);
export const deleteTrustAnchor = deleting(KIND);
export const enableTrustAnchor = enabling(KIND);
export const disableTrustAnchor = disabling(KIND);
export const listTrustAnchors = listing(KIND);

export const createTrustAnchor = operation({
  name: 'CreateTrustAnchor',
  status: 201,
  changes: true,
  input: z.strictObject({
    name: resourceName,
    source,
    enabled: z.boolean().default(false),
    tags: tags.default([]),
    notificationSettings: notificationSettings.default([]),
  }),
  answer(input, call) {
    const { trustAnchors } = holdingsOf(call);
    requireRoom('trust anchors in an account and region', trustAnchors.size, MOST.trustAnchors);
    const { name, enabled } = input;
    const own = { name, enabled, notificationSettings: new Map(), used: new Map() };
    const anchor: TrustAnchor = {
      ...newResource('trust-anchor', call),
      ...own,
      trusted: trustedBy(input.source, call),
    };
    putTags(anchor.tags, input.tags);
    putSettings(anchor.notificationSettings, input.notificationSettings, call.account);
    trustAnchors.set(anchor.id, anchor);
    call.world.agenda.plan(anchor.arn);
    return { trustAnchor: trustAnchorDetail(anchor) };
  },
});

/**
 * An anchor takes its CA's certificate again only when it is given its source: after a CA's certificate was reissued this
 * must be done (service-facts 5.1).
 */
export const updateTrustAnchor = operation({
  name: 'UpdateTrustAnchor',
  changes: true,
  input: z.strictObject({ trustAnchorId: uuid, name: resourceName.optional(), source: source.optional() }),
  answer(input, call) {
    const anchor = found('trust-anchor', holdingsOf(call).trustAnchors, input.trustAnchorId);
    const trusted = input.source && trustedBy(input.source, call);
    if (trusted) requireSameOrigin(anchor, trusted.source);
    return changed(anchor, call, () => {
      anchor.name = input.name ?? anchor.name;
      anchor.trusted = trusted ?? anchor.trusted;
    });
  },
});

/** Of a CA of Private CA only the validity may change later (service-facts 5.1): it stays the same CA. */
function requireSameOrigin(
  { trusted: { source: before } }: TrustAnchor,
  after: TrustAnchor['trusted']['source'],
): void {
  if (before.sourceType !== after.sourceType) throw invalid('The type of a trust anchor’s source cannot change.');
  if (before.sourceType !== 'AWS_ACM_PCA' || after.sourceType !== 'AWS_ACM_PCA') return;
  if (before.sourceData.acmPcaArn !== after.sourceData.acmPcaArn) {
    throw invalid('The certificate authority of a trust anchor cannot change, only the validity of its certificate.');
  }
}

export const putNotificationSettings = operation({
  name: 'PutNotificationSettings',
  changes: true,
  input: z.strictObject({ trustAnchorId: uuid, notificationSettings }),
  answer(input, call) {
    const anchor = found('trust-anchor', holdingsOf(call).trustAnchors, input.trustAnchorId);
    return changed(anchor, call, () =>
      putSettings(anchor.notificationSettings, input.notificationSettings, call.account),
    );
  },
});

export const resetNotificationSettings = operation({
  name: 'ResetNotificationSettings',
  changes: true,
  input: z.strictObject({ trustAnchorId: uuid, notificationSettingKeys }),
  answer(input, call) {
    const anchor = found('trust-anchor', holdingsOf(call).trustAnchors, input.trustAnchorId);
    return changed(anchor, call, () => resetSettings(anchor.notificationSettings, input.notificationSettingKeys));
  },
});

function changed(anchor: TrustAnchor, { world }: Call, change: () => void): object {
  change();
  anchor.updatedAt = world.clock.now();
  world.agenda.plan(anchor.arn);
  return { trustAnchor: trustAnchorDetail(anchor) };
}
