import fc from 'fast-check';
import { parseSweepRequest, type SweepRequest } from '../../../core/domain/sweep/request.ts';
import { PAYMENTS, PKI } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { accountIds, regionNames } from '../../builders/inventory.ts';
import { refusalOf } from '../../builders/refusals.ts';

const NOW = '2026-11-25T12:00:00.000Z';
const parse = (input: unknown): SweepRequest => parseSweepRequest(input, NOW);

test('a sweep that is asked nothing of sweeps what the scopes say, and acts', () => {
  expect(parse({})).toEqual({ dryRun: false });
});

test('a sweep takes what it is asked', () => {
  const input = {
    accounts: [PKI, PAYMENTS, PKI],
    regions: ['eu-west-1', 'us-gov-west-1'],
    include: { expired: true, issuedBetween: { from: '2026-01-01', to: '2026-01-31' } },
    asOf: '2027-03-01',
    dryRun: true,
  };
  expect(parse(input)).toEqual({
    accounts: [PKI, PAYMENTS],
    regions: ['eu-west-1', 'us-gov-west-1'],
    include: {
      expired: true,
      revoked: false,
      issuedBetween: { from: '2026-01-01T00:00:00.000Z', to: '2026-01-31T23:59:59.999Z' },
    },
    asOf: '2027-03-01T00:00:00.000Z',
    dryRun: true,
  });
  expect(parse({ organizationalUnits: ['ou-ab12-11112222', 'r-ab12'] })).toMatchObject({
    organizationalUnits: ['ou-ab12-11112222', 'r-ab12'],
  });
  expect(parse({ scopes: ['prod'] })).toEqual({ scopes: ['prod'], dryRun: false });
});

test.each([
  ['2026-11-25T12:00:00Z', NOW],
  ['2026-11-25T14:00+02:00', NOW],
  ['2028-02-29', '2028-02-29T00:00:00.000Z'],
  ['2036-11-25T12:00:00Z', '2036-11-25T12:00:00.000Z'],
])('it can be as of %s', (asOf, moment) => {
  expect(parse({ asOf }).asOf).toBe(moment);
});

test.each<[string, unknown, string, RegExp]>([
  [
    'an account of eleven digits',
    { accounts: [PKI, '11112222333'] },
    'accounts.1',
    /an account of twelve digits, got "11112222333"/,
  ],
  ['an account as a number', { accounts: [111122223333] }, 'accounts.0', /an account of twelve digits/],
  ['one account as a text', { accounts: PKI }, 'accounts', /a list; each entry an account of twelve digits/],
  ['no accounts at all', { accounts: [] }, 'accounts', /at least one entry/],
  ['too many accounts', { accounts: Array(10_001).fill(PKI) }, 'accounts', /at most 10000 entries/],
  ['a malformed region', { regions: ['eu-west'] }, 'regions.0', /a region such as eu-west-1, got "eu-west"/],
  ['an unit that is none', { organizationalUnits: ['prod'] }, 'organizationalUnits.0', /an organisational unit/],
  ['a scope with a slash', { scopes: ['a/b'] }, 'scopes.0', /the name of a scope/],
  [
    'accounts and units',
    { accounts: [PKI], organizationalUnits: ['r-ab12'] },
    'organizationalUnits',
    /either accounts or organizationalUnits, not both/,
  ],
  ['accounts and scopes', { accounts: [PKI], scopes: ['prod'] }, 'scopes', /either accounts or scopes, not both/],
  [
    'units and scopes',
    { organizationalUnits: ['r-ab12'], scopes: ['prod'] },
    'scopes',
    /either organizationalUnits or scopes/,
  ],
  [
    'a past day',
    { asOf: '2026-11-24' },
    'asOf',
    /a time to come: now it is 2026-11-25T12:00:00.000Z, got "2026-11-24"/,
  ],
  ['the moment before', { asOf: '2026-11-25T11:59:59.999Z' }, 'asOf', /a time to come/],
  ['a day too far away', { asOf: '2036-11-26' }, 'asOf', /a time within 10 years/],
  ['a day that there is not', { asOf: '2027-02-29' }, 'asOf', /a date, 2027-03-01/],
  ['a time without its zone', { asOf: '2027-03-01T12:00:00' }, 'asOf', /a time with its zone/],
  ['a time as a number', { asOf: 1_800_000_000 }, 'asOf', /a date/],
  ['neither true nor false', { dryRun: 'yes' }, 'dryRun', /true or false, got "yes"/],
  ['all included', { include: true }, 'include', /what is included: an object/],
  [
    'something unknown included',
    { include: { deleted: true } },
    'include.deleted',
    /no such member: what is included has expired, revoked, issuedBetween/,
  ],
  ['a word for a flag', { include: { revoked: 'all' } }, 'include.revoked', /true or false/],
  [
    'half a span',
    { include: { issuedBetween: { from: '2026-01-01' } } },
    'include.issuedBetween.to',
    /a date.*got nothing/,
  ],
  [
    'a span without beginning',
    { include: { issuedBetween: { to: '2026-01-01' } } },
    'include.issuedBetween.from',
    /a date/,
  ],
  ['a span as a text', { include: { issuedBetween: '2026' } }, 'include.issuedBetween', /a span of time: an object/],
  [
    'a reversed span',
    { include: { issuedBetween: { from: '2026-02-01', to: '2026-01-31' } } },
    'include.issuedBetween.to',
    /not before from, 2026-02-01T00:00:00.000Z, got "2026-01-31"/,
  ],
  [
    'a member that no sweep has',
    { account: PKI },
    'account',
    /no such member: a sweep has accounts, organizationalUnits, regions/,
  ],
  ['a list', [], 'input', /a sweep: an object/],
  ['nothing', null, 'input', /a sweep: an object/],
])('with %s it is refused, by the name of the field', (_, input, field, message) => {
  const refusal = refusalOf(() => parse(input));
  expect(refusal.field).toBe(field);
  expect(refusal.message).toMatch(message);
});

test('a span of one day is that whole day', () => {
  const issuedBetween = { from: '2026-01-31', to: '2026-01-31' };
  expect(parse({ include: { issuedBetween } }).include?.issuedBetween).toEqual({
    from: '2026-01-31T00:00:00.000Z',
    to: '2026-01-31T23:59:59.999Z',
  });
});

test('whatever is asked is understood or refused as wrong input', () => {
  const members = fc.dictionary(
    fc.constantFrom(
      'accounts',
      'regions',
      'organizationalUnits',
      'scopes',
      'include',
      'asOf',
      'dryRun',
      '__proto__',
      'constructor',
    ),
    fc.oneof(fc.jsonValue(), anyText(), fc.array(accountIds)),
  );
  fc.assert(
    fc.property(fc.oneof(members, fc.jsonValue()), (input) => {
      try {
        parse(input);
      } catch (error) {
        expect((error as Error).name).toBe('InvalidInput');
      }
    }),
    { numRuns: 300 },
  );
});

test('what was understood is understood again, and means the same', () => {
  const requests = fc.record(
    {
      accounts: fc.uniqueArray(accountIds, { minLength: 1 }),
      regions: fc.uniqueArray(regionNames, { minLength: 1 }),
      include: fc.record({ expired: fc.boolean(), revoked: fc.boolean() }),
      asOf: fc.constantFrom('2027-03-01', '2030-01-01T00:00Z'),
      dryRun: fc.boolean(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(requests, (input) => {
      const request = parse(input);
      expect(parse(request)).toEqual(request);
    }),
  );
});
