import fc from 'fast-check';
import { completenessOf, coverageSentences, isComplete } from '../../../core/domain/sweep/completeness.ts';
import { NOTHING_COUNTED, totalCounts } from '../../../core/domain/sweep/counts.ts';
import type { Place, ScanCounts, ScanOutcome } from '../../../core/domain/sweep/sweep.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { accountIds, anOrder, anOutcome, aPlace, regionNames, someCounts } from '../../builders/inventory.ts';

const DENIED = { kind: 'access-denied', operation: 'sts:AssumeRole', account: PAYMENTS, message: 'no' } as const;
const [PKI_PLACE, PAYMENTS_PLACE, WEB_PLACE] = [PKI, PAYMENTS, WEB].map((account) => aPlace({ account })) as [
  Place,
  Place,
  Place,
];

describe('what a sweep has covered', () => {
  test('adds up: read, unreadable and skipped places are all that were planned', () => {
    const outcomes = [
      anOutcome({ place: WEB_PLACE, outcome: 'skipped', because: 'not opted in', counts: NOTHING_COUNTED }),
      anOutcome({ place: PKI_PLACE }),
      anOutcome({ place: PAYMENTS_PLACE, outcome: 'unreadable', why: [DENIED], counts: NOTHING_COUNTED }),
    ];
    const completeness = completenessOf([PKI_PLACE, PAYMENTS_PLACE, WEB_PLACE], outcomes);
    expect(completeness).toMatchObject({ planned: 3, read: 1, unreadable: 1, skipped: 1 });
    expect(completeness.outcomes.map(({ place }) => place.account)).toEqual([PKI, PAYMENTS, WEB]);
  });

  test('counts a scan that told no end as unreadable, with the reason', () => {
    const { unreadable, outcomes } = completenessOf([PKI_PLACE, WEB_PLACE], [anOutcome({ place: PKI_PLACE })]);
    expect(unreadable).toBe(1);
    expect(outcomes[1]).toEqual({
      place: WEB_PLACE,
      outcome: 'unreadable',
      why: [
        {
          kind: 'unavailable',
          operation: 'renewguard:ScanPlace',
          account: WEB,
          message: 'the scan of eu-west-1 told no end: it failed or was stopped',
        },
      ],
      counts: NOTHING_COUNTED,
    });
  });

  test('counts a place once, however often it was planned or told, and none that was not planned', () => {
    const told = [anOutcome(), anOutcome({ outcome: 'unreadable', why: [DENIED] }), anOutcome({ place: WEB_PLACE })];
    expect(completenessOf([aPlace(), aPlace({ scope: 'other' })], told)).toMatchObject({
      planned: 1,
      read: 0,
      unreadable: 1,
    });
  });

  test('counts what a CA issued apart from the rest of its region', () => {
    const issued = aPlace({ authorityArn: AUTHORITY_ARN });
    const { read, outcomes } = completenessOf([aPlace(), issued], [anOutcome()]);
    expect([read, outcomes.length]).toEqual([1, 2]);
    expect(outcomes[1]?.why?.[0]?.message).toBe(`the scan of ${AUTHORITY_ARN} told no end: it failed or was stopped`);
  });
});

const places = fc.record({ account: accountIds, region: regionNames, scope: fc.constant('default') });
const outcomes: fc.Arbitrary<ScanOutcome> = fc
  .record({ place: places, outcome: fc.constantFrom('read' as const, 'unreadable' as const, 'skipped' as const) })
  .map((different) => anOutcome(different));

test('the figures add up whatever was told, and in whatever order', () => {
  const told = fc
    .uniqueArray(outcomes, { selector: ({ place }) => `${place.account}${place.region}` })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
  fc.assert(
    fc.property(fc.array(places), told, (planned, [all, shuffled]) => {
      const completeness = completenessOf(planned, all);
      const { read, unreadable, skipped, planned: count } = completeness;
      expect(read + unreadable + skipped).toBe(count);
      expect(completeness.outcomes).toHaveLength(count);
      expect(completenessOf(planned, shuffled)).toEqual(completeness);
    }),
  );
});

test('one outcome less never reads more', () => {
  fc.assert(
    fc.property(fc.array(places), fc.array(outcomes, { minLength: 1 }), (planned, told) => {
      const unique = [...new Map(told.map((each) => [`${each.place.account}${each.place.region}`, each])).values()];
      const less = completenessOf(planned, unique.slice(1));
      const more = completenessOf(planned, unique);
      expect(less.read).toBeLessThanOrEqual(more.read);
      expect(less.unreadable).toBeGreaterThanOrEqual(more.unreadable);
    }),
  );
});

describe('what is said of it', () => {
  const figures = { planned: 3, read: 3, unreadable: 0, skipped: 0 };

  test.each<[string, Parameters<typeof coverageSentences>, readonly string[]]>([
    ['all was read', [figures, anOrder()], ['All 3 places read.']],
    [
      'some was not',
      [{ planned: 5, read: 2, unreadable: 2, skipped: 1 }, anOrder()],
      ['2 of 5 places read; 2 could not be read, 1 left out.'],
    ],
    ['there was nothing', [{ ...figures, planned: 0, read: 0 }, anOrder()], ['There was nothing to read.']],
    [
      'accounts were left out before',
      [{ ...figures, planned: 1, read: 1 }, anOrder({ skipped: [{ account: WEB, why: 'suspended' }] })],
      ['All 1 place read.', '1 left out on purpose before it began.'],
    ],
    [
      'nobody knows all accounts',
      [figures, anOrder({ gaps: [{ ...DENIED, operation: 'organizations:ListAccounts' }] })],
      [
        `Nobody knows which accounts are missing: organizations:ListAccounts in account ${PAYMENTS} was denied: no.`,
        'All 3 places read.',
      ],
    ],
  ])('where %s', (_, given, sentences) => {
    expect(coverageSentences(...given)).toEqual(sentences);
  });

  test('it is complete only where nothing is open', () => {
    expect(isComplete({ unreadable: 0 }, [])).toBe(true);
    expect(isComplete({ unreadable: 1 }, [])).toBe(false);
    expect(isComplete({ unreadable: 0 }, [DENIED])).toBe(false);
  });
});

describe('the totals', () => {
  const numbers = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.nat(9));
  const counts: fc.Arbitrary<ScanCounts> = fc.record({
    authorities: fc.nat(9),
    certificates: fc.nat(9),
    verdicts: numbers,
    changed: fc.nat(9),
    gone: fc.nat(9),
    findings: fc.record({ opened: fc.nat(9), changed: fc.nat(9), resolved: fc.nat(9) }),
    calls: numbers,
  });

  test('are the sums of all members', () => {
    expect(totalCounts([someCounts(), someCounts({ verdicts: { unmanaged: 2, undeterminable: 1 }, gone: 1 })])).toEqual(
      {
        ...NOTHING_COUNTED,
        authorities: 2,
        certificates: 6,
        verdicts: { renewable: 2, undeterminable: 1, unmanaged: 3 },
        gone: 1,
        calls: { 'acm:SearchCertificates': 2 },
      },
    );
    expect(totalCounts([])).toEqual(NOTHING_COUNTED);
  });

  test('are the same in whatever order and groups they are added', () => {
    fc.assert(
      fc.property(fc.array(counts), fc.array(counts), (one, other) => {
        const whole = totalCounts([...one, ...other]);
        expect(totalCounts([...other, ...one])).toEqual(whole);
        expect(totalCounts([totalCounts(one), totalCounts(other)])).toEqual(whole);
      }),
    );
  });
});
