import { createHash } from 'node:crypto';
import { z } from 'zod';
import { notEmulated, ServiceError } from '../errors.ts';
import { pageOf } from '../state/paging.ts';
import { tagList } from '../tags.ts';
import { refusedMember } from '../validation/constraints.ts';
import type { Call } from '../wire/call.ts';
import { operation } from '../wire/operation.ts';
import { RESOURCE_TYPES, type TaggedResource, taggedResources } from './resources.ts';

/** A token is good for so long (service model, PaginationTokenExpiredException). */
const TOKEN_MILLISECONDS = 15 * 60_000;

const input = z.strictObject({
  PaginationToken: z.string().max(2048).default(''),
  TagFilters: z
    .array(
      z.strictObject({
        Key: z.string().min(1).max(128).optional(),
        Values: z.array(z.string().max(256)).max(20).default([]),
      }),
    )
    .max(50)
    .default([]),
  ResourcesPerPage: z.int().default(100),
  ResourceTypeFilters: z.array(z.string().max(256)).default([]),
  TagsPerPage: refusedMember(),
  IncludeComplianceDetails: refusedMember(),
  ExcludeCompliantResources: refusedMember(),
  ResourceARNList: refusedMember(),
});

type Input = z.output<typeof input>;

/** A page of the caller's certificates and CAs that have tags or had some, with all their tags. */
export const getResources = operation({
  name: 'GetResources',
  changes: false,
  input,
  answer(request, call) {
    check(request);
    const listing = {
      name: listingOf(request),
      items: taggedResources(call),
      oldestFirst: true,
      fits: fitting(request),
    };
    const page = pageOf(listing, request.ResourcesPerPage, placeIn(request.PaginationToken, call));
    if (!page) throw invalidParameter('The PaginationToken is not one of this request.');
    return {
      PaginationToken: page.nextToken === undefined ? '' : tokenFor(page.nextToken, call),
      ResourceTagMappingList: page.items.map(({ arn, tags }) => ({
        ResourceARN: arn,
        Tags: tagList(tags).map(({ Key, Value = '' }) => ({ Key, Value })),
      })),
    };
  },
});

const invalidParameter = (message: string): ServiceError => new ServiceError('InvalidParameterException', message);

/** What no shape of the model limits. @throws ServiceError InvalidParameterException; ValidationException: not emulated */
function check({ ResourcesPerPage, ResourceTypeFilters, TagFilters }: Input): void {
  if (ResourcesPerPage < 1 || ResourcesPerPage > 100)
    throw invalidParameter('ResourcesPerPage must be between 1 and 100.');
  if (TagFilters.some(({ Key }) => Key === undefined)) throw invalidParameter('A TagFilter must have a Key.');
  for (const type of ResourceTypeFilters) {
    if (!/^[a-z0-9-]+(:[A-Za-z0-9-]+)?$/.test(type)) throw invalidParameter(`${type} is no resource type.`);
    if (!RESOURCE_TYPES.some((each) => isOfType(each, type))) throw notEmulated(`the resource type ${type}`);
  }
}

/** `acm` is every type of acm. */
const isOfType = (type: string, filter: string): boolean => type === filter || type.split(':')[0] === filter;

/** One of the types, and every tag filter: one of its values, any where it names none. */
const fitting =
  ({ ResourceTypeFilters, TagFilters }: Input) =>
  ({ type, tags }: TaggedResource): boolean =>
    (ResourceTypeFilters.length === 0 || ResourceTypeFilters.some((filter) => isOfType(type, filter))) &&
    TagFilters.every(
      ({ Key = '', Values }) => tags.has(Key) && (Values.length === 0 || Values.includes(tags.get(Key) ?? '')),
    );

/** What a token belongs to: the same filters, the number of resources may change. */
const listingOf = ({ TagFilters, ResourceTypeFilters }: Input): string =>
  `resources-${createHash('sha256')
    .update(JSON.stringify([TagFilters, ResourceTypeFilters]))
    .digest('base64url')
    .slice(0, 16)}`;

const tokenFor = (place: string, { world }: Call): string =>
  Buffer.from(`${world.clock.now().getTime()}:${place}`).toString('base64url');

/** @throws ServiceError PaginationTokenExpiredException, InvalidParameterException */
function placeIn(token: string, { world }: Call): string | undefined {
  if (token === '') return undefined;
  const [, at, place] = /^(\d{1,15}):(.+)$/.exec(Buffer.from(token, 'base64url').toString()) ?? [];
  if (place === undefined) throw invalidParameter('The PaginationToken is not one of this request.');
  if (world.clock.now().getTime() - Number(at) <= TOKEN_MILLISECONDS) return place;
  throw new ServiceError('PaginationTokenExpiredException', 'The PaginationToken has expired.');
}
