import fc from 'fast-check';
import { parseScope } from '../../../core/domain/sweep/scope.ts';
import { PAYMENTS, PKI } from '../../builders/accounts.ts';
import { refusalOf } from '../../builders/refusals.ts';

const SCOPE = { name: 'prod', accounts: 'organization', regions: ['eu-west-1'] };

test('a scope is read with what holds where it says nothing', () => {
  expect(parseScope(SCOPE)).toEqual({
    name: 'prod',
    everyHours: 24,
    accounts: 'organization',
    regions: ['eu-west-1'],
    include: { expired: false, revoked: false },
  });
});

test('a scope is read with all it may say, and means the same when it is read again', () => {
  const scope = {
    ...SCOPE,
    everyHours: 1,
    organizationalUnits: ['ou-ab12-11112222'],
    include: { expired: true, revoked: false },
    businessUnit: 'Retail',
    tags: { stage: 'prod' },
  };
  expect(parseScope(scope)).toEqual(scope);
  expect(parseScope({ ...SCOPE, accounts: [PKI, PAYMENTS] }).accounts).toEqual([PKI, PAYMENTS]);
  expect(parseScope({ ...SCOPE, accounts: 'own' }).accounts).toBe('own');
});

test.each<[string, object, string, RegExp]>([
  ['no name', { name: undefined }, 'name', /the name of a scope.*got nothing/],
  ['a name with a space', { name: 'a b' }, 'name', /the name of a scope/],
  ['no accounts', { accounts: undefined }, 'accounts', /own, organization, or a list/],
  ['all accounts', { accounts: 'all' }, 'accounts', /own, organization, or a list.*got "all"/],
  ['an empty list of accounts', { accounts: [] }, 'accounts', /at least one entry/],
  ['an account that is none', { accounts: ['1'] }, 'accounts.0', /twelve digits/],
  [
    'units of a list of accounts',
    { accounts: [PKI], organizationalUnits: ['r-ab12'] },
    'organizationalUnits',
    /units only where accounts is organization/,
  ],
  ['no regions', { regions: undefined }, 'regions', /at least one region/],
  ['an empty list of regions', { regions: [] }, 'regions', /at least one entry/],
  ['a frequency of zero', { everyHours: 0 }, 'everyHours', /whole hours from 1 to 672/],
  ['half an hour', { everyHours: 0.5 }, 'everyHours', /whole hours/],
  ['five weeks', { everyHours: 840 }, 'everyHours', /whole hours/],
  ['a business unit with a line break', { businessUnit: 'a\nb' }, 'businessUnit', /text of at most 256/],
  ['tags as a list', { tags: ['a'] }, 'tags', /an object of texts/],
  ['a tag that is a number', { tags: { a: 1 } }, 'tags.a', /text of at most 256/],
  ['a tag without a key', { tags: { '': 'a' } }, 'tags', /keys of 1 to 128 characters/],
  [
    'too many tags',
    { tags: Object.fromEntries(Array.from({ length: 51 }, (_, tag) => [`${tag}`, 'a'])) },
    'tags',
    /at most 50 tags/,
  ],
  ['a member that it has not', { frequency: 'daily' }, 'frequency', /no such member: a scope has name, everyHours/],
])('a scope with %s is refused, by the name of the field', (_, different, field, message) => {
  const given = Object.fromEntries(
    Object.entries({ ...SCOPE, ...different }).filter(([, value]) => value !== undefined),
  );
  const refusal = refusalOf(() => parseScope(given, 'scope'));
  expect(refusal.field).toBe(`scope.${field}`);
  expect(refusal.message).toMatch(message);
});

test('whatever is given is a scope or refused as wrong input', () => {
  const members = fc.record(
    {
      name: fc.constantFrom('a', 'prod', ''),
      accounts: fc.oneof(fc.constantFrom('own', 'organization'), fc.jsonValue()),
      regions: fc.oneof(fc.constant(['eu-west-1']), fc.jsonValue()),
      tags: fc.jsonValue(),
      include: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(fc.oneof(members, fc.jsonValue()), (value) => {
      try {
        const scope = parseScope(value);
        expect(parseScope(scope)).toEqual(scope);
      } catch (error) {
        expect((error as Error).name).toBe('InvalidInput');
      }
    }),
    { numRuns: 300 },
  );
});
