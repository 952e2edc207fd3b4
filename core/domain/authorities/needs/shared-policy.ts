import { acmTemplateArn, SHARED_ISSUE_ACTION, SHARED_READ_ACTIONS } from '../acm-requirements.ts';
import type { Unreadable } from '../../fact.ts';
import { parsePolicyDocument, type Statement } from '../policy-document.ts';
import { ORGANIZATION_KEY, policyAllows } from '../policy-evaluation.ts';
import { shareAuthority } from '../../findings/remedies.ts';
import { mergedPolicy } from '../../repair/merged-policy.ts';
import type { Answer } from '../../three-valued.ts';
import { isGone, isConsumer, MET, unread, type CheckResult, type Need, type Relation } from './need.ts';

/** Cross account: the CA's policy has both statements for that account, with ACM's template. */
export const sharedPolicy: Need = {
  name: 'policy shares the authority with ACM',
  codes: ['PolicyMissing'],
  appliesTo: isConsumer,
  check,
};

function check(relation: Relation): CheckResult {
  const { facts, account } = relation;
  if (isGone(relation)) return { result: 'moot' };
  if (!facts.policy.known) return unread(relation, facts.policy.why);
  const statements = facts.policy.value === undefined ? [] : parsePolicyDocument(facts.policy.value);
  if (statements === undefined)
    return { result: 'unknown', why: notJudged(relation, 'the policy is no policy document') };
  const answers = needed(relation).map(({ name, ...asked }) => ({ name, answer: ask(statements, relation, asked) }));
  const missing = answers.filter(({ answer }) => answer === 'no').map(({ name }) => name);
  if (missing.length > 0) {
    const message = `The policy of the certificate authority does not let ACM in account ${account} renew: ${missing.join('; ')} missing.`;
    const remedy = shareAuthority(facts.authority, account, facts.policy.value === undefined);
    const merged = mergedPolicy(facts.authority, account, facts.policy.value);
    const notRepairable = 'refused' in merged ? { notRepairable: merged.refused } : {};
    return { result: 'unmet', code: 'PolicyMissing', missing, message, remedy, ...notRepairable };
  }
  const unclear = answers.filter(({ answer }) => answer === 'unknown').map(({ name }) => name);
  if (unclear.length === 0) return MET;
  const beyond = notJudged(relation, `conditions that can't be judged from here decide on ${unclear.join(', ')}`);
  return { result: 'unknown', why: organizationUnread(relation, statements) ?? beyond };
}

/** Why the account's organisation could not be read, where the policy asks for it: a throttle passes, a setting doesn't. */
function organizationUnread({ consumer }: Relation, statements: readonly Statement[]): Unreadable | undefined {
  if (consumer === undefined || consumer.organizationId.known) return undefined;
  const keys = statements.flatMap(({ conditions }) => Object.values(conditions).flatMap((each) => Object.keys(each)));
  return keys.some((key) => key.toLowerCase() === ORGANIZATION_KEY) ? consumer.organizationId.why : undefined;
}

interface Asked {
  readonly action: string;
  readonly templateArn?: string;
}

function needed({ facts }: Relation): readonly (Asked & { readonly name: string })[] {
  const template = acmTemplateArn(facts.authority.partition);
  const issue = {
    name: `${SHARED_ISSUE_ACTION} with EndEntityCertificate/V1`,
    action: SHARED_ISSUE_ACTION,
    templateArn: template,
  };
  return [...SHARED_READ_ACTIONS.map((action) => ({ name: action, action })), issue];
}

function ask(statements: readonly Statement[], { facts, account, consumer }: Relation, asked: Asked): Answer {
  const unread = notJudged({ facts, account }, 'the organisation of the account is not known');
  const organizationId = consumer?.organizationId ?? { known: false, why: unread };
  return policyAllows(statements, { authority: facts.authority, account, organizationId, ...asked });
}

const notJudged = ({ facts }: Relation, message: string): Unreadable => ({
  kind: 'not-configured',
  operation: 'acm-pca:GetPolicy',
  account: facts.authority.account,
  message,
});
