import fc from 'fast-check';
import { LISTED_NAMES, type CertificateRecord } from '../../core/domain/inventory/certificate-record.ts';
import type { Inventory } from '../../core/sweep/ports.ts';
import { AUTHORITY_ARN } from './accounts.ts';
import { aRecord } from './inventory.ts';

let accounts = 0;
let serial = 0;

/** Each test works on an account, and on CAs and certificates of its own, so that none sees what another left. */
export const anotherAccount = (): string => String(700_000_000_000 + (accounts += 1));
export const anotherArn = (account: string): string => `arn:aws:acm:eu-west-1:${account}:certificate/${(serial += 1)}`;
export const anotherAuthority = (account: string): string => AUTHORITY_ARN.replace(/\d{12}/, account);

export const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

export const arnsOf = (records: Iterable<{ readonly arn: string }>): readonly string[] =>
  Array.from(records, ({ arn }) => arn);

/** A first version in an account of its own. */
export function firstIn(account: string, different: Partial<CertificateRecord> = {}): CertificateRecord {
  return aRecord({ arn: anotherArn(account), account, version: 1, ...different });
}

export const next = (record: CertificateRecord, different: Partial<CertificateRecord> = {}): CertificateRecord => ({
  ...record,
  version: record.version + 1,
  ...different,
});

