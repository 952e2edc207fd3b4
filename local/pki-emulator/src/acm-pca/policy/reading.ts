import { z } from 'zod';
import { ServiceError } from '../../errors.ts';
import { templateOf } from '../templates.ts';
import type { Statement } from './statements.ts';

const PREFIX = 'acm-pca:';
const ISSUE = 'IssueCertificate';

/** The first of the two statements a policy must have (user guide, "Policies for cross-account access"). */
export const READ_ACTIONS = [
  'DescribeCertificateAuthority',
  'GetCertificate',
  'GetCertificateAuthorityCertificate',
  'ListPermissions',
  'ListTags',
] as const;

const texts = z.union([z.string(), z.array(z.string()).min(1)]).transform((value) => [value].flat());

const statementShape = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.strictObject({ AWS: texts })]),
  Action: texts,
  Resource: texts,
  Condition: z
    .strictObject({
      StringEquals: z
        .strictObject({ 'acm-pca:TemplateArn': texts.optional(), 'aws:PrincipalOrgID': texts.optional() })
        .optional(),
      StringNotEquals: z.strictObject({ 'aws:PrincipalAccount': texts }).optional(),
    })
    .optional(),
});

const policyShape = z.strictObject({
  Version: z.literal('2012-10-17'),
  Id: z.string().optional(),
  Statement: z.union([statementShape, z.array(statementShape)]).transform((value) => [value].flat()),
});

type WrittenStatement = z.output<typeof statementShape>;

const wrong = (message: string): ServiceError => new ServiceError('InvalidPolicyException', message);

/** Where the policy is to apply: its Resource must be this CA. */
interface Target {
  readonly arn: string;
  readonly owner: string;
  readonly region: string;
}

/**
 * Reads a policy an owner puts on a CA. Its shape is fixed: one statement with the five read actions, one with
 * IssueCertificate bound to a template, and nothing else.
 *
 * @throws ServiceError InvalidPolicyException; LockoutPreventedException for one that denies the owner
 */
export function readPolicy(text: string, target: Target): Statement[] {
  const written = parsed(text);
  if (written.some((statement) => statement.Effect === 'Deny' && concerns(statement, target.owner))) {
    throw new ServiceError(
      'LockoutPreventedException',
      'The policy would lock out the owner of the certificate authority.',
    );
  }
  if (written.some(({ Effect }) => Effect === 'Deny')) throw wrong('A statement must have the effect Allow.');
  const statements = written.map((statement) => readStatement(statement, target));
  const [reading, issuing, ...others] = [...statements].sort((a, b) => b.actions.length - a.actions.length);
  const isReading = reading && [...reading.actions].sort().join() === [...READ_ACTIONS].sort().join();
  const isIssuing = issuing?.actions.join() === ISSUE;
  if (!isReading || !isIssuing || others.length > 0) {
    throw wrong(
      `The policy must have exactly two statements: one that allows ${READ_ACTIONS.join(', ')}, one that allows ${ISSUE}.`,
    );
  }
  return statements;
}

function parsed(text: string): WrittenStatement[] {
  const result = policyShape.safeParse(json(text));
  if (result.success) return result.data.Statement;
  const issue = result.error.issues[0];
  throw wrong(`The policy is malformed at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? ''}`);
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw wrong('The policy is no JSON.');
  }
}

const principalsOf = ({ Principal }: WrittenStatement): string[] =>
  Principal === '*'
    ? ['*']
    : Principal.AWS.map((each) => /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(each)?.[1] ?? each);

const concerns = (statement: WrittenStatement, owner: string): boolean =>
  principalsOf(statement).some((principal) => principal === '*' || principal === owner);

function readStatement(written: WrittenStatement, target: Target): Statement {
  const actions = written.Action.map((action) => (action.startsWith(PREFIX) ? action.slice(PREFIX.length) : ''));
  const principals = principalsOf(written);
  const { StringEquals: equal, StringNotEquals: unequal } = written.Condition ?? {};
  const templateArns = equal?.['acm-pca:TemplateArn'];
  const organizationIds = equal?.['aws:PrincipalOrgID'];
  if (written.Resource.join() !== target.arn) throw wrong(`The resource of a statement must be ${target.arn}.`);
  if (principals.some((each) => each !== '*' && !/^\d{12}$/.test(each))) throw wrong('A principal must be an account.');
  if (principals.includes('*') && !organizationIds)
    throw wrong('The principal * needs the condition aws:PrincipalOrgID.');
  if (actions.includes(ISSUE) !== (templateArns !== undefined)) {
    throw wrong(`The condition acm-pca:TemplateArn belongs to the statement that allows ${ISSUE}, and only there.`);
  }
  for (const arn of templateArns ?? []) checkTemplate(arn, target.region);
  const excludedAccounts = unequal?.['aws:PrincipalAccount'];
  return { actions, principals, templateArns, organizationIds, excludedAccounts };
}

function checkTemplate(arn: string, region: string): void {
  const template = templateOf(arn, region);
  if (!template) throw wrong(`The template ${arn} is not known.`);
  if (template.kind === 'root') throw wrong(`${arn} cannot be shared: it signs the CSR of the CA itself only.`);
}
