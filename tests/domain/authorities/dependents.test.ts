import fc from 'fast-check';
import {
  NAMED_DEPENDENTS,
  summarizeDependents,
  totalDependents,
  type AccountDependents,
  type Dependent,
} from '../../../core/domain/authorities/dependents.ts';
import { known } from '../../../core/domain/fact.ts';
import { PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { unread } from '../../builders/authority-facts.ts';
import { aDependent } from '../../builders/verdicts.ts';

const ending = (day: number, different: Partial<Dependent> = {}): Dependent =>
  aDependent({
    certificateArn: `arn:aws:acm:eu-west-1:${PKI}:certificate/${day}`,
    notAfter: `2027-03-${String(day).padStart(2, '0')}T00:00:00.000Z`,
    ...different,
  });

const listed = (account: string, ...certificates: readonly Dependent[]): AccountDependents => ({
  account,
  certificates: known(certificates),
});

test('an account is summed up by number, use, the first attempt and the first end', () => {
  expect(summarizeDependents([listed(PKI, ending(9), ending(2), ending(5, { inUse: false }))])).toEqual({
    accounts: {
      [PKI]: {
        count: 3,
        inUse: 2,
        firstAttempt: '2027-01-01T00:00:00.000Z',
        outage: '2027-03-02T00:00:00.000Z',
        soonest: [ending(2), ending(5, { inUse: false }), ending(9)],
      },
    },
    unreadable: {},
  });
});

test('an account without certificates is left out; one that could not be listed is a gap with its reason', () => {
  const denied = { account: WEB, certificates: unread('acm:ListCertificates', 'access-denied', WEB) };
  expect(summarizeDependents([listed(PKI), denied])).toEqual({
    accounts: {},
    unreadable: { [WEB]: `acm:ListCertificates in account ${WEB} was denied: not today` },
  });
});

test('only the few that end first are named, whatever their number', () => {
  const many = Array.from({ length: 28 }, (_, index) => ending(28 - index));
  const { accounts } = summarizeDependents([listed(PKI, ...many)]);
  expect(accounts[PKI]).toMatchObject({ count: 28, inUse: 28 });
  expect(accounts[PKI]?.soonest).toEqual([1, 2, 3, 4, 5].map((day) => ending(day)));
});

describe('several accounts together', () => {
  const dependents = summarizeDependents([
    listed(PKI, ending(9)),
    listed(PAYMENTS, ending(3), ending(4, { inUse: false })),
  ]);

  test('are counted, and their deadlines are the earliest', () => {
    expect(totalDependents(dependents)).toMatchObject({ count: 3, inUse: 2, outage: '2027-03-03T00:00:00.000Z' });
  });

  test('can be told apart', () => {
    expect(totalDependents(dependents, [PKI])).toMatchObject({ count: 1, outage: '2027-03-09T00:00:00.000Z' });
    expect(totalDependents(dependents, [WEB])).toEqual({ count: 0, inUse: 0, soonest: [] });
  });
});

describe('for every set of certificates', () => {
  const certificate = fc
    .record({ day: fc.integer({ min: 1, max: 28 }), serial: fc.nat(), inUse: fc.boolean() })
    .map(({ day, serial, inUse }) => ending(day, { certificateArn: `arn:${serial}`, inUse }));
  const certificates = fc.uniqueArray(certificate, { selector: ({ certificateArn }) => certificateArn, maxLength: 20 });

  test('the order of certificates and accounts makes no difference', () => {
    const shuffled = certificates.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray([...all], { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, shuffled, ([mine, mineShuffled], [theirs, theirsShuffled]) => {
        const one = summarizeDependents([listed(PKI, ...mine), listed(WEB, ...theirs)]);
        const other = summarizeDependents([listed(WEB, ...theirsShuffled), listed(PKI, ...mineShuffled)]);
        expect(other).toEqual(one);
        expect(totalDependents(other)).toEqual(totalDependents(one));
      }),
    );
  });

  test('the total of parts is the total of all: nothing is counted twice, and the first end is the earliest', () => {
    fc.assert(
      fc.property(certificates, certificates, (mine, theirs) => {
        const total = totalDependents(summarizeDependents([listed(PKI, ...mine), listed(WEB, ...theirs)]));
        const all = [...mine, ...theirs];
        expect(total.count).toBe(all.length);
        expect(total.inUse).toBe(all.filter(({ inUse }) => inUse).length);
        expect(total.outage).toBe(all.map(({ notAfter }) => notAfter).toSorted()[0]);
        expect(total.soonest.length).toBe(Math.min(all.length, NAMED_DEPENDENTS));
      }),
    );
  });
});
