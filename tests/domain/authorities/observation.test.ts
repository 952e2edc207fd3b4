import type { RelationVerdict } from '../../../core/domain/authorities/authority-verdict.ts';
import type { Dependents } from '../../../core/domain/authorities/dependents.ts';
import { conclude } from '../../../core/domain/authorities/observation.ts';
import { PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { anAuthority } from '../../builders/authority-facts.ts';
import {
  aRelation,
  aSummary,
  anUnjudged,
  anUnmet,
  dependentsIn,
  lacking,
  nobody,
  undetermined,
} from '../../builders/verdicts.ts';

const concluded = (relations: readonly RelationVerdict[], dependents: Dependents = nobody) =>
  conclude(anAuthority(), relations, dependents);

const consumer = { account: PAYMENTS, standing: 'consumer' } as const;
const unlisted = (account: string): Dependents => ({ accounts: {}, unreadable: { [account]: 'denied' } });

describe('which accounts count', () => {
  test.each<[string, RelationVerdict, Dependents, boolean]>([
    ['the owner, even with no certificate', lacking(), nobody, true],
    ['a consumer with certificates', lacking({ code: 'PolicyMissing' }, consumer), dependentsIn(PAYMENTS), true],
    ['a consumer that could not be listed', lacking({ code: 'PolicyMissing' }, consumer), unlisted(PAYMENTS), true],
    ['not a consumer without certificates', lacking({ code: 'PolicyMissing' }, consumer), nobody, false],
  ])('%s', (_, relation, dependents, counts) => {
    const { observed, verdict, unused } = concluded([relation], dependents);
    expect(observed.map(({ account }) => account)).toEqual(counts ? [relation.account] : []);
    expect(verdict).toBe(counts ? 'missing' : 'granted');
    expect(unused).toEqual(counts ? [] : [relation.account]);
  });

  test('all that were looked at are judged, so that what is well there resolves', () => {
    expect(concluded([aRelation(), aRelation(consumer)]).judged).toEqual([PKI, PAYMENTS]);
  });

  test.each<[string, RelationVerdict, Dependents, readonly string[]]>([
    ['the owner', aRelation(), dependentsIn(PKI), []],
    ['an account with certificates', aRelation(consumer), dependentsIn(PAYMENTS), [PAYMENTS]],
    ['a consumer that may still have some', aRelation(consumer), unlisted(PAYMENTS), [PAYMENTS]],
    ['a consumer that has none any more', aRelation(consumer), nobody, []],
  ])('as a consumer to remember: %s', (_, relation, dependents, remembered) => {
    expect(concluded([relation], dependents).consumers).toEqual(remembered);
  });
});

describe('what is observed', () => {
  test('each unmet need is an observation of its own', () => {
    const relation = aRelation({
      unmet: [anUnmet({ code: 'AuthorityNotActive' }), anUnmet({ code: 'AuthorityShortLived' })],
    });
    expect(concluded([relation]).observed.map(({ code }) => code)).toEqual([
      'AuthorityNotActive',
      'AuthorityShortLived',
    ]);
  });

  test('what could not be judged is one observation, whatever the number of needs and reasons', () => {
    const relation = aRelation({
      unjudged: [
        anUnjudged({ need: 'authority is active' }, 'access-denied'),
        anUnjudged({ need: 'authority is general purpose' }, 'access-denied'),
        anUnjudged({ need: 'ACM holds the permission' }, 'throttled'),
      ],
    });
    expect(concluded([relation]).observed).toMatchObject([
      {
        code: 'AuthorityUndeterminable',
        account: PKI,
        missing: ['authority is active', 'authority is general purpose', 'ACM holds the permission'],
        message:
          `Whether ACM of account ${PKI} may renew could not be determined. ` +
          `acm-pca:ListPermissions in account ${PKI} was denied: slow down. ` +
          `acm-pca:ListPermissions in account ${PKI} was throttled: slow down`,
        remedy: [],
      },
    ]);
  });

  test('what is missing is observed beside what could not be judged', () => {
    const relation = aRelation({ unmet: [anUnmet()], unjudged: [anUnjudged()] });
    expect(concluded([relation]).observed.map(({ code }) => code)).toEqual([
      'PermissionMissing',
      'AuthorityUndeterminable',
    ]);
  });

  test('each account has the deadlines of its own certificates, the CA’s own troubles those of all', () => {
    const soon = aSummary({
      outage: '2026-12-24T00:00:00.000Z',
      soonest: [{ ...aSummary().soonest[0]!, notAfter: '2026-12-24T00:00:00.000Z' }],
    });
    const dependents: Dependents = { accounts: { [PKI]: aSummary(), [PAYMENTS]: soon }, unreadable: {} };
    const relations = [
      aRelation({ unmet: [anUnmet({ code: 'PermissionMissing' }), anUnmet({ code: 'AuthorityNotActive' })] }),
      lacking({ code: 'PolicyMissing' }, consumer),
    ];
    expect(concluded(relations, dependents).observed).toMatchObject([
      {
        code: 'PermissionMissing',
        account: PKI,
        dependents: { count: 1, outage: '2027-03-02T00:00:00.000Z', firstAttempt: '2027-01-01T00:00:00.000Z' },
      },
      {
        code: 'AuthorityNotActive',
        account: PKI,
        dependents: { count: 2, outage: '2026-12-24T00:00:00.000Z', firstAttempt: '2026-10-25T00:00:00.000Z' },
      },
      { code: 'PolicyMissing', account: PAYMENTS, dependents: { count: 1, outage: '2026-12-24T00:00:00.000Z' } },
    ]);
  });

  test('only the gaps in the concerned accounts are told', () => {
    const dependents: Dependents = { accounts: dependentsIn(PKI).accounts, unreadable: { [PAYMENTS]: 'denied' } };
    const relation = aRelation({
      unmet: [anUnmet({ code: 'PermissionMissing' }), anUnmet({ code: 'AuthorityDeleted' })],
    });
    expect(concluded([relation], dependents).observed.map(({ unreadable }) => unreadable)).toEqual([
      {},
      { [PAYMENTS]: 'denied' },
    ]);
  });

  test('of many gaps some are named, and all are counted', () => {
    const gaps = Array.from({ length: 300 }, (_, index) => [String(100_000_000_000 + index), 'denied']);
    const dependents: Dependents = { accounts: {}, unreadable: Object.fromEntries(gaps) as Record<string, string> };
    const [observed] = concluded([lacking({ code: 'AuthorityDeleted' })], dependents).observed;
    expect(observed).toMatchObject({ severity: 'critical', unreadableCount: 300 });
    expect(Object.keys(observed?.unreadable ?? {})).toHaveLength(10);
  });
});

describe('what stays unjudged, so that its findings neither resolve nor change', () => {
  test.each<[string, RelationVerdict, Dependents, readonly string[]]>([
    ['nothing where all was told', aRelation(), nobody, []],
    [
      'the codes of a need that AWS would not tell of',
      undetermined({ codes: ['AuthorityNotActive', 'AuthorityDeleted'] }),
      nobody,
      ['AuthorityNotActive', 'AuthorityDeleted'],
    ],
    ['what is moot', aRelation({ moot: ['PermissionMissing'] }), nobody, ['PermissionMissing']],
    [
      'what hangs on certificates that could not be listed',
      aRelation(consumer),
      unlisted(PAYMENTS),
      ['PolicyMissing', 'ServiceLinkedRoleMissing'],
    ],
    [
      'each code once',
      undetermined({ codes: ['PolicyMissing'] }, consumer),
      unlisted(PAYMENTS),
      ['PolicyMissing', 'ServiceLinkedRoleMissing'],
    ],
  ])('%s', (_, relation, dependents, codes) => {
    const { unjudged } = concluded([relation], dependents);
    expect(unjudged).toEqual(codes.map((code) => ({ code, account: relation.account })));
  });
});

test('all dependents are told, whoever counts', () => {
  expect(concluded([aRelation()], dependentsIn(PKI, PAYMENTS, WEB)).dependents).toMatchObject({ count: 3, inUse: 3 });
});
