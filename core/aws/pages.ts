import { AwsUnavailable } from './errors.ts';

/**
 * Follows pages to their end. A token that comes back would stop the SDK's pagination half-way, or never: what was listed until
 * then must not count as all there is (faults F21).
 * @param tokenOf the token of the next page that a page carries
 * @throws AwsUnavailable where a token comes back
 */
export async function* complete<Page>(
  pages: AsyncIterable<Page>,
  tokenOf: (page: Page) => string | undefined,
): AsyncGenerator<Page> {
  const seen = new Set<string>();
  for await (const page of pages) {
    const token = tokenOf(page);
    if (token !== undefined && seen.has(token))
      throw new AwsUnavailable('a listing came back to a page that it had given');
    if (token !== undefined) seen.add(token);
    yield page;
  }
}

/** Where a page says that there are more. */
export const nextToken = ({ NextToken }: { readonly NextToken?: string | undefined }): string | undefined => NextToken;
