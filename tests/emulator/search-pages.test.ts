import {
  RequestCertificateCommand,
  SearchCertificatesCommand,
  type SearchCertificatesSortBy,
} from '@aws-sdk/client-acm';
import { assortment, metadata, search } from './kit/assortment.ts';
import { type Bench, freshAccount, startBench } from './kit/emulator.ts';
import { wire } from './kit/wire.ts';

let bench: Bench;
let kinds: Awaited<ReturnType<typeof assortment>>;
beforeAll(async () => {
  bench = await startBench();
  kinds = await assortment(bench);
});
afterAll(() => bench.stop());

describe('an order', () => {
  test.each<[SearchCertificatesSortBy, string[]]>([
    ['CREATED_AT', ['private', 'waiting', 'imported', 'acme']],
    ['NOT_AFTER', ['imported', 'acme', 'private', 'waiting']],
    ['STATUS', ['private', 'imported', 'acme', 'waiting']],
    ['TYPE', ['waiting', 'acme', 'imported', 'private']],
    ['COMMON_NAME', ['acme', 'imported', 'private', 'waiting']],
    ['KEY_ALGORITHM', ['private', 'acme', 'waiting', 'imported']],
    ['EXPORTED', ['waiting', 'imported', 'acme', 'private']],
    ['IN_USE', ['private', 'waiting', 'acme', 'imported']],
    ['EXPORT_OPTION', ['private', 'acme', 'waiting', 'imported']],
    ['RENEWAL_ELIGIBILITY', ['private', 'waiting', 'imported', 'acme']],
    ['VALIDATION_METHOD', ['waiting', 'private', 'imported', 'acme']],
    ['IMPORTED_AT', ['imported', 'private', 'waiting', 'acme']],
    ['ISSUED_AT', ['private', 'acme', 'waiting', 'imported']],
    ['ACME_ENDPOINT_ARN', ['acme', 'private', 'waiting', 'imported']],
    ['ACME_ACCOUNT_ID', ['acme', 'private', 'waiting', 'imported']],
    ['CERTIFICATE_KEY_PAIR_ORIGIN', ['acme', 'private', 'waiting', 'imported']],
    ['RENEWAL_STATUS', ['private', 'waiting', 'imported', 'acme']],
    ['REVOKED_AT', ['private', 'waiting', 'imported', 'acme']],
    ['MANAGED_BY', ['private', 'waiting', 'imported', 'acme']],
  ])('by %s has what lacks the value last, and is turned round by DESCENDING', async (SortBy, ascending) => {
    expect(await kinds.found(undefined, { SortBy, SortOrder: 'ASCENDING' })).toEqual(ascending);
    expect(await kinds.found(undefined, { SortBy, SortOrder: 'DESCENDING' })).toEqual(ascending.toReversed());
  });

  test('by ARN and by beginning agrees with the values', async () => {
    const byArn = await search(kinds.acm, { SortBy: 'CERTIFICATE_ARN' });
    const arns = byArn.map(({ CertificateArn = '' }) => CertificateArn);
    expect(arns).toEqual(arns.toSorted());
    const beginnings = (await search(kinds.acm, { SortBy: 'NOT_BEFORE' })).map(
      ({ X509Attributes }) => X509Attributes?.NotBefore?.getTime() ?? Infinity,
    );
    expect(beginnings).toEqual(beginnings.toSorted((a, b) => a - b));
  });
});

