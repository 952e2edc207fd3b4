import { iam } from './iam.ts';
import type { Neighbour } from './neighbour.ts';
import { organizations } from './organizations.ts';
import { sts } from './sts.ts';

export const NEIGHBOURS: readonly Neighbour[] = [sts, iam, organizations];

export const neighbourNamed = (service: string): Neighbour | undefined =>
  NEIGHBOURS.find((each) => each.service === service);

/** What there is, for who asks for something else. */
export const OFFER = [
  'acm, acm-pca, rolesanywhere, s3 (a part), tagging:GetResources',
  ...NEIGHBOURS.flatMap(({ service, operations }) => Object.keys(operations).map((name) => `${service}:${name}`)),
].join(', ');
