import { randomUUID } from 'node:crypto';
import { notFound } from '../errors.ts';
import { partitionOf } from '../partition.ts';
import type { Sequenced } from '../state/paging.ts';
import type { Tags } from '../tags.ts';
import type { Call } from '../wire/call.ts';
import type { RolesAnywhere } from './state.ts';

/** What a resource of any kind has. */
export interface Resource extends Sequenced {
  readonly id: string;
  readonly arn: string;
  readonly createdAt: Date;
  readonly tags: Tags;
  updatedAt: Date;
}

export type Kind = 'trust-anchor' | 'profile' | 'crl' | 'subject';

/** What the account of a call has in its region. */
export const holdingsOf = ({ world, account, region }: Call): RolesAnywhere =>
  world.state.scope(account, region).rolesAnywhere;

/** A new resource's own members; its ARN is `arn:<partition>:rolesanywhere:<region>:<account>:<kind>/<uuid>`. */
export function newResource(kind: Kind, { world, account, region }: Call): Resource {
  const id = randomUUID();
  const now = world.clock.now();
  const arn = `arn:${partitionOf(region)}:rolesanywhere:${region}:${account}:${kind}/${id}`;
  return { id, arn, createdAt: now, updatedAt: now, tags: new Map(), sequence: world.state.nextSequence() };
}

const WORDS: Readonly<Record<Kind, string>> = {
  'trust-anchor': 'Trust anchor',
  profile: 'Profile',
  crl: 'CRL',
  subject: 'Subject',
};

/** @throws ServiceError ResourceNotFoundException */
export function found<T extends Resource>(kind: Kind, resources: ReadonlyMap<string, T>, id: string): T {
  const resource = resources.get(id);
  if (!resource) throw notFound(`${WORDS[kind]} with id ${id} not found.`);
  return resource;
}

/** The one of these resources that has an ARN. */
export const withArn = <T extends Resource>(resources: ReadonlyMap<string, T>, arn: string): T | undefined =>
  resources.get(arn.slice(arn.lastIndexOf('/') + 1))?.arn === arn
    ? resources.get(arn.slice(arn.lastIndexOf('/') + 1))
    : undefined;

/** When a resource was made and last changed, ISO 8601. */
export const datesOf = ({ createdAt, updatedAt }: Resource) => ({
  createdAt: createdAt.toISOString(),
  updatedAt: updatedAt.toISOString(),
});
