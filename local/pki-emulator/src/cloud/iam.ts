import { ServiceError } from '../errors.ts';
import { type Asker, elementIn, messageOf, query, refusalIn } from './asking.ts';

export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny';

/** A condition key and its values (IAM API reference, ContextEntry); more than one value makes it a list. */
export interface ContextEntry {
  readonly key: string;
  readonly values: readonly string[];
}

/** May this principal do this? */
export interface Question {
  readonly account: string;
  readonly region: string;
  /** The ARN of a role or of a user. */
  readonly policySource: string;
  /** `<service>:<Operation>` */
  readonly action: string;
  /** An ARN, or `*`. */
  readonly resource: string;
  readonly context: readonly ContextEntry[];
}

/** IAM of the rest of AWS, as the judge of what a role may do. */
export interface Iam {
  readonly endpoint: string;
  /** Asks anew each time, so that a changed policy is seen at once. @throws ServiceError when IAM does not tell */
  simulate(question: Question): Promise<Decision>;
}

const VERSION = '2010-05-08';
const DECISIONS: readonly string[] = ['allowed', 'implicitDeny', 'explicitDeny'] satisfies Decision[];

export function iamAt(endpoint: string): Iam {
  return {
    endpoint,
    async simulate(question) {
      const answer = await ask(endpoint, question);
      if (elementIn(answer, 'Code') !== 'NoSuchEntity') return decisionIn(answer, question, endpoint);
      // An assumed role's ARN lacks the path of its role.
      const policySource = await roleArn(endpoint, question);
      if (policySource === undefined) return 'implicitDeny'; // The role is gone, and what it allowed with it.
      return decisionIn(await ask(endpoint, { ...question, policySource }), question, endpoint);
    },
  };
}

function decisionIn(answer: string, question: Question, endpoint: string): Decision {
  const decision = elementIn(answer, 'EvalDecision');
  if (decision !== undefined && DECISIONS.includes(decision)) return decision as Decision;
  throw untold(question, endpoint, refusalIn(answer));
}

async function ask(endpoint: string, question: Question): Promise<string> {
  const { policySource, action, resource, context } = question;
  const form = {
    Action: 'SimulatePrincipalPolicy',
    Version: VERSION,
    PolicySourceArn: policySource,
    'ActionNames.member.1': action,
    'ResourceArns.member.1': resource,
    ...Object.fromEntries(context.flatMap((entry, index) => entryForm(entry, index + 1))),
  };
  return query(endpoint, form, askerOf(question)).catch((error: unknown) => {
    throw untold(question, endpoint, messageOf(error));
  });
}

function entryForm({ key, values }: ContextEntry, index: number): [string, string][] {
  const entry = `ContextEntries.member.${index}`;
  return [
    [`${entry}.ContextKeyName`, key],
    [`${entry}.ContextKeyType`, values.length === 1 ? 'string' : 'stringList'],
    ...values.map((value, at): [string, string] => [`${entry}.ContextKeyValues.member.${at + 1}`, value]),
  ];
}

async function roleArn(endpoint: string, question: Question): Promise<string | undefined> {
  const RoleName = question.policySource.split('/').at(-1) ?? '';
  const answer = await query(endpoint, { Action: 'GetRole', Version: VERSION, RoleName }, askerOf(question)).catch(
    (error: unknown) => {
      throw untold(question, endpoint, messageOf(error));
    },
  );
  const arn = elementIn(answer, 'Arn');
  if (arn !== undefined || elementIn(answer, 'Code') === 'NoSuchEntity') return arn;
  throw untold(question, endpoint, refusalIn(answer));
}

/** The account itself asks, which may. The region is the call's, so that aws:RequestedRegion is. */
const askerOf = ({ account, region }: Question): Asker => ({ accessKeyId: account, region, service: 'iam' });

/** Not asked is neither allowed nor denied. */
const untold = ({ policySource, action }: Question, endpoint: string, why: string): ServiceError =>
  new ServiceError(
    'ServiceUnavailable',
    `Whether ${policySource} may ${action} could not be asked of IAM at ${endpoint}: ${why}`,
    503,
  );
