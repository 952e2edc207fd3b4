import { GetResourcesCommand, type ResourceGroupsTaggingAPIClient } from '@aws-sdk/client-resource-groups-tagging-api';
import type { AccountId } from '../domain/arn.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { Page, Tagged, TagLister } from '../sweep/ports.ts';
import type { AccountReader } from './accounts.ts';
import { TAGGING } from './clients.ts';
import { errorName } from './errors.ts';
import { cursorAfter, cursorIn, type PageCursor } from './page-cursor.ts';

/** The most that GetResources gives. */
const RESOURCES_PER_PAGE = 100;

/** A token is good for 15 minutes (the service's model); the rest of a request never changes. */
const TOKEN_REFUSED = new Set(['PaginationTokenExpiredException', 'InvalidParameterException', 'ValidationException']);

type Found = Page<Tagged> | 'begin-again';

/** Tags as the Resource Groups Tagging API lists them: of what is tagged, or was; what never was is left out. */
export class TaggedResources implements TagLister {
  readonly #accounts: AccountReader;

  constructor(accounts: AccountReader) {
    this.#accounts = accounts;
  }

  tagPage(account: AccountId, region: string, kind: TaggedKind, after?: string): Promise<Fact<Found>> {
    const from = after === undefined ? undefined : cursorIn(after);
    if (after !== undefined && from === undefined) return Promise.resolve(known('begin-again'));
    return this.#accounts.read(account, region, 'tag:GetResources', ({ more }) => page(more(TAGGING), kind, from));
  }
}

type TaggedKind = Parameters<TagLister['tagPage']>[2];

async function page(
  client: ResourceGroupsTaggingAPIClient,
  kind: TaggedKind,
  from: PageCursor | undefined,
): Promise<Found> {
  const ask = new GetResourcesCommand({
    ResourceTypeFilters: [kind],
    ResourcesPerPage: RESOURCES_PER_PAGE,
    ...(from === undefined ? {} : { PaginationToken: from.token }),
  });
  try {
    const { ResourceTagMappingList = [], PaginationToken } = await client.send(ask);
    const items = ResourceTagMappingList.flatMap(({ ResourceARN: arn, Tags = [] }) =>
      arn === undefined
        ? []
        : [{ arn, tags: Object.fromEntries(Tags.map(({ Key = '', Value = '' }) => [Key, Value])) }],
    );
    // On the last page it is empty.
    return { items, ...(PaginationToken ? { next: cursorAfter('tags', from, PaginationToken) } : {}) };
  } catch (error) {
    if (from !== undefined && TOKEN_REFUSED.has(errorName(error) ?? '')) return 'begin-again';
    throw error;
  }
}
