import { z } from 'zod';
import { conditions, effect, version } from '../../policies/elements.ts';
import { like } from '../../policies/wildcards.ts';

/** What one asks of a bucket or an object, with all that conditions may look at. */
export interface AccessRequest {
  readonly action: string;
  /** ARN of the bucket or the object. */
  readonly resource: string;
  /** Who asks, in the ways a policy may name it: `*` alone is nobody in particular. */
  readonly principals: readonly Principal[];
  /** Condition keys, in lower case. */
  readonly context: Readonly<Record<string, string>>;
}

export interface Principal {
  readonly kind: 'AWS' | 'Service';
  readonly name: string;
}

export type Decision = 'allowed' | 'denied' | 'undecided';

const texts = z.union([z.string(), z.array(z.string()).min(1)]).transform((value) => [value].flat());
const principal = z.union([
  z.literal('*').transform((): Record<string, string[]> => ({ '*': ['*'] })),
  z.strictObject({
    AWS: texts.optional(),
    Service: texts.optional(),
    Federated: texts.optional(),
    CanonicalUser: texts.optional(),
  }),
]);

const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: effect,
  Principal: principal.optional(),
  NotPrincipal: principal.optional(),
  Action: texts.optional(),
  NotAction: texts.optional(),
  Resource: texts.optional(),
  NotResource: texts.optional(),
  Condition: conditions.optional(),
});

const document = z.strictObject({
  Version: version.optional(),
  Id: z.string().optional(),
  Statement: z.union([statement, z.array(statement).min(1)]).transform((value) => [value].flat()),
});

export type BucketPolicy = z.output<typeof document>;
type Statement = BucketPolicy['Statement'][number];

/** A bucket policy; undefined for what S3 would not take as one. */
export function readBucketPolicy(text: string): BucketPolicy | undefined {
  try {
    const { data } = document.safeParse(JSON.parse(text));
    return data?.Statement.every(isWhole) ? data : undefined;
  } catch {
    return undefined; // No JSON: the caller says what of it.
  }
}

const isWhole = (each: Statement): boolean =>
  (each.Principal === undefined) !== (each.NotPrincipal === undefined) &&
  (each.Action === undefined) !== (each.NotAction === undefined) &&
  (each.Resource === undefined) !== (each.NotResource === undefined);

/** What the statements say (IAM user guide, policy evaluation logic): a denial counts more than any permission. */
export function decide(policy: BucketPolicy | undefined, request: AccessRequest): Decision {
  const speaking = (policy?.Statement ?? []).filter((each) => speaksOf(each, request));
  if (speaking.some(({ Effect }) => Effect === 'Deny')) return 'denied';
  return speaking.length > 0 ? 'allowed' : 'undecided';
}

function speaksOf(each: Statement, { action, resource, principals, context }: AccessRequest): boolean {
  const names = (list: readonly string[] | undefined, text: string) => list?.some((pattern) => like(text, pattern));
  const acts = (list: readonly string[] | undefined) => names(list?.map(lower), lower(action));
  const isNamed = acts(each.Action) ?? !acts(each.NotAction);
  const isMeant = names(each.Resource, resource) ?? !names(each.NotResource, resource);
  const isAsking = each.Principal ? includes(each.Principal, principals) : !includes(each.NotPrincipal, principals);
  return isNamed && isMeant && isAsking && holds(each, context);
}

/** Everybody (`*`) includes services, every account (`AWS: *`) does not (IAM user guide, "Principal"). */
function includes(named: Statement['Principal'], principals: readonly Principal[]): boolean {
  const lists = (named ?? {}) as Readonly<Record<string, readonly string[] | undefined>>;
  if (lists['*']) return true;
  if (principals.length === 0) return lists['AWS']?.includes('*') === true;
  return principals.some(({ kind, name }) =>
    lists[kind]?.some((each) => each === name || (kind === 'AWS' && each === '*')),
  );
}

const lower = (text: string): string => text.toLowerCase();

type Compare = (value: string, expected: string) => boolean;

/** The operators that buckets of CRLs and reports are seen with; a negated one is the opposite of its partner. */
const OPERATORS: Readonly<Record<string, Compare>> = {
  StringEquals: (value, expected) => value === expected,
  StringEqualsIgnoreCase: (value, expected) => lower(value) === lower(expected),
  StringLike: (value, expected) => like(value, expected),
  ArnEquals: (value, expected) => like(value, expected),
  ArnLike: (value, expected) => like(value, expected),
  Bool: (value, expected) => lower(value) === lower(expected),
};

const NEGATED = /^(String|Arn)Not(Equals|EqualsIgnoreCase|Like)$/;

/** Do all conditions hold? An operator that is not known permits nothing and denies everything: the stricter reading. */
function holds({ Condition, Effect }: Statement, context: AccessRequest['context']): boolean {
  return Object.entries(Condition ?? {}).every(([written, keys]) => {
    const operator = written.replace(/IfExists$/, '');
    const negated = NEGATED.test(operator);
    const compare = OPERATORS[negated ? operator.replace('Not', '') : operator];
    if (!compare && operator !== 'Null') return Effect === 'Deny';
    return Object.entries(keys).every(([key, expected]) => {
      const value = context[key.toLowerCase()];
      if (!compare) return expected.includes(String(value === undefined));
      if (value === undefined) return negated || written.endsWith('IfExists');
      return expected.some((each) => compare(value, each)) !== negated;
    });
  });
}

/** Conditions that fix who may come in: with one of them a statement for everybody is not public (S3 user guide). */
const FIXING =
  /^(aws:(sourcearn|sourceaccount|sourcevpc|sourcevpce|sourceip|sourceorgid|principalorgid|principalarn|principalaccount|userid)|s3:dataaccesspointarn|s3:dataaccesspointaccount)$/;

/** Does it let everybody in? Block Public Access asks this. */
export const isPublic = (policy: BucketPolicy): boolean =>
  policy.Statement.some(
    (each) =>
      each.Effect === 'Allow' &&
      (each.NotPrincipal !== undefined || includes(each.Principal, [])) &&
      !Object.values(each.Condition ?? {}).some((keys) =>
        Object.keys(keys).some((key) => FIXING.test(key.toLowerCase())),
      ),
  );
