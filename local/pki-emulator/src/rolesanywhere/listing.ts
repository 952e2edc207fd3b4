import { invalid } from '../errors.ts';
import { pageOf } from '../state/paging.ts';
import type { Resource } from './resources.ts';

interface PageRequest {
  readonly pageSize?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** Without a page size; the service names none. */
const USUAL_PAGE = 100;

/**
 * A page of resources as they were made, under the member that the model gives the list.
 *
 * @throws ServiceError ValidationException for a token of another list
 */
export function listed<T extends Resource>(
  member: string,
  resources: ReadonlyMap<string, T>,
  detailOf: (resource: T) => object,
  { pageSize = USUAL_PAGE, nextToken }: PageRequest,
): object {
  const page = pageOf({ name: `rolesanywhere-${member}`, items: resources.values() }, pageSize, nextToken);
  if (!page) throw invalid('The nextToken is not one of this list.');
  return { [member]: page.items.map(detailOf), ...(page.nextToken ? { nextToken: page.nextToken } : {}) };
}
