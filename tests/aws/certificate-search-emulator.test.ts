import { SearchCertificatesCommand } from '@aws-sdk/client-acm';
import type { AccountReader } from '../../core/aws/accounts.ts';
import { FoundCertificates } from '../../core/aws/certificate-search.ts';
import { Certificates } from '../../core/aws/certificates.ts';
import { readFact } from '../../core/aws/errors.ts';
import type { FoundCertificate } from '../../core/sweep/ports.ts';
import { assortment } from '../emulator/kit/assortment.ts';
import { importable, imported } from '../emulator/kit/certificates.ts';
import { type Bench, startBench } from '../emulator/kit/emulator.ts';

const REGION = 'eu-west-1';
let bench: Bench;
let kinds: Awaited<ReturnType<typeof assortment>>;
let accounts: AccountReader;
beforeAll(async () => {
  bench = await startBench();
  kinds = await assortment(bench);
  accounts = {
    read: (account, region, operation, ask) =>
      readFact(operation, account, () => ask({ acm: bench.acm(account, region) } as Parameters<typeof ask>[0])),
  };
});
afterAll(() => bench.stop());

/** @param listing which of the two ways finds them */
async function allBy(listing: 'search' | 'list'): Promise<readonly FoundCertificate[]> {
  if (listing === 'list')
    await bench.admin('POST', '/faults', {
      service: 'acm',
      operation: 'SearchCertificates',
      error: 'AccessDeniedException',
      count: 1,
    });
  const found = await new FoundCertificates(accounts).searchPage(kinds.account, REGION);
  if (!found.known || found.value === 'begin-again') throw new Error(JSON.stringify(found));
  return found.value.items;
}

test('the search finds every kind, origin, status and key type, and so does the list', async () => {
  await imported(kinds.acm, importable({ subject: ['CN=device-17'], extensions: ['subjectAltName=IP:10.0.0.1'] }));
  const searched = await allBy('search');
  const listed = await allBy('list');
  expect(searched.map(({ certificate }) => certificate.arn)).toEqual(listed.map(({ certificate }) => certificate.arn));
  expect(searched.map(({ certificate }) => [certificate.kind, certificate.status])).toEqual([
    ['private', 'ISSUED'],
    ['public', 'PENDING_VALIDATION'],
    ['imported', 'ISSUED'],
    ['acme', 'ISSUED'],
    ['imported', 'ISSUED'],
  ]);
  for (const [at, { certificate }] of searched.entries()) {
    const { renewal: _, ...other } = listed[at]!.certificate;
    expect(certificate).toMatchObject(other);
  }
  expect(searched.map(({ names }) => names)).toContainEqual(['10.0.0.1']);
  expect(searched.filter(({ subject }) => subject === undefined)).toEqual([]);
});

test('what is found agrees with what a description says', async () => {
  const described = new Certificates(accounts);
  for (const { certificate } of await allBy('search')) {
    const fact = await described.describedCertificate(certificate);
    const { arn, kind, status, domainName, keyAlgorithm, serial, notBefore, notAfter, eligibility, inUse } =
      certificate;
    expect(fact.known && fact.value?.certificate).toMatchObject({
      ...{ arn, kind, status, keyAlgorithm, inUse, eligibility },
      ...(domainName === undefined ? {} : { domainName }),
      ...(notAfter === undefined ? {} : { serial, notBefore, notAfter }),
    });
  }
});

test('a search whose token belongs to another one begins again', async () => {
  const other = { MaxResults: 1, SortBy: 'NOT_AFTER' } as const;
  const { NextToken } = await kinds.acm.send(new SearchCertificatesCommand(other));
  const after = `search:2:landmark:${NextToken}`;
  expect(await new FoundCertificates(accounts).searchPage(kinds.account, REGION, after)).toEqual({
    known: true,
    value: 'begin-again',
  });
});
