import { createHash } from 'node:crypto';
import { z } from 'zod';
import { invalid } from '../../errors.ts';
import { firstInOrder, firstOf } from '../../state/paging.ts';
import { acmNextToken } from '../../validation/members.ts';
import { operation } from '../../wire/operation.ts';
import type { AcmCertificate } from '../certificate.ts';
import { fits } from '../search/matching.ts';
import { searchResultOf } from '../search/result.ts';
import { orderBy, type Place, placeOf, SORT_KEYS } from '../search/sorting.ts';
import { filterStatement } from '../search/statement.ts';

const input = z.strictObject({
  FilterStatement: filterStatement.optional(),
  MaxResults: z.int().min(1).max(500).default(100),
  NextToken: acmNextToken,
  SortBy: z.enum(SORT_KEYS).default('CREATED_AT'),
  SortOrder: z.enum(['ASCENDING', 'DESCENDING']).default('ASCENDING'),
});

type Input = z.output<typeof input>;

/** A page of the caller's certificates in this region, of every key type and origin, that fit a statement. */
export const searchCertificates = operation({
  name: 'SearchCertificates',
  changes: false,
  input,
  answer(request, call) {
    const { FilterStatement, MaxResults, NextToken, SortBy, SortOrder } = request;
    const now = call.world.clock.now();
    const after = NextToken === undefined ? undefined : placeIn(NextToken, request);
    const direction = SortOrder === 'DESCENDING' ? -1 : 1;
    const order = orderBy(SortBy, direction, now);
    const isAhead = (certificate: AcmCertificate): boolean =>
      (!after || order.isAfter(certificate, after)) && (!FilterStatement || fits(certificate, FilterStatement, now));
    const { certificates } = call.world.state.scope(call.account, call.region);
    const found =
      SortBy === 'CREATED_AT' // The order in which a scope holds them.
        ? firstInOrder(certificates.values(), MaxResults + 1, isAhead, direction)
        : firstOf(certificates.values(), MaxResults + 1, isAhead, (a, b) => order.compare(a, b));
    const shown = found.slice(0, MaxResults);
    const last = found.length > MaxResults ? shown.at(-1) : undefined;
    return {
      Results: shown.map((certificate) => searchResultOf(certificate, now)),
      ...(last ? { NextToken: tokenFor(placeOf(last, SortBy, now), request) } : {}),
    };
  },
});

/** What a token belongs to: the same statement and order, the number of results may change. */
const searchKey = ({ FilterStatement, SortBy, SortOrder }: Input): string =>
  createHash('sha256')
    .update(JSON.stringify([FilterStatement, SortBy, SortOrder]))
    .digest('base64url')
    .slice(0, 16);

/** It names the last result shown, so that a page stays right when certificates come and go in between. */
const tokenFor = (place: Place, request: Input): string =>
  Buffer.from(JSON.stringify([searchKey(request), ...place])).toString('base64url');

const token = z.tuple([z.string(), z.union([z.string(), z.number(), z.null()]), z.number()]);

/** @throws ServiceError ValidationException */
function placeIn(text: string, request: Input): Place {
  const { data } = token.safeParse(readJson(Buffer.from(text, 'base64url').toString()));
  if (data?.[0] !== searchKey(request)) throw invalid("Value at 'nextToken' is not a token of this search.");
  return [data[1], data[2]];
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined; // Told as a wrong token.
  }
}
