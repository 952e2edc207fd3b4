import fc from 'fast-check';
import { csvCell, csvHead, csvLines } from '../../cli/inventory/csv.ts';
import {
  certificatesThat,
  unlistedIn,
  type InventoryFilter,
  type InventoryPorts,
} from '../../cli/inventory/inventory.ts';
import { inventoryPaper } from '../../cli/inventory/text.ts';
import type { CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI } from '../builders/accounts.ts';
import { anyText } from '../builders/any-text.ts';
import { aCoverageFinding } from '../builders/coverage.ts';
import { aRecord, theContents } from '../builders/inventory.ts';
import { errorsIn, schemaOf } from '../builders/schemas.ts';
import { FakeInventory } from '../fakes/sweep-inventory.ts';

const schema = schemaOf('inventory.v1');
const NOW = '2026-11-25T12:00:00.000Z';
const SEEN = '2026-11-01T03:00:00.000Z';

const kept = (name: string, different: Partial<CertificateRecord> = {}): CertificateRecord => ({
  ...theContents(),
  ...{ firstSeenAt: SEEN, readAt: SEEN, version: 1 },
  arn: `arn:aws:acm:eu-west-1:${PKI}:certificate/${name}`,
  ...different,
});

const { notAfter: _, authorityArn: __, owner: ___, ...bare } = kept('endless');
const ALL: readonly CertificateRecord[] = [
  kept('a'),
  kept('b', { account: PAYMENTS, owner: { name: 'pay', from: 'account tags' } }),
  kept('c', { region: 'us-east-1', notAfter: '2026-12-24T00:00:00.000Z' }),
  kept('d', { goneAt: '2026-11-20T00:00:00.000Z', owner: { name: 'pay', from: 'account tags' } }),
  kept('e', { authorityArn: AUTHORITY_ARN.replace('1111', '2222'), notAfter: '2017-01-01T00:00:00.000Z' }),
  bare,
];

/** What was asked of the inventory: `listing` where all of it was read. */
async function listed(
  filter: Partial<InventoryFilter>,
): Promise<{ names: readonly string[]; calls: readonly string[] }> {
  const inventory = new FakeInventory(2);
  await inventory.keep(ALL);
  const calls: string[] = [];
  const told =
    <T extends readonly unknown[], R>(name: string, act: (...given: T) => R) =>
    (...given: T): R => {
      calls.push(name);
      return act(...given);
    };
  async function* pages(gone: boolean) {
    calls.push(gone ? 'gone' : 'everything');
    yield await Promise.resolve(ALL.filter(({ goneAt }) => (goneAt !== undefined) === gone));
  }
  const ports: InventoryPorts = {
    inventory: {
      ofPlace: told('ofPlace', (...given) => inventory.ofPlace(...given)),
      ofAuthority: told('ofAuthority', (...given) => inventory.ofAuthority(...given)),
      ofOwner: told('ofOwner', (...given) => inventory.ofOwner(...given)),
      expiring: told('expiring', (...given) => inventory.expiring(...given)),
    },
    listing: { certificates: () => pages(false), goneCertificates: () => pages(true) },
  };
  const names: string[] = [];
  for await (const page of certificatesThat(ports, { gone: false, ...filter }))
    names.push(...page.map(({ arn }) => arn.split('/').at(-1) ?? ''));
  return { names: names.toSorted(), calls: [...new Set(calls)] };
}

