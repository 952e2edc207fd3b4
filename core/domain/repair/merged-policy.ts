import type { AccountId, AuthorityArn } from '../arn.ts';
import { acmTemplateArn, SHARED_ISSUE_ACTION, SHARED_READ_ACTIONS } from '../authorities/acm-requirements.ts';
import { parsePolicyDocument } from '../authorities/policy-document.ts';
import { policyAllows } from '../authorities/policy-evaluation.ts';
import { unknown } from '../fact.ts';

/** A policy that lets ACM of the account renew; `refused`: why none is made of the one that stands. */
export type Merged = { readonly policy: string; readonly isNew: boolean } | { readonly refused: string };

type Raw = Readonly<Record<string, unknown>>;

/** PutPolicy takes no longer text (service-facts 1.1). */
const LONGEST = 81_920;

/**
 * Adds to a CA's policy what ACM of another account needs (service-facts 1.6): the account joins a statement that allows just
 * that, or a statement of its own is added. Every other statement stays as it is. What suffices already is given back as it is.
 * @param standing the policy's JSON text; undefined: none is attached
 */
export function mergedPolicy(authority: AuthorityArn, account: AccountId, standing: string | undefined): Merged {
  const document = standing === undefined ? { Version: '2012-10-17', Statement: [] } : documentIn(standing);
  if (document === undefined) return { refused: 'the policy that stands can’t be read as one of version 2012-10-17' };
  if (standing !== undefined && suffices(standing, authority, account)) return { policy: standing, isNew: false };
  if (document.Statement.some(mayBeOfRam))
    return { refused: 'the policy that stands may be AWS RAM’s: to put another one would end its resource shares' };
  const Statement = wantedStatements(authority, account).reduce(withAccount(account), document.Statement);
  const policy = JSON.stringify({ ...document, Statement });
  if (policy.length > LONGEST) return { refused: `the policy would be longer than ${LONGEST} characters` };
  if (!suffices(policy, authority, account)) return { refused: 'another statement of the policy stands in the way' };
  return { policy, isNew: true };
}

function documentIn(text: string): { readonly Statement: readonly Raw[] } | undefined {
  if (parsePolicyDocument(text) === undefined) return undefined;
  const document = JSON.parse(text) as Raw & { readonly Statement: Raw | readonly Raw[] };
  if (document.Version !== '2012-10-17') return undefined;
  return { ...document, Statement: [document.Statement].flat() };
}

/** RAM's own statements are called RamStatement1 and so on (RAM's API reference, GetResourcePolicies), or nothing at all. */
const mayBeOfRam = ({ Sid }: Raw): boolean => typeof Sid !== 'string' || Sid === '' || /^ram/i.test(Sid);

function wantedStatements({ arn, partition }: AuthorityArn, account: AccountId): readonly Raw[] {
  const common = { Effect: 'Allow', Principal: { AWS: account }, Resource: arn };
  const Condition = { StringEquals: { 'acm-pca:TemplateArn': acmTemplateArn(partition) } };
  return [
    { Sid: 'AcmReads', ...common, Action: SHARED_READ_ACTIONS },
    { Sid: 'AcmIssues', ...common, Action: SHARED_ISSUE_ACTION, Condition },
  ];
}

/** Adds one of the two statements. */
const withAccount =
  (account: AccountId) =>
  (statements: readonly Raw[], wanted: Raw): readonly Raw[] => {
    const index = statements.findIndex((statement) => differsInAccountsOnly(statement, wanted));
    const found = statements[index];
    if (found === undefined) return [...statements, { ...wanted, Sid: freeSid(statements, String(wanted.Sid)) }];
    const accounts = accountsOf(found.Principal) ?? [];
    if (accounts.includes(account)) return statements;
    return statements.with(index, { ...found, Principal: { AWS: [...accounts, account] } });
  };

function differsInAccountsOnly(statement: Raw, wanted: Raw): boolean {
  const { Sid: _, Principal, ...rest } = statement;
  const { Sid: __, Principal: ___, ...other } = wanted;
  return accountsOf(Principal) !== undefined && canonical(rest) === canonical(other);
}

/** The accounts, where the principal names nothing else: a session or a role must not come to stand for its account. */
function accountsOf(principal: unknown): readonly string[] | undefined {
  const { AWS, ...others } = (typeof principal === 'object' && principal !== null ? principal : {}) as Raw;
  const named: readonly unknown[] = AWS === undefined ? [] : [AWS].flat();
  const areAccounts = named.every((each) => /^(\d{12}|arn:aws[a-z-]*:iam::\d{12}:root)$/.test(String(each)));
  return named.length > 0 && areAccounts && Object.keys(others).length === 0 ? named.map(String) : undefined;
}

/** The same for what means the same: lists of one are texts, and have no order. */
function canonical(value: unknown): string {
  if (Array.isArray(value))
    return value.length === 1 ? canonical(value[0]) : `[${value.map(canonical).toSorted().join()}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => `${key}:${canonical(each)}`);
  return `{${members.toSorted().join()}}`;
}

function freeSid(statements: readonly Raw[], sid: string): string {
  const taken = statements.map(({ Sid }) => Sid);
  for (let number = 1; ; number += 1) {
    const free = number === 1 ? sid : `${sid}${number}`;
    if (!taken.includes(free)) return free;
  }
}

function suffices(policy: string, authority: AuthorityArn, account: AccountId): boolean {
  const statements = parsePolicyDocument(policy) ?? [];
  const untold = 'which organisation the account is in was not asked';
  const why = {
    kind: 'not-configured',
    operation: 'organizations:DescribeOrganization',
    account,
    message: untold,
  } as const;
  const asked = { authority, account, organizationId: unknown(why) };
  const templateArn = acmTemplateArn(authority.partition);
  return (
    SHARED_READ_ACTIONS.every((action) => policyAllows(statements, { ...asked, action }) === 'yes') &&
    policyAllows(statements, { ...asked, action: SHARED_ISSUE_ACTION, templateArn }) === 'yes'
  );
}
