import fc from 'fast-check';
import { mapped, parseOwnerMapping, type OwnerRule } from '../../../core/domain/inventory/owner-mapping.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { anyText } from '../../builders/any-text.ts';
import { refusalOf } from '../../builders/refusals.ts';

const parse = (...rules: readonly unknown[]) => parseOwnerMapping(JSON.stringify({ rules }));

const ownerBy = (rules: readonly OwnerRule[], names: readonly string[], account = PKI, authorityArn?: string) =>
  mapped(parse(...rules), 'owner', { account, names, ...(authorityArn !== undefined && { authorityArn }) });

describe('a mapping file', () => {
  test('is read with all its members, names of domains in lower case', () => {
    const rule = {
      account: PKI,
      nameSuffix: 'Pay.Example.com',
      authority: AUTHORITY_ARN,
      owner: ' pay ',
      businessUnit: 'Retail',
    };
    expect(parse(rule).rules).toEqual([{ ...rule, nameSuffix: 'pay.example.com', owner: 'pay' }]);
    expect(parse().rules).toEqual([]);
  });

  test.each<[string, unknown, string, RegExp]>([
    [
      'an account of eleven digits',
      { account: '11112222333', owner: 'a' },
      'rules.0.account',
      /an account of twelve digits, got "11112222333"/,
    ],
    ['an account as a number', { account: 111122223333, owner: 'a' }, 'rules.0.account', /twelve digits/],
    ['a domain with a star', { nameSuffix: '*.example.com', owner: 'a' }, 'rules.0.nameSuffix', /a domain/],
    ['a domain that begins with a dot', { nameSuffix: '.example.com', owner: 'a' }, 'rules.0.nameSuffix', /a domain/],
    [
      'the ARN of a certificate as a CA',
      { authority: `${AUTHORITY_ARN}/certificate/00`, owner: 'a' },
      'rules.0.authority',
      /certificate-authority/,
    ],
    [
      'an owner with a line break',
      { account: PKI, owner: 'a\nb' },
      'rules.0.owner',
      /a name of at most 256 characters/,
    ],
    ['an empty owner', { account: PKI, owner: '' }, 'rules.0.owner', /a name/],
    ['a long business unit', { account: PKI, businessUnit: 'a'.repeat(257) }, 'rules.0.businessUnit', /a name/],
    ['nothing to go by', { owner: 'a' }, 'rules.0', /at least one of account, nameSuffix, authority/],
    ['nothing to say', { account: PKI }, 'rules.0', /owner or businessUnit/],
    [
      'a member that it has not',
      { account: PKI, owner: 'a', team: 'b' },
      'rules.0.team',
      /no such member: a rule has account/,
    ],
    ['a text', 'payments', 'rules.0', /a rule: an object/],
  ])('with %s is refused, by the name of the member', (_, rule, field, message) => {
    const refusal = refusalOf(() => parse(rule));
    expect(refusal.field).toBe(`owner mapping.${field}`);
    expect(refusal.message).toMatch(message);
  });

  test.each<[string, string, string, RegExp]>([
    ['no JSON', '{rules', 'owners.json', /expected JSON/],
    ['a list', '[]', 'owners.json', /an owner mapping: an object/],
    ['no rules', '{}', 'owners.json.rules', /a list of rules, got nothing/],
    [
      'another member',
      '{"rules": [], "version": 1}',
      'owners.json.version',
      /no such member: an owner mapping has rules/,
    ],
    [
      'too many rules',
      JSON.stringify({ rules: Array(2001).fill({ account: PKI, owner: 'a' }) }),
      'owners.json.rules',
      /at most 2000 rules/,
    ],
  ])('that is %s is refused, by its name', (_, text, field, message) => {
    const refusal = refusalOf(() => parseOwnerMapping(text, 'owners.json'));
    expect(refusal.field).toBe(field);
    expect(refusal.message).toMatch(message);
  });

  test('is read or refused as wrong input, whatever stands in it', () => {
    fc.assert(
      fc.property(fc.oneof(anyText(), fc.json()), (text) => {
        try {
          parseOwnerMapping(text);
        } catch (error) {
          expect((error as Error).name).toBe('InvalidInput');
        }
      }),
    );
  });
});

describe('a rule', () => {
  test.each<[string, readonly string[], string | undefined]>([
    ['the domain itself', ['pay.example.com'], 'pay'],
    ['a name below it', ['a.b.pay.example.com'], 'pay'],
    ['a wildcard below it', ['*.pay.example.com'], 'pay'],
    ['one of several names', ['www.example.com', 'API.PAY.EXAMPLE.COM'], 'pay'],
    ['another domain that ends alike', ['notpay.example.com'], undefined],
    ['the domain above', ['example.com'], undefined],
    ['no name', [], undefined],
  ])('by name fits %s: %j → %j', (_, names, owner) => {
    expect(ownerBy([{ nameSuffix: 'pay.example.com', owner: 'pay' }], names)).toBe(owner);
  });

  test('fits where all its conditions do', () => {
    const rules = [{ account: PKI, nameSuffix: 'example.com', authority: AUTHORITY_ARN, owner: 'pki' }];
    expect(ownerBy(rules, ['www.example.com'], PKI, AUTHORITY_ARN)).toBe('pki');
    expect(ownerBy(rules, ['www.example.com'], WEB, AUTHORITY_ARN)).toBeUndefined();
    expect(ownerBy(rules, ['www.example.org'], PKI, AUTHORITY_ARN)).toBeUndefined();
    expect(ownerBy(rules, ['www.example.com'], PKI)).toBeUndefined();
  });

  test('decides where it is the first that fits and says what was asked', () => {
    const rules = [
      { account: PAYMENTS, businessUnit: 'Retail' },
      { account: PAYMENTS, owner: 'first', businessUnit: 'Other' },
      { account: PAYMENTS, owner: 'second' },
    ];
    const about = { account: PAYMENTS, names: [] };
    expect(mapped(parse(...rules), 'owner', about)).toBe('first');
    expect(mapped(parse(...rules), 'businessUnit', about)).toBe('Retail');
  });
});
