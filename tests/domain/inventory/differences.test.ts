import fc from 'fast-check';
import { contentsOf, goneRecord, nextRecord } from '../../../core/domain/inventory/differences.ts';
import type { CertificateContents, CertificateRecord } from '../../../core/domain/inventory/certificate-record.ts';
import { anyContents, aRecord, theContents } from '../../builders/inventory.ts';

const EARLIER = '2026-11-19T03:00:00.000Z';
const THEN = '2026-11-20T03:00:00.000Z';
const LATER = '2026-11-21T03:00:00.000Z';

describe('a certificate that was read', () => {
  test('for the first time is kept as it is', () => {
    expect(nextRecord(undefined, theContents(), THEN)).toEqual({
      ...theContents(),
      firstSeenAt: THEN,
      readAt: THEN,
      version: 1,
    });
  });

  test('and has not changed is not written', () => {
    expect(nextRecord(aRecord(), theContents(), LATER)).toBeUndefined();
    const { usedBy = [], ...contents } = theContents({ usedBy: ['arn:b', 'arn:a'] });
    const turned = { usedBy: usedBy.toReversed(), ...Object.fromEntries(Object.entries(contents).toReversed()) };
    const kept = aRecord({ usedBy });
    expect(nextRecord(kept, turned as unknown as CertificateContents, LATER)).toBeUndefined();
  });

  test.each<[string, Partial<CertificateContents>]>([
    ['another end', { notAfter: '2028-10-01T12:00:00.000Z' }],
    ['another tag', { tags: { Owner: 'pay' } }],
    ['another verdict', { verdict: { verdict: 'not-renewable', reason: 'PermissionMissing' } }],
    ['another user', { usedBy: [] }],
    ['names in another order', { names: ['example.com', 'www.example.com'] }],
    ['another listing', { listed: 'fedcba9876543210' }],
  ])('and has %s is written on top of what was kept', (_, different) => {
    expect(nextRecord(aRecord(), theContents(different), LATER)).toEqual({
      ...aRecord(),
      ...different,
      readAt: LATER,
      version: 4,
    });
  });

  test('and no longer has something loses it', () => {
    const { owner: _, ...ownerless } = theContents();
    expect(nextRecord(aRecord(), ownerless, LATER)).not.toHaveProperty('owner');
  });

  test('before what is kept was read changes nothing', () => {
    expect(nextRecord(aRecord(), theContents({ status: 'REVOKED' }), EARLIER)).toBeUndefined();
  });

  test('again is no longer gone, though nothing else has changed', () => {
    const gone = aRecord({ goneAt: THEN, readAt: THEN });
    expect(nextRecord(gone, theContents(), LATER)).toEqual(aRecord({ readAt: LATER, version: 4 }));
    expect(nextRecord(gone, theContents(), EARLIER)).toBeUndefined();
  });
});

describe('a certificate that a complete listing no longer has', () => {
  test('is gone from when the listing began', () => {
    expect(goneRecord(aRecord(), LATER)).toEqual(aRecord({ readAt: LATER, goneAt: LATER, version: 4 }));
  });

  test('is not gone where it was first seen or read since: it may be younger than the listing', () => {
    expect(goneRecord(aRecord({ firstSeenAt: LATER, readAt: LATER }), LATER)).toBeUndefined();
    expect(goneRecord(aRecord({ readAt: LATER }), LATER)).toBeUndefined();
    expect(goneRecord(aRecord(), THEN)).toBeUndefined();
  });

  test('is gone once', () => {
    const gone = goneRecord(aRecord(), LATER)!;
    expect(goneRecord(gone, '2026-11-22T03:00:00.000Z')).toBeUndefined();
  });
});

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 25, 0, minute)).toISOString();

type Reading = { readonly contents: CertificateContents; readonly readAt: string };

const kept = (before: CertificateRecord | undefined, { contents, readAt }: Reading): CertificateRecord | undefined =>
  nextRecord(before, contents, readAt) ?? before;

const readings: fc.Arbitrary<readonly Reading[]> = fc
  .array(anyContents, { minLength: 1, maxLength: 6 })
  .map((all) => all.map((contents, minute) => ({ contents, readAt: at(minute) })));

/** Each says something else: what repeats is not written, and so is as old as when it was first said. */
const differingReadings = readings.map((all) =>
  all.map(({ contents, readAt }, index) => ({ contents: { ...contents, listed: `${index}` }, readAt })),
);

describe('what is kept of a certificate', () => {
  test('does not change by the same reading a second time', () => {
    fc.assert(
      fc.property(readings, (all) => {
        let record: CertificateRecord | undefined;
        for (const reading of all) {
          record = kept(record, reading);
          expect(nextRecord(record, reading.contents, reading.readAt)).toBeUndefined();
        }
      }),
    );
  });

  test('counts its changes by one, and keeps when it was first seen', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5]), readings, (order, all) => {
        let record: CertificateRecord | undefined;
        for (const { contents, readAt } of order.flatMap((index) => all[index] ?? [])) {
          const next = nextRecord(record, contents, readAt);
          if (next === undefined) continue;
          expect(next.version).toBe((record?.version ?? 0) + 1);
          if (record !== undefined) expect(next.firstSeenAt).toBe(record.firstSeenAt);
          if (record !== undefined) expect(Date.parse(next.readAt)).toBeGreaterThanOrEqual(Date.parse(record.readAt));
          record = next;
        }
      }),
    );
  });

  test('is what the latest reading said, in whatever order they came', () => {
    const inAnyOrder = differingReadings.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    fc.assert(
      fc.property(inAnyOrder, ([all, shuffled]) => {
        const record = shuffled.reduce<CertificateRecord | undefined>(kept, undefined)!;
        expect(contentsOf(record)).toEqual(all.at(-1)?.contents);
        expect(record.readAt).toBe(all.at(-1)?.readAt);
      }),
    );
  });

  test('is never gone by a listing that is older than what was read', () => {
    fc.assert(
      fc.property(anyContents, fc.nat(20), fc.nat(20), (contents, read, listed) => {
        const record = nextRecord(undefined, contents, at(read))!;
        expect(goneRecord(record, at(listed)) !== undefined).toBe(read < listed);
      }),
    );
  });
});
