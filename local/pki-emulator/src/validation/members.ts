import { z } from 'zod';
import { matching } from './constraints.ts';

/** Members that several operations share, with the limits of the service models (botocore 1.43.106). */

const TAG_TEXT = '[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*';

export const tag = z.strictObject({
  Key: matching(TAG_TEXT, 1, 128),
  Value: matching(TAG_TEXT, 0, 256).optional(),
});

export type TagInput = z.output<typeof tag>;

export const tags = z.array(tag).min(1).max(50);

/** Shape is checked when the ARN is read, because a malformed one is an InvalidArnException of its own. */
export const pcaArn = z.string().min(5).max(200);

export const acmArn = z.string().min(20).max(2048);

/** A domain name as ACM takes it, also a wildcard. */
export const domainName = matching(
  '(\\*\\.)?(((?!-)[A-Za-z0-9-]{0,62}[A-Za-z0-9])\\.)+((?!-)[A-Za-z0-9-]{1,62}[A-Za-z0-9])',
  1,
  253,
);

export const accountId = matching('[0-9]+', 12, 12);

export const maxResults = z.int().min(1).max(1000).optional();

const LATIN = '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]*';

export const pcaToken = matching(LATIN, 1, 36);

/** Where a page of acm's listings goes on. */
export const acmNextToken = matching(LATIN, 1, 10_000).optional();

export const nextToken = z.string().min(1).max(43_739).optional();