/** What holds for writing the inventory: the table's adapter and the fake are tried alike. @param runs of the property */
export function keepingHolds(make: () => Inventory, runs: number): void {
  test('what nobody kept is not there', async () => {
    expect(await make().recordsOf([anotherArn(anotherAccount())])).toEqual(new Map());
    expect(await make().recordsOf([])).toEqual(new Map());
    expect(await make().keep([])).toEqual([]);
  });

  test('a record is found as it was kept, and the same again changes nothing', async () => {
    const record = firstIn(anotherAccount());
    const inventory = make();
    const undefinedMembers = { ...record, subject: undefined } as unknown as CertificateRecord;
    for (const same of [undefinedMembers, record, undefinedMembers]) expect(await inventory.keep([same])).toEqual([]);
    expect(await inventory.recordsOf([record.arn, record.arn])).toStrictEqual(new Map([[record.arn, record]]));
  });

  test('more than one transaction takes are kept, and more than one read takes are found', async () => {
    const account = anotherAccount();
    const records = times(230, () => firstIn(account));
    expect(await make().keep(records)).toEqual([]);
    const found = await make().recordsOf([...arnsOf(records), anotherArn(account)]);
    expect(found).toStrictEqual(new Map(records.map((record) => [record.arn, record])));
  });

  test('where another wrote first, that one alone is told and left, and all others are written', async () => {
    const account = anotherAccount();
    const inventory = make();
    const before = times(7, () => firstIn(account));
    await inventory.keep(before);
    const taken = before.slice(2, 5).map((record) => next(record, { requestedBy: 'another' }));
    await inventory.keep(taken);
    const ours = [...before.map((record) => next(record, { requestedBy: 'us' })), firstIn(account)];
    expect(await inventory.keep(ours)).toEqual(arnsOf(taken));
    const kept = await inventory.recordsOf(arnsOf(ours));
    expect(arnsOf(ours).map((arn) => kept.get(arn)?.requestedBy)).toEqual([
      ...['us', 'us', 'another', 'another', 'another', 'us', 'us'],
      undefined,
    ]);
  });

  test.each([
    ['a first version that is there already', [1, 1]],
    ['a version that skips one', [1, 3]],
    ['a version that another wrote', [1, 2, 2]],
    ['a version of what is not there', [2]],
  ])('%s is not written', async (_, versions) => {
    const inventory = make();
    const record = firstIn(anotherAccount());
    const writes = versions.map((version, index) => ({ ...record, version, requestedBy: `write ${index}` }));
    for (const write of writes.slice(0, -1)) expect(await inventory.keep([write])).toEqual([]);
    expect(await inventory.keep(writes.slice(-1))).toEqual([record.arn]);
    expect((await inventory.recordsOf([record.arn])).get(record.arn)).toEqual(writes.at(-2));
  });

  test('what was read earlier never replaces what was read later; of the same moment it may', async () => {
    const inventory = make();
    const record = firstIn(anotherAccount(), { readAt: '2026-11-20T03:00:00.000Z' });
    await inventory.keep([record]);
    expect(await inventory.keep([next(record, { readAt: '2026-11-20T03:59:59.999+01:00' })])).toEqual([record.arn]);
    expect(await inventory.keep([next(record, { readAt: '2026-11-20T04:00:00+01:00' })])).toEqual([]);
  });

  test('versions of one certificate that come together are written in their order', async () => {
    const inventory = make();
    const first = firstIn(anotherAccount());
    const versions = [first, next(first, { requestedBy: 'second' }), next(next(first), { requestedBy: 'third' })];
    expect(await inventory.keep(versions)).toEqual([]);
    expect((await inventory.recordsOf([first.arn])).get(first.arn)).toEqual(versions[2]);
  });

  test('of whatever stands in certificates as much is kept as an item takes; the same again is the same', async () => {
    const inventory = make();
    const long = '𝄞'.repeat(3000);
    const records = times(40, () =>
      firstIn(anotherAccount(), {
        domainName: long,
        names: times(200, () => long),
        moreNames: 3,
        subject: long,
        issuer: long,
        requestedBy: long,
        usedBy: times(
          1000,
          (index) => `arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/${index}${'x'.repeat(900)}`,
        ),
        tags: Object.fromEntries(times(60, (index) => [`${index}${long}`, long])),
        owner: { name: long, from: 'certificate tags' },
        businessUnit: long,
      }),
    );
    expect(await inventory.keep(records)).toEqual([]);
    expect(await inventory.keep(records)).toEqual([]);
    const [kept] = (await inventory.recordsOf([records[0]!.arn])).values();
    expect(kept?.names).toHaveLength(LISTED_NAMES);
    expect(kept?.moreNames).toBe(183);
    expect(long.startsWith(kept?.subject ?? '-')).toBe(true);
    expect((await inventory.ofOwner(long)).items.length).toBeGreaterThan(0);
  });

  test('of ten that write at once one does, and each of the others is told', async () => {
    const inventory = make();
    const before = times(30, () => firstIn(anotherAccount()));
    await inventory.keep(before);
    const writers = times(10, (index) => before.map((record) => next(record, { requestedBy: `writer ${index}` })));
    const lost = await Promise.all(writers.map((records) => make().keep(records)));
    const kept = await inventory.recordsOf(arnsOf(before));
    for (const { arn } of before) {
      const winners = lost.flatMap((arns, index) => (arns.includes(arn) ? [] : [`writer ${index}`]));
      expect(winners).toEqual([kept.get(arn)?.requestedBy]);
      expect(kept.get(arn)?.version).toBe(2);
    }
  });

  test('two writers, however they take turns, lose no version, and the latest reading stands', async () => {
    const moments = fc.integer({ min: 0, max: 99 }).map((minute) => new Date(Date.UTC(2026, 10, 20, 3, minute)));
    const writes = fc.array(moments, { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(fc.tuple(writes, writes), fc.integer({ min: 1, max: 3 }), async (writers, certificates) => {
        const arns = times(certificates, () => anotherArn(anotherAccount()));
        const written = await Promise.all(
          writers.map((readAts, writer) => writeAll(make(), arns, readAts, `writer ${writer}`)),
        );
        const kept = await make().recordsOf(arns);
        for (const arn of arns) {
          const marks = written.flatMap((byArn) => byArn.get(arn) ?? []);
          const latest = new Date(Math.max(...writers.flat().map(Number))).toISOString();
          expect(kept.get(arn)).toMatchObject({ version: marks.length, readAt: latest });
          expect(kept.get(arn)?.usedBy?.toSorted()).toEqual(marks.toSorted());
        }
      }),
      { numRuns: runs },
    );
  });
}

/**
 * Writes for each reading a version onto what is there, again and again until it is kept or what is there was read later.
 * @returns what it added to each certificate: everything that is kept stays in all later versions
 */
async function writeAll(inventory: Inventory, arns: readonly string[], readAts: readonly Date[], writer: string) {
  const written = new Map<string, string[]>(arns.map((arn) => [arn, []]));
  for (const [index, moment] of readAts.entries()) {
    const [readAt, mark] = [moment.toISOString(), `${writer}, reading ${index}`];
    for (let left = arns; left.length > 0;) {
      const before = await inventory.recordsOf(left);
      const records = left.flatMap((arn) => {
        const stored = before.get(arn);
        if (stored !== undefined && stored.readAt > readAt) return [];
        const { version = 0, usedBy = [] } = stored ?? {};
        return aRecord({ arn, version: version + 1, readAt, usedBy: [...usedBy, mark] });
      });
      const lost = await inventory.keep(records);
      for (const { arn } of records) if (!lost.includes(arn)) written.get(arn)?.push(mark);
      left = lost;
    }
  }
  return written;
}