describe('the certificates that are listed', () => {
  test.each<[string, Partial<InventoryFilter>, readonly string[], string]>([
    ['all', {}, ['a', 'b', 'c', 'e', 'endless'], 'everything'],
    ['those of a place', { account: PKI, region: 'eu-west-1' }, ['a', 'e', 'endless'], 'ofPlace'],
    ['those of an account', { account: PKI }, ['a', 'c', 'e', 'endless'], 'everything'],
    ['those of a region', { region: 'us-east-1' }, ['c'], 'everything'],
    ['those of an owner', { owner: 'pay' }, ['b'], 'ofOwner'],
    ['those of an owner in another account', { owner: 'pay', account: PKI }, [], 'ofOwner'],
    ['those of a CA', { authority: AUTHORITY_ARN }, ['a', 'b', 'c'], 'ofAuthority'],
    [
      'those of a CA that end in time',
      { authority: AUTHORITY_ARN, expiresBefore: '2027-01-01T00:00:00.000Z' },
      ['c'],
      'ofAuthority',
    ],
    ['those that end in time', { expiresBefore: '2027-01-01T00:00:00.000Z' }, ['c', 'e'], 'expiring'],
    ['not what ends then exactly', { expiresBefore: '2026-12-24T00:00:00.000Z' }, ['e'], 'expiring'],
    [
      'those of a place that end in time',
      { account: PKI, region: 'eu-west-1', expiresBefore: '2027-01-01T00:00:00.000Z' },
      ['e'],
      'ofPlace',
    ],
    ['those that are gone', { gone: true }, ['d'], 'gone'],
    ['those of an owner that are gone', { gone: true, owner: 'pay' }, ['d'], 'ofOwner'],
    ['those of a place that are gone', { gone: true, account: PKI, region: 'eu-west-1' }, ['d'], 'gone'],
  ])('are %s, by the shortest way', async (_title, filter, names, way) => {
    expect(await listed(filter)).toEqual({ names, calls: [way] });
  });

  test('are the same by any way: all that fit, and no others', async () => {
    const filters = fc.record(
      {
        account: fc.constantFrom(PKI, PAYMENTS),
        region: fc.constantFrom('eu-west-1', 'us-east-1'),
        owner: fc.constantFrom('web', 'pay'),
        authority: fc.constant(AUTHORITY_ARN),
        expiresBefore: fc.constantFrom('2027-01-01T00:00:00.000Z', '2028-01-01T00:00:00.000Z'),
        gone: fc.boolean(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(filters, async ({ gone = false, expiresBefore, ...named }) => {
        const wanted = ALL.filter((record) => {
          const has = { ...record, owner: record.owner?.name, authority: record.authorityArn };
          const isNamed = Object.entries(named).every(([name, value]) => has[name as keyof typeof named] === value);
          const isInTime = expiresBefore === undefined || (record.notAfter ?? '~') < expiresBefore;
          return isNamed && isInTime && (record.goneAt !== undefined) === gone;
        });
        const filter = { gone, ...named, ...(expiresBefore !== undefined && { expiresBefore }) };
        expect((await listed(filter)).names).toEqual(wanted.map(({ arn }) => arn.split('/').at(-1)).toSorted());
      }),
    );
  });
});

test('what could not be read is told where it concerns what is asked for', () => {
  const findings = [
    aCoverageFinding(),
    aCoverageFinding({ code: 'RegionUnreadable', subject: `${PKI}/eu-west-1`, account: PKI, region: 'eu-west-1' }),
    aCoverageFinding({ code: 'SweepMissed', subject: 'default' }),
    aCoverageFinding({ subject: '999988887777', state: 'RESOLVED' }),
  ];
  const subjects = (filter: Partial<InventoryFilter>) =>
    unlistedIn(findings, { gone: false, ...filter }).map(({ subject }) => subject);
  expect(subjects({})).toEqual([PAYMENTS, `${PKI}/eu-west-1`]);
  expect(subjects({ account: PKI })).toEqual([`${PKI}/eu-west-1`]);
  expect(subjects({ account: PKI, region: 'us-east-1' })).toEqual([]);
  expect(subjects({ account: PAYMENTS, region: 'us-east-1' })).toEqual([PAYMENTS]);
});

const printed = (format: 'csv' | 'json' | 'text', ...pages: readonly (readonly CertificateRecord[])[]): string => {
  const paper = inventoryPaper(format, NOW, [{ subject: PAYMENTS, message: 'it could not be read' }]);
  return [paper.head, ...pages.map((page) => paper.page(page)), paper.end(pages.flat().length)].join('');
};

describe('as JSON', () => {
  test('it is one document as its schema says, however it came, a certificate a line', () => {
    for (const pages of [[], [[]], [ALL], ALL.map((record) => [record])]) {
      const text = printed('json', ...pages);
      const document = JSON.parse(text) as { certificates: readonly unknown[]; count: number };
      expect(errorsIn(schema, document)).toEqual([]);
      expect([document.certificates.length, document.count]).toEqual([pages.flat().length, pages.flat().length]);
      expect(text.match(/^ {4}\{/gm) ?? []).toHaveLength(pages.flat().length);
    }
  });

  test('no name moves the cursor, and none is lost', () => {
    fc.assert(
      fc.property(anyText(), (domainName) => {
        const text = printed('json', [aRecord({ domainName })]);
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect((JSON.parse(text) as { certificates: { domainName: string }[] }).certificates[0]?.domainName).toBe(
          domainName,
        );
      }),
    );
  });
});

/** The cells of a line of CSV, as RFC 4180 has them. */
const cellsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^",]*))/g)].map(
    ([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain,
  );

describe('as CSV', () => {
  test('each certificate is a line under the names of the columns', () => {
    const text = printed('csv', [aRecord({ names: ['a.example', 'b.example'], tags: { Owner: 'web, team "1"' } })]);
    const [head = '', line = '', rest] = text.split('\r\n');
    expect(rest).toBe('');
    const cells = Object.fromEntries(cellsOf(head).map((name, index) => [name, cellsOf(line)[index]]));
    expect(cells).toMatchObject({
      account: PKI,
      names: 'a.example b.example',
      'in use': 'true',
      owner: 'web',
      verdict: 'renewable',
      gone: '',
      tags: 'Owner=web, team "1"',
    });
  });

  test.each([
    ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
    ['+1', "'+1"],
    ['-1+2', "'-1+2"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['  =1+1', "'  =1+1"],
    ['\t=1+1', '\ufffd=1+1'],
    ['＝1+1', "'＝1+1"],
    ['*.example.com', '*.example.com'],
    ['a=b', 'a=b'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', 'two\ufffdlines'],
  ])('%j is written as %j', (text, cell) => {
    expect(csvCell(text)).toBe(cell);
  });

  test('nothing is a formula, ends a line, or moves the cursor, whatever stands in a certificate', () => {
    const columns = cellsOf(csvHead.trimEnd()).length;
    fc.assert(
      fc.property(anyText(), anyText(), (domainName, owner) => {
        const text = csvLines([
          aRecord({
            domainName,
            names: [domainName],
            owner: { name: owner, from: 'account tags' },
            tags: { [owner]: domainName },
          }),
        ]);
        expect(text.endsWith('\r\n')).toBe(true);
        const line = text.slice(0, -2);
        expect(line).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        expect(cellsOf(line)).toHaveLength(columns);
        for (const cell of cellsOf(line)) expect(cell).not.toMatch(/^\s*[=+\-@]/);
      }),
      { numRuns: 500 },
    );
  });
});

describe('for a person', () => {
  test('each certificate is a line', () => {
    const lines = printed('text', [
      aRecord(),
      aRecord({ goneAt: '2026-11-20T00:00:00.000Z', domainName: 'x'.repeat(60) }),
    ]).split('\n');
    expect(lines[0]).toMatch(/^ENDS +VERDICT +KIND +NAME +OWNER +CERTIFICATE$/);
    expect(lines[1]).toMatch(/^2027-10-01 {2}renewable +private +www\.example\.com +web +arn:aws:acm:/);
    expect(lines[2]).toMatch(/^2027-10-01 {2}gone 2026-11-…{0,1}.* {2}private +x{35}… +web/);
  });

  test('no name breaks or moves a line', () => {
    fc.assert(
      fc.property(anyText(), (domainName) => {
        const text = printed('text', [aRecord({ domainName })]);
        expect(text.split('\n')).toHaveLength(3);
        expect(text).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});
