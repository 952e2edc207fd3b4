import {
  CertificateKeyPairOrigin,
  KeyAlgorithm,
  ListCertificatesCommand,
  SearchCertificatesCommand,
  type ACMClient,
} from '@aws-sdk/client-acm';
import type { AccountId } from '../domain/arn.ts';
import { known, type Fact } from '../domain/fact.ts';
import type { CertificateSearch, FoundCertificate, Page } from '../sweep/ports.ts';
import type { AccountReader } from './accounts.ts';
import { errorName } from './errors.ts';
import { searchedCertificate, summarisedCertificate } from './found-certificates.ts';
import { cursorAfter, cursorIn, type PageCursor } from './page-cursor.ts';

/** Without a filter SearchCertificates finds everything: its model names no default, other than that of ListCertificates. */
const SEARCH = { MaxResults: 500 };

/** What ListCertificates leaves out unless it is asked for it by name (service-facts 2.1). */
const LIST = {
  Includes: { keyTypes: Object.values(KeyAlgorithm) },
  CertificateKeyPairOrigins: Object.values(CertificateKeyPairOrigin),
  MaxItems: 1000,
};

/** Regions and partitions that don't have the search yet, and roles of members that were deployed before it. */
const NO_SEARCH = new Set([
  'UnknownOperationException',
  'UnknownOperation',
  'InvalidAction',
  'NotImplemented',
  'NotImplementedException',
  'AccessDeniedException',
  'AccessDenied',
]);

/** The rest of a request never changes, so these are about its token (service-facts 2.1). */
const TOKEN_REFUSED = new Set(['ValidationException', 'InvalidArgsException']);

type Found = Page<FoundCertificate> | 'begin-again';

/**
 * Lists ACM by SearchCertificates; by ListCertificates where that is not offered or not allowed. A listing stays with the
 * operation that it began with.
 */
export class FoundCertificates implements CertificateSearch {
  readonly #accounts: AccountReader;

  constructor(accounts: AccountReader) {
    this.#accounts = accounts;
  }

  async searchPage(account: AccountId, region: string, after?: string): Promise<Fact<Found>> {
    const from = after === undefined ? undefined : cursorIn(after);
    if (after !== undefined && from === undefined) return known('begin-again');
    if (from?.listing !== 'list') {
      const searched = await this.#accounts.read(account, region, 'acm:SearchCertificates', ({ acm }) =>
        searchedPage(acm, from),
      );
      if (!searched.known) return searched;
      if (searched.value !== 'no-search') return known(searched.value);
      if (from !== undefined) return known('begin-again'); // the list knows nothing of a search's token
    }
    return this.#accounts.read(account, region, 'acm:ListCertificates', ({ acm }) => listedPage(acm, from));
  }
}

async function searchedPage(acm: ACMClient, from: PageCursor | undefined): Promise<Found | 'no-search'> {
  try {
    const { Results = [], NextToken } = await acm.send(new SearchCertificatesCommand(onwards(SEARCH, from)));
    const items = Results.flatMap((result) => searchedCertificate(result) ?? []);
    return pageOf('search', items, from, NextToken);
  } catch (error) {
    if (NO_SEARCH.has(errorName(error) ?? '')) return 'no-search';
    return beginAgain(error, from);
  }
}

async function listedPage(acm: ACMClient, from: PageCursor | undefined): Promise<Found> {
  try {
    const answer = await acm.send(new ListCertificatesCommand(onwards(LIST, from)));
    const { CertificateSummaryList = [], NextToken } = answer;
    const items = CertificateSummaryList.flatMap((summary) => summarisedCertificate(summary) ?? []);
    return pageOf('list', items, from, NextToken);
  } catch (error) {
    return beginAgain(error, from);
  }
}

const onwards = <Request extends object>(request: Request, from: PageCursor | undefined) => ({
  ...request,
  ...(from === undefined ? {} : { NextToken: from.token }),
});

const pageOf = <T>(
  listing: string,
  items: readonly T[],
  from: PageCursor | undefined,
  token: string | undefined,
): Page<T> => ({ items, ...(token ? { next: cursorAfter(listing, from, token) } : {}) });

/** @throws the error, unless it is about the token */
function beginAgain(error: unknown, from: PageCursor | undefined): 'begin-again' {
  if (from !== undefined && TOKEN_REFUSED.has(errorName(error) ?? '')) return 'begin-again';
  throw error;
}
