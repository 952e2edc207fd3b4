import { ServiceError } from '../errors.ts';
import { type Page, pageOf, type Sequenced } from '../state/paging.ts';

interface PageRequest {
  readonly MaxResults?: number | undefined;
  readonly NextToken?: string | undefined;
}

/** The service's largest page, also its default. */
const LARGEST = 1000;

/**
 * A page of an acm-pca listing.
 *
 * @param code the error for a token of another listing: ListTags has not the modelled one
 * @throws ServiceError InvalidNextTokenException, or of that code
 */
export function paged<T extends Sequenced>(
  items: readonly T[],
  listing: string,
  request: PageRequest,
  code = 'InvalidNextTokenException',
): Page<T> {
  const page = pageOf({ name: listing, items }, request.MaxResults ?? LARGEST, request.NextToken);
  if (!page) throw new ServiceError(code, 'The token specified in the NextToken argument is not valid.');
  return page;
}

export const nextTokenOf = ({ nextToken }: Page<unknown>): object => (nextToken ? { NextToken: nextToken } : {});