describe('pages', () => {
  test.each<[SearchCertificatesSortBy, 'ASCENDING' | 'DESCENDING']>([
    ['CREATED_AT', 'ASCENDING'],
    ['STATUS', 'DESCENDING'],
    ['IMPORTED_AT', 'ASCENDING'],
    ['COMMON_NAME', 'DESCENDING'],
  ])('show each certificate once, by %s, %s, whatever came or went in between', async (SortBy, SortOrder) => {
    const acm = bench.acm(freshAccount());
    const made = new Set<string>();
    for (let index = 0; index < 7; index++) {
      const command = new RequestCertificateCommand({ DomainName: `n${index}.example.com`, ValidationMethod: 'DNS' });
      made.add((await acm.send(command)).CertificateArn ?? '');
    }
    const seen: string[] = [];
    let NextToken: string | undefined;
    do {
      const command = new SearchCertificatesCommand({
        MaxResults: 3,
        SortBy,
        SortOrder,
        ...(NextToken ? { NextToken } : {}),
      });
      const page = await acm.send(command);
      seen.push(...(page.Results ?? []).map(({ CertificateArn = '' }) => CertificateArn));
      NextToken = page.NextToken;
    } while (NextToken);
    expect(seen).toHaveLength(7);
    expect(new Set(seen)).toEqual(made);
  });

  test('end at a hundred unless asked otherwise, and at five hundred at most', async () => {
    const acm = bench.acm(freshAccount());
    for (let index = 0; index < 101; index++) {
      await acm.send(new RequestCertificateCommand({ DomainName: `n${index}.example.com`, ValidationMethod: 'DNS' }));
    }
    const first = await acm.send(new SearchCertificatesCommand({}));
    expect(first.Results).toHaveLength(100);
    expect(first.NextToken).toEqual(expect.any(String));
    const { Results, NextToken } = await acm.send(new SearchCertificatesCommand({ MaxResults: 500 }));
    expect(Results).toHaveLength(101);
    expect(NextToken).toBeUndefined();
    await expect(search(acm, { MaxResults: 501 })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('refuse a token of another search, or of none', async () => {
    const { acm } = kinds;
    const { NextToken = '' } = await acm.send(new SearchCertificatesCommand({ MaxResults: 1 }));
    const name = 'ValidationException';
    await expect(search(acm, { NextToken, SortBy: 'STATUS' })).rejects.toMatchObject({ name });
    await expect(search(acm, { NextToken, FilterStatement: metadata({ InUse: true }) })).rejects.toMatchObject({
      name,
    });
    await expect(search(acm, { NextToken: 'rubbish' })).rejects.toMatchObject({ name });
    expect(await search(acm, { NextToken, MaxResults: 2 })).toHaveLength(2);
  });
});

describe('a statement is refused', () => {
  const inUse = { Filter: { AcmCertificateMetadataFilter: { InUse: true } } };
  const nested = (levels: number): object => (levels === 1 ? inUse : { Not: nested(levels - 1) });
  const deeply = (levels: number) =>
    `{"FilterStatement":${'{"Not":'.repeat(levels)}${JSON.stringify(inUse)}${'}'.repeat(levels + 1)}`;
  const refusal = (at: string, rule: string) => ({
    status: 400,
    body: {
      __type: 'ValidationException',
      message: expect.stringMatching(new RegExp(`at '${at}' failed to satisfy constraint: ${rule}`)) as string,
    },
  });

  test.each<[string, object, string, string]>([
    ['when it is empty', {}, 'filterStatement', 'Member must have exactly one of the members \\[And, Or, Not, Filter]'],
    ['when it says two things', { Not: inUse, ...inUse }, 'filterStatement', 'Member must have exactly one'],
    ['when its filter is empty', { Filter: {} }, 'filterStatement.filter', 'Member must have exactly one'],
    [
      'when its filter asks two things',
      { Filter: { AcmCertificateMetadataFilter: { InUse: true, Exported: true } } },
      'filterStatement.filter.acmCertificateMetadataFilter',
      'Member must have exactly one',
    ],
    ['when it joins nothing', { And: [] }, 'filterStatement.and', 'Member must have length greater than or equal to 1'],
    [
      'when it joins more than fifteen',
      { Or: Array<object>(16).fill(inUse) },
      'filterStatement.or',
      'Member must have length less than or equal to 15',
    ],
    [
      'when a value is none of the service’s',
      { And: [{ Filter: { AcmCertificateMetadataFilter: { Status: 'GONE' } } }] },
      'filterStatement.and.1.member.filter.acmCertificateMetadataFilter.status',
      'Member must satisfy enum value set',
    ],
    [
      'when a comparison lacks its operator',
      { Filter: { X509AttributeFilter: { Subject: { CommonName: { Value: 'x' } } } } },
      'filterStatement.filter.x509AttributeFilter.subject.commonName.comparisonOperator',
      'Member must not be null',
    ],
    [
      'when a range ends before it starts',
      { Filter: { X509AttributeFilter: { NotAfter: { Start: 2, End: 1 } } } },
      'filterStatement.filter.x509AttributeFilter.notAfter',
      'Member must not end before it starts',
    ],
    ['when it is nested deeper than fifteen levels', nested(16), '.*not', 'Member must not be nested deeper'],
  ])('%s', async (_, FilterStatement, at, rule) => {
    expect(await wire(bench.url, 'acm', 'SearchCertificates', { FilterStatement })).toMatchObject(refusal(at, rule));
  });

  test('only past fifteen levels', async () => {
    expect(await wire(bench.url, 'acm', 'SearchCertificates', { FilterStatement: nested(15) })).toMatchObject({
      status: 200,
    });
  });

  test.each([100, 1000, 50_000])('when it is nested %s levels deep, without harm', async (levels) => {
    expect(await wire(bench.url, 'acm', 'SearchCertificates', deeply(levels))).toMatchObject({ status: 400 });
  });

  test('when it has a member nobody knows, by its name', async () => {
    const FilterStatement = { Filter: { AcmCertificateMetadataFilter: { Colour: 'red' } } };
    expect((await wire(bench.url, 'acm', 'SearchCertificates', { FilterStatement })).body).toMatchObject({
      message: expect.stringContaining('AcmCertificateMetadataFilter.Colour') as string,
    });
  });
});

test.each(['AccessDeniedException', 'ThrottlingException'])('an injected %s reaches the caller', async (error) => {
  const account = freshAccount();
  await bench.admin('POST', '/faults', { service: 'acm', operation: 'SearchCertificates', error, count: 1, account });
  await expect(search(bench.acm(account))).rejects.toMatchObject({ name: error });
  expect(await search(bench.acm(account))).toEqual([]);
});
