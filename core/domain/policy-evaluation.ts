import { SERVICE_LINKED_ROLE } from './acm-requirements.ts';
import type { AccountId, AuthorityArn } from './arn.ts';
import type { Fact } from './fact.ts';
import { accountOf, type Statement } from './policy-document.ts';
import { all, answer, any, not, type Answer } from './three-valued.ts';

/** What ACM of an account asks of a CA. */
export interface PolicyQuestion {
  readonly authority: AuthorityArn;
  readonly account: AccountId;
  readonly organizationId: Fact<string>;
  /** e.g. acm-pca:IssueCertificate */
  readonly action: string;
  /** The template asked for; only IssueCertificate has one. */
  readonly templateArn?: string;
}

/** Whether the policy lets ACM of that account do that: an explicit Deny beats any Allow. */
export function policyAllows(statements: readonly Statement[], question: PolicyQuestion): Answer {
  const matching = (effect: Statement['effect']): Answer =>
    any(statements.filter((statement) => statement.effect === effect).map((statement) => applies(statement, question)));
  return all([matching('Allow'), not(matching('Deny'))]);
}

function applies(statement: Statement, question: PolicyQuestion): Answer {
  const stated = all([
    answer(statement.principals.some((principal) => isAcmOf(principal, question.account))),
    answer(statement.actions.some((pattern) => matches(pattern.toLowerCase(), question.action.toLowerCase()))),
    answer(statement.resources.some((pattern) => matches(pattern, question.authority.arn))),
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

function conditionHolds(operator: string, key: string, values: readonly string[], question: PolicyQuestion): Answer {
  const actual = contextValue(key, question);
  if (actual === undefined) return 'unknown';
  if (!actual.present) return answer(operator === 'StringNotEquals');
  const equal = values.includes(actual.value);
  if (operator === 'StringEquals' || operator === 'ArnEquals') return answer(equal);
  if (operator === 'StringNotEquals') return answer(!equal);
  if (operator === 'StringLike' || operator === 'ArnLike') {
    return answer(values.some((pattern) => matches(pattern, actual.value)));
  }
  return 'unknown';
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
    case 'aws:principalorgid':
      return question.organizationId.known ? { present: true, value: question.organizationId.value } : undefined;
    default:
      return undefined;
  }
}

/** IAM's wildcards: `*` any text, `?` any character. */
function matches(pattern: string, text: string): boolean {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, 's').test(text);
}
