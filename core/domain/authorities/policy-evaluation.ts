import { SERVICE_LINKED_ROLE } from './acm-requirements.ts';
import type { AccountId, AuthorityArn } from '../arn.ts';
import type { Fact } from '../fact.ts';
import { accountOf, type Statement } from './policy-document.ts';
import { all, answer, any, not, type Answer } from '../three-valued.ts';

/** What ACM of an account asks of a CA. */
export interface PolicyQuestion {
  readonly authority: AuthorityArn;
  readonly account: AccountId;
  readonly organizationId: Fact<string | undefined>;
  /** e.g. acm-pca:IssueCertificate */
  readonly action: string;
  /** The template asked for; only IssueCertificate has one. */
  readonly templateArn?: string;
}

/** The condition key that asks for the caller's organisation; keys know no case. */
export const ORGANIZATION_KEY = 'aws:principalorgid';

/** Whether the policy lets ACM of that account do that: an explicit Deny beats any Allow. */
export function policyAllows(statements: readonly Statement[], question: PolicyQuestion): Answer {
  const matching = (effect: Statement['effect']): Answer =>
    any(statements.filter((statement) => statement.effect === effect).map((statement) => applies(statement, question)));
  return all([matching('Allow'), not(matching('Deny'))]);
}

function applies(statement: Statement, question: PolicyQuestion): Answer {
  /** A part that is stated by its opposite is not judged here. */
  const unless = (opposite: string, holds: boolean): Answer =>
    statement.beyond.includes(opposite) ? 'unknown' : answer(holds);
  const action = question.action.toLowerCase();
  const stated = all([
    unless(
      'NotPrincipal',
      statement.principals.some((principal) => isAcmOf(principal, question.account)),
    ),
    unless(
      'NotAction',
      statement.actions.some((pattern) => matches(pattern.toLowerCase(), action)),
    ),
    unless(
      'NotResource',
      statement.resources.some((pattern) => matches(pattern, question.authority.arn)),
    ),
    conditionsHold(statement, question),
  ]);
  return statement.beyond.length > 0 && stated !== 'no' ? 'unknown' : stated;
}

function isAcmOf(principal: string, account: AccountId): boolean {
  if (principal === '*') return true;
  if (accountOf(principal) !== account) return false;
  return principal === account || principal.endsWith(':root') || principal.endsWith(`/${SERVICE_LINKED_ROLE}`);
}

function conditionsHold(statement: Statement, question: PolicyQuestion): Answer {
  return all(
    Object.entries(statement.conditions).flatMap(([operator, keys]) =>
      Object.entries(keys).map(([key, values]) => conditionHolds(operator, key, values, question)),
    ),
  );
}

type Operator = (actual: string, values: readonly string[]) => boolean;

const like: Operator = (actual, values) => values.some((pattern) => matches(pattern, actual));

/** The condition operators that are judged. ArnEquals takes wildcards, as ArnLike does. */
const OPERATORS = new Map<string, Operator>([
  ['StringEquals', (actual, values) => values.includes(actual)],
  ['StringNotEquals', (actual, values) => !values.includes(actual)],
  ['StringLike', like],
  ['ArnLike', like],
  ['ArnEquals', like],
]);

function conditionHolds(operator: string, key: string, values: readonly string[], question: PolicyQuestion): Answer {
  const judge = OPERATORS.get(operator);
  const actual = contextValue(key, question);
  if (judge === undefined || actual === undefined) return 'unknown';
  // A key that the request lacks equals nothing.
  return answer(actual.present ? judge(actual.value, values) : operator === 'StringNotEquals');
}

/** The request context that ACM's call has; undefined: not known here. */
function contextValue(
  key: string,
  question: PolicyQuestion,
): { present: false } | { present: true; value: string } | undefined {
  switch (key.toLowerCase()) {
    case 'acm-pca:templatearn':
      return question.templateArn === undefined ? { present: false } : { present: true, value: question.templateArn };
    case 'aws:principalaccount':
      return { present: true, value: question.account };
    case ORGANIZATION_KEY:
      return organizationContext(question.organizationId);
    default:
      return undefined;
  }
}

function organizationContext(organizationId: Fact<string | undefined>): ReturnType<typeof contextValue> {
  if (!organizationId.known) return undefined;
  return organizationId.value === undefined ? { present: false } : { present: true, value: organizationId.value };
}

/** IAM's wildcards: `*` any text, `?` any character. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
