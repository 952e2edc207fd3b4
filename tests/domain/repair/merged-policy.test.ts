import fc from 'fast-check';
import { mergedPolicy } from '../../../core/domain/repair/merged-policy.ts';
import { AUTHORITY_ARN, PAYMENTS, PKI, WEB } from '../../builders/accounts.ts';
import { anAuthority } from '../../builders/authority-facts.ts';
import { issueStatement, policyOf, readStatement, sharingPolicy, type RawStatement } from '../../builders/policy.ts';

const authority = anAuthority();
const merged = (standing: string | undefined, account = PAYMENTS) => mergedPolicy(authority, account, standing);
const policyFor = (standing: string | undefined, account = PAYMENTS): string => {
  const result = merged(standing, account);
  if ('refused' in result) throw new Error(result.refused);
  return result.policy;
};
const statementsIn = (policy: string) => (JSON.parse(policy) as { Statement: readonly RawStatement[] }).Statement;

test('where none stands, both statements are put', () => {
  const [reads, issues, ...more] = statementsIn(policyFor(undefined));
  expect(more).toEqual([]);
  expect(reads).toEqual({ ...readStatement(), Sid: 'AcmReads' });
  expect(issues).toEqual({ ...issueStatement(), Sid: 'AcmIssues' });
});

test('what suffices is given back as it stands', () => {
  expect(merged(sharingPolicy())).toEqual({ policy: sharingPolicy(), isNew: false });
});

test('another account joins the two statements: AWS takes no more than two', () => {
  const statements = statementsIn(policyFor(sharingPolicy(), WEB));
  expect(statements).toEqual([
    readStatement({ Principal: { AWS: [PAYMENTS, WEB] } }),
    issueStatement({ Principal: { AWS: [PAYMENTS, WEB] } }),
  ]);
});

test('a statement that lacks an action, or names a role, stays; a new one stands beside it', () => {
  const partial = readStatement({ Sid: 'AcmReads', Action: ['acm-pca:ListTags'] });
  const role = issueStatement({ Principal: { AWS: `arn:aws:iam::${WEB}:role/one` } });
  const statements = statementsIn(policyFor(policyOf(partial, role)));
  expect(statements.slice(0, 2)).toEqual([partial, role]);
  expect(statements.map(({ Sid }) => Sid)).toEqual(['AcmReads', 'Issues', 'AcmReads2', 'AcmIssues']);
});

test.each<[string, string, RegExp]>([
  ['is no policy', '{"hello": 1}', /can’t be read/],
  ['is of another version', JSON.stringify({ Version: '2008-10-17', Statement: [readStatement()] }), /can’t be read/],
  ['may be RAM’s: no Sid', policyOf(readStatement({ Sid: undefined })), /AWS RAM/],
  ['is RAM’s', policyOf(readStatement({ Sid: 'RamStatement1' })), /AWS RAM/],
  ['denies it', policyOf(readStatement({ Sid: 'Never', Effect: 'Deny', Action: 'acm-pca:*' })), /in the way/],
  [
    'is too long',
    policyOf(readStatement({ Sid: 'Long', Condition: { StringEquals: { 'aws:X': 'x'.repeat(81_800) } } })),
    /longer/,
  ],
])('one that %s is left alone, with why', (_, standing, why) => {
  const result = merged(standing);
  expect('refused' in result ? result.refused : '').toMatch(why);
});

const anyAccount = fc.constantFrom(PAYMENTS, WEB, '444455556666', `arn:aws:iam::555566667777:root`);
const anyStatement: fc.Arbitrary<RawStatement> = fc.record({
  Sid: fc.stringMatching(/^[A-QS-Z][a-z0-9]{1,8}$/),
  Effect: fc.constant('Allow'),
  Principal: fc.record({ AWS: fc.oneof(anyAccount, fc.uniqueArray(anyAccount, { minLength: 1 })) }),
  Action: fc.constantFrom<unknown[]>(
    readStatement().Action,
    'acm-pca:IssueCertificate',
    ['acm-pca:IssueCertificate'],
    'acm-pca:ListTags',
    'acm-pca:RevokeCertificate',
  ),
  Resource: fc.constantFrom<unknown[]>(AUTHORITY_ARN, [AUTHORITY_ARN], '*'),
  Condition: fc.constantFrom<unknown[]>(
    issueStatement().Condition,
    { StringEquals: { 'aws:PrincipalOrgID': 'o-1' } },
    {},
  ),
});
const anyPolicy = fc.array(anyStatement, { maxLength: 5 }).map((statements) => policyOf(...statements));

/** What an account may do by a statement, in one text for each account. */
const grantsOf = ({ Sid, Principal, ...rest }: RawStatement): readonly string[] =>
  [(Principal as { AWS: string | string[] }).AWS].flat().map((account) => JSON.stringify([Sid, account, rest]));

test('whatever stands, nobody loses anything, and merged once more nothing changes', () => {
  fc.assert(
    fc.property(anyPolicy, fc.constantFrom(PAYMENTS, WEB), (standing, account) => {
      const policy = policyFor(standing, account);
      const after = statementsIn(policy).flatMap(grantsOf);
      for (const grant of statementsIn(standing).flatMap(grantsOf)) expect(after).toContain(grant);
      expect(merged(policy, account)).toEqual({ policy, isNew: false });
    }),
  );
});

test('two accounts may be added in any order: both may renew', () => {
  fc.assert(
    fc.property(anyPolicy, (standing) => {
      for (const [first, second] of [
        [PAYMENTS, WEB],
        [WEB, PAYMENTS],
      ] as const) {
        const policy = policyFor(policyFor(standing, first), second);
        for (const account of [first, second]) expect(merged(policy, account)).toMatchObject({ isNew: false });
      }
    }),
  );
});

test('only the named account is added', () => {
  expect(policyFor(undefined)).not.toContain(`"${PKI}"`);
  expect(policyFor(sharingPolicy(), WEB)).not.toContain('"*"');
});
