import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { blob } from '../../validation/constraints.ts';
import { operation } from '../../wire/operation.ts';
import { crlOf } from '../crl-reading.ts';
import { resourceName, tags, trustAnchorArn, uuid } from '../members.ts';
import { MOST, requireRoom } from '../quotas.ts';
import { found, holdingsOf, newResource, withArn } from '../resources.ts';
import { crlDetail, type RevocationList } from '../revocation-list.ts';
import type { RolesAnywhere } from '../state.ts';
import { putTags } from '../tagging.ts';
import type { TrustAnchor } from '../trust-anchor.ts';
import { deleting, disabling, enabling, getting, listing } from './of-a-kind.ts';

const KIND = {
  kind: 'crl',
  noun: 'Crl',
  member: 'crl',
  all: ({ crls }: { readonly crls: Map<string, RevocationList> }) => crls,
  detailOf: crlDetail,
} as const;

export const getCrl = getting(KIND);
export const deleteCrl = deleting(KIND);
export const enableCrl = enabling(KIND);
export const disableCrl = disabling(KIND);
export const listCrls = listing(KIND);

const crlData = blob(1, 300_000);

export const importCrl = operation({
  name: 'ImportCrl',
  status: 201,
  changes: true,
  input: z.strictObject({
    name: resourceName,
    crlData,
    enabled: z.boolean().default(false),
    tags: tags.default([]),
    trustAnchorArn,
  }),
  answer({ name, crlData: data, enabled, tags: given, trustAnchorArn: arn }, call) {
    const holdings = holdingsOf(call);
    const anchor = anchorOf(holdings, arn);
    const others = [...holdings.crls.values()].filter((crl) => crl.trustAnchorArn === arn);
    requireRoom('CRLs of a trust anchor', others.length, MOST.crlsOfAnchor);
    const read = crlOf(data, anchor.trusted.certificates);
    const crl: RevocationList = {
      ...newResource('crl', call),
      ...{ name, enabled, trustAnchorArn: arn, data },
      ...read,
    };
    putTags(crl.tags, given);
    holdings.crls.set(crl.id, crl);
    return { crl: crlDetail(crl) };
  },
});

export const updateCrl = operation({
  name: 'UpdateCrl',
  changes: true,
  input: z.strictObject({ crlId: uuid, name: resourceName.optional(), crlData: crlData.optional() }),
  answer({ crlId, name, crlData: data }, call) {
    const holdings = holdingsOf(call);
    const crl = found('crl', holdings.crls, crlId);
    const anchor = data && anchorOf(holdings, crl.trustAnchorArn);
    if (data && anchor) Object.assign(crl, { data, ...crlOf(data, anchor.trusted.certificates) });
    crl.name = name ?? crl.name;
    crl.updatedAt = call.world.clock.now();
    return { crl: crlDetail(crl) };
  },
});

function anchorOf({ trustAnchors }: RolesAnywhere, arn: string): TrustAnchor {
  const anchor = withArn(trustAnchors, arn);
  if (!anchor) throw invalid(`There is no trust anchor ${arn} here.`);
  return anchor;
}
